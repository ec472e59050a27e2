import { expect, inject, it } from 'vitest';
import { keys } from '../../lib/store/keys.ts';
import { putPart } from '../../lib/store/packed.ts';
import { RetentionWorld } from '../retention/retention-world.ts';
import { greeting } from '../support/plan-states.ts';

it('a plan that is there and cannot be read is not taken for one that is gone: nobody moves without its policies', async () => {
  const here = await RetentionWorld.create(inject, greeting(1));
  const { world, db } = here;
  const id = await world.guest({ step: 'ask' });
  const planId = await here.deploy(greeting(2), {
    ask: { scope_filter: { exclude_channels: ['whatsapp'] } },
  });
  const [link] = await world.stores.scenarios.deployedSince(world.tenant, world.scenarioId, 1);
  const table = await world.stores.plans.table(world.tenant, planId, link?.table ?? { id: '', chunks: 1 });
  const { pk } = keys.plan(world.tenant, planId);
  const rewrite = (value: unknown) =>
    putPart(db, pk, link?.table.id ?? '', 'table', value, { at: here.now() });

  const before = await world.stores.sessions.get(world.tenant, id);
  for (const damaged of [null, {}, { ...Object(table), policies: { ask: { exclude: ['whatsapp'] } } }]) {
    await rewrite(damaged);
    await expect(here.reconcile(id)).rejects.toThrow();
    expect(await world.stores.sessions.get(world.tenant, id)).toEqual(before);
  }
  await rewrite(table);
  expect((await here.reconcile(id)).answer).toMatchObject({ action: 'continue', graph_version: 1 });
});
