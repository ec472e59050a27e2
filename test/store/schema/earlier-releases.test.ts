import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { anchorKeyOf } from '../../../lib/diff/anchor-key.ts';
import { buildGraph } from '../../../lib/scenario/graph.ts';
import { keys } from '../../../lib/store/keys.ts';
import { getStored } from '../../../lib/store/read.ts';
import type { StoredItem } from '../../../lib/store/schema.ts';
import { readSession, sessionItem } from '../../../lib/store/session-item.ts';
import { ApiClient, waitUntil } from '../../support/api-client.ts';
import { testDatabase } from '../../support/database.ts';
import { fromFile, type Item, put, storedFile, there } from './files.ts';
import { orders, PATIENCE_MS, PEOPLE, SCENARIO } from './life.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const DATE = '2031-02-03';

/** A tenant as it was left by an earlier release, on the stack of this one. */
async function leftBy(release: string): Promise<ApiClient> {
  const tenantId = randomUUID();
  const { scenarios, sessions, audit } = await fromFile(storedFile(release), tenantId);
  const own = scenarios.filter(({ pk }) => pk?.S !== 'RETENTION');
  const counts = own.filter(({ sk }) => sk?.S === 'COUNTS');
  await put(db, { scenarios: own.filter((item) => !counts.includes(item)), sessions, audit });
  // The stack counts the events that are put. When it has, the counts are put as they were.
  for (const item of counts) {
    const key = { pk: there(item.pk?.S), sk: 'COUNTS' };
    const counted = async () => numbersOf((await getStored(db, db.tables.scenarios, key)) ?? {});
    const wanted = numbersOf(
      Object.fromEntries(Object.entries(item).map(([name, { N }]) => [name, Number(N)])),
    );
    await waitUntil('the events are counted', counted, (each) => each === wanted, PATIENCE_MS);
  }
  await put(db, { scenarios: counts, sessions: [], audit: [] });
  return new ApiClient(inject('url'), { tenantId });
}

