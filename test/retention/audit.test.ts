import { expect, inject, test } from 'vitest';
import { auditStore } from '../../lib/store/audit-store.ts';
import { itemsOf } from '../support/database.ts';
import { greeting } from '../support/plan-states.ts';
import { RetentionWorld } from './retention-world.ts';

test.each([
  ['audit_retention_days', {}, 400],
  ['audit_retention_days: 0.7', { audit_retention_days: 0.7 }, 0.7],
])('an audit event is told until %s are over, and stored with that time', async (_, retention, days) => {
  const here = await RetentionWorld.create(inject, greeting(1), retention);
  const id = await here.world.guest({ step: 'ask' });
  await here.deploy(greeting(2));
  await here.reconcile(id);
  const audit = auditStore(here.db, here.now);
  const told = async () => (await audit.ofSession(here.world.tenant, id, 10, undefined)).events.length;

  const expires = Math.floor(here.now().getTime() / 1_000 + days * 86_400);
  const [item] = (await itemsOf(here.db, here.world.tenant)).filter(({ entry }) => entry !== undefined);
  expect(item?.expires_at_epoch).toBe(expires);
  here.days(days - 0.001);
  expect(await told()).toBe(1);
  here.days(0.001);
  expect(await told()).toBe(0);
});
