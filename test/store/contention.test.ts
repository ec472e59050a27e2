import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { type Database, openDatabase } from '../../lib/store/client.ts';
import { markingStore } from '../../lib/store/marking-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { testDatabase } from '../support/database.ts';
import { Faults } from '../support/faults.ts';
import { aMarkTarget, aPointer, aProfileField, aSession, versionOf } from '../support/records.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));

/** A client whose writes meet transactions that touch the same items, so often. */
function meeting(rate: number) {
  const failing: Database = openDatabase(db.tables, inject('dynamoEndpoint'));
  const faults = new Faults(2, { rates: { conflict: rate } });
  faults.under(failing.client);
  return { failing, faults };
}

it('a write that meets a transaction is tried again: of a seal, a profile, a board, a pointer', async () => {
  const { failing, faults } = meeting(0.25);
  for (let n = 0; n < 4; n += 1) {
    const session = aSession(randomUUID());
    const { tenant_id: tenant, session_id: id } = session;
    await sessionStore(db).create(session, {}, []);
    expect(await markingStore(failing).seal(tenant, aMarkTarget(id))).toBe(true);
    await sessionStore(failing).putProfileField(tenant, 'carla', 'age', aProfileField(n));
    expect(await sessionStore(db).profile(tenant, 'carla')).toMatchObject({ age: { value: n } });

    const pointer = aPointer({ tenant_id: tenant });
    expect(await scenarioStore(failing).create(pointer, versionOf(pointer))).toBe(true);
    await scenarioStore(failing).widenIndex(tenant, pointer.scenario_id, 9);
    expect(await scenarioStore(db).pointer(tenant, pointer.scenario_id)).toEqual({
      ...pointer,
      index_shards: 9,
    });
  }
  expect(faults.struck.conflict).toBeGreaterThan(4);
});

it('again and again: it gives up, and says that a retry is safe', async () => {
  const { failing } = meeting(1);
  const session = aSession(randomUUID());
  const { tenant_id: tenant, session_id: id } = session;
  await sessionStore(db).create(session, {}, []);
  const contended = { name: 'Unavailable', code: 'contended', details: { retry_safe: true } };
  await expect(markingStore(failing).seal(tenant, aMarkTarget(id))).rejects.toMatchObject(contended);
  await expect(
    sessionStore(failing).putProfileField(tenant, 'carla', 'age', aProfileField(1)),
  ).rejects.toMatchObject(contended);
  expect(await sessionStore(db).get(tenant, id)).toEqual(session);
});