const numbersOf = (counts: Item | Record<string, unknown>): string =>
  JSON.stringify(
    Object.entries(counts)
      .filter(([name]) => name.startsWith('n:'))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

describe.each(['unindexed', 'indexed'])('what a release has left (%s)', (release) => {
  const plansOf = async (api: ApiClient) => {
    const { plans } = await api.call('GET /migration-plans', { query: { scenario_id: SCENARIO } });
    const idOf = (status: string) => there(plans.find((plan) => plan.status === status)).id;
    return { deployed: idOf('deployed'), waiting: idOf('pending') };
  };
  const graph = buildGraph(orders(2));
  const anchorOf = (step: string) => anchorKeyOf(graph, there(graph.byId.get(step)));

  it('is shown', async () => {
    const api = await leftBy(release);
    const { deployed, waiting } = await plansOf(api);
    expect(
      await api.call('GET /scenarios/{scenario_id}', { params: { scenario_id: SCENARIO } }),
    ).toMatchObject({
      published_version: 2,
      versions: [
        { version: 1, state: 'archived' },
        { version: 2, state: 'published' },
      ],
    });
    for (const version of [1, 2]) {
      const params = { scenario_id: SCENARIO, version };
      const { steps } = await api.call('GET /scenarios/{scenario_id}/versions/{version}', { params });
      expect(steps).toEqual(orders(version).steps);
    }
    expect(await api.status(deployed)).toMatchObject({
      status: 'deployed',
      sessions_marked: 4,
      migrations_applied: 1,
      migrations_pending: 3,
      progress: { units_done: expect.any(Number) },
    });
    expect(await api.events(deployed)).toMatchObject([
      { event_type: 'session_migrated', session_id: PEOPLE.moved },
      { event_type: 'data_requested', session_id: PEOPLE.moved },
      { event_type: 'data_requested', session_id: PEOPLE.asked },
    ]);
    const plan = await api.plan(waiting);
    expect(plan.transformation_map.anchors).toHaveLength(6);
    const params = { plan_id: waiting, anchor_key: anchorOf('thanks') };
    expect(await api.call('GET /migration-plans/{plan_id}/anchors/{anchor_key}', { params })).toMatchObject({
      anchor_name: 'thanks',
    });
    const { fields } = await api.call('GET /profiles/{customer_id}', {
      params: { customer_id: PEOPLE.moved },
    });
    expect(fields.delivery_date?.value).toBe('2031-01-14');
    const moved = await api.session(PEOPLE.moved);
    expect(moved).toMatchObject({ graph_version: 2, variables: { size: 'XL', delivery_date: '2031-01-14' } });
    expect(moved.visits.map(({ step_id }) => step_id)).toEqual(['confirm', 'confirm', 'size', 'hello']);
  });

  it('goes on: sessions take turns and are moved, and are stored as today', async () => {
    const api = await leftBy(release);
    const { deployed } = await plansOf(api);
    const turn = (session_id: string, provided_fields = {}) => api.reconcile({ session_id, provided_fields });

    expect(await api.session(PEOPLE.marked)).toMatchObject({
      pending_migration: { migration_plan_id: deployed },
    });
    expect(await turn(PEOPLE.marked)).toMatchObject({ action: 'collect', collect_fields: ['delivery_date'] });
    expect(await turn(PEOPLE.marked, { delivery_date: DATE })).toMatchObject({
      action: 'continue',
      graph_version: 2,
      step_id: 'confirm',
    });
    // What was under way, and an answer that was lost.
    const again = await api.reconcile({ session_id: PEOPLE.asked, turn_id: 'turn-1' });
    expect(again).toMatchObject({ action: 'collect', collect_fields: ['delivery_date'] });
    expect((await api.session(PEOPLE.asked)).revision).toBe(again.session_revision);
    expect(await turn(PEOPLE.asked, { delivery_date: DATE })).toMatchObject({ graph_version: 2 });
    // The order was sent: nobody goes back before it.
    expect(await turn(PEOPLE.ordered, { delivery_date: DATE })).toMatchObject({
      graph_version: 2,
      step_id: 'thanks',
    });
    expect((await api.session(PEOPLE.ordered)).checkpoints).toMatchObject([{ step_id: 'order' }]);
    // A turn changes nothing, a visit does; the visit that was recorded once is not recorded again.
    expect(await turn(PEOPLE.late)).toMatchObject({ action: 'continue', reason: 'nothing to do' });
    await api.call('POST /sessions/{session_id}/visits', {
      params: { session_id: PEOPLE.late },
      body: { visit_id: `${PEOPLE.late}-1`, step_id: 'size', turn_number: 1, variables: {} },
    });
    expect((await api.session(PEOPLE.late)).visits).toHaveLength(2);
    await api.visit(PEOPLE.late, 'delivery');
    await api.call('PUT /sessions/{session_id}', {
      params: { session_id: PEOPLE.closed },
      body: {
        scenario_id: SCENARIO,
        channel: 'whatsapp',
        restart: true,
        expected_revision: (await api.session(PEOPLE.closed)).revision,
      },
    });

    for (const id of Object.values(PEOPLE)) {
      if (id === PEOPLE.moved) continue;
      const item = there(await getStored(db, db.tables.sessions, keys.session(api.tenantId, id)));
      const record = readSession(item);
      expect([id, plain(item)]).toEqual([id, plain(sessionItem(record))]);
      expect(record.outdated).toBeUndefined();
    }
    const status = () => api.status(deployed);
    await waitUntil('all are counted', status, (each) => each.migrations_pending === 0, PATIENCE_MS);
    expect(await status()).toMatchObject({ migrations_applied: 4, sessions_marked: 4 });
  });

  it('is deployed: a plan that waited is changed, approved and marks, and sessions go on from version to version', async () => {
    const api = await leftBy(release);
    const { waiting } = await plansOf(api);
    const { revision } = await api.plan(waiting);
    await api.call('PUT /migration-plans/{plan_id}/policies', {
      params: { plan_id: waiting },
      body: {
        revision,
        policies: { [anchorOf('thanks')]: { scope_filter: { exclude_channels: ['email'] } } },
      },
    });
    expect(await api.deployToEnd(waiting)).toMatchObject({ status: 'deployed', sessions_marked: 2 });
    expect(await api.session(PEOPLE.late)).toMatchObject({ pending_migration: { target_version: 3 } });
    const item = there(await getStored(db, db.tables.sessions, keys.session(api.tenantId, PEOPLE.late)));
    // A mark is the same in every version, and leaves the others' as it is.
    expect(readSession(item).outdated).toContain('pending_migration');

    expect(await api.reconcile({ session_id: PEOPLE.late })).toMatchObject({
      action: 'continue',
      graph_version: 3,
    });
    expect(await api.reconcile({ session_id: PEOPLE.moved })).toMatchObject({
      graph_version: 3,
      step_id: 'confirm',
    });
    // Over both versions at once.
    const provided_fields = { delivery_date: DATE };
    expect(await api.reconcile({ session_id: PEOPLE.marked, provided_fields })).toMatchObject({
      graph_version: 3,
      step_id: 'confirm',
    });
    const [event] = (
      await api.call('GET /sessions/{session_id}/events', { params: { session_id: PEOPLE.marked } })
    ).events;
    expect(event?.plan_chain).toHaveLength(2);
  });
});

/** What is there, with binary values of one type. */
const plain = (item: StoredItem) =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value instanceof Uint8Array ? [...value] : value]],
    ),
  );
