import { describe, expect, inject, it } from 'vitest';
import { ApiClient, waitUntil } from '../support/api-client.ts';
import { itemsOf, testDatabase } from '../support/database.ts';
import { paying, payingWithNews } from '../support/paying.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const CLOSE = 'POST /sessions/{session_id}/close';

async function aSession() {
  const api = new ApiClient(inject('url'));
  const { scenario_id } = await api.startScenario(paying());
  const session = await api.startSession(scenario_id, { variables: { age: 7 } });
  const params = { session_id: session.session_id };
  return { api, scenario_id, session, params, id: session.session_id };
}

async function aMarkedSession() {
  const made = await aSession();
  const { id: planId } = await made.api.makePlan(made.scenario_id, payingWithNews());
  await made.api.deployToEnd(planId);
  return { ...made, planId };
}

describe('closing a session', () => {
  it('ends it and keeps everything else', async () => {
    const { api, session, params } = await aSession();
    const closed = await api.call(CLOSE, { params, body: { reason: 'the customer hung up' } });
    expect(closed).toEqual({
      ...session,
      status: 'closed',
      revision: session.revision + 1,
      last_activity_at: closed.last_activity_at,
    });
  });

  it('again changes nothing', async () => {
    const { api, id } = await aSession();
    const closed = await api.close(id);
    expect(await api.close(id)).toEqual(closed);
  });

  it('for another revision than the current one is 409', async () => {
    const { api, params, id } = await aSession();
    const refusal = await api.refused(CLOSE, { params, body: { expected_revision: 7 } });
    expect(refusal).toMatchObject({ status: 409, code: 'stale_revision', details: { revision: 1 } });
    expect((await api.session(id)).status).toBe('active');
  });

  it('that does not exist is 404', async () => {
    const { api } = await aSession();
    expect(await api.refused(CLOSE, { params: { session_id: 'nobody' } })).toMatchObject({ status: 404 });
  });

  it('takes it out of the index: no deployment finds it any more', async () => {
    const { api, scenario_id, id } = await aSession();
    await api.close(id);
    const { id: planId } = await api.makePlan(scenario_id, payingWithNews());
    expect(await api.deployToEnd(planId)).toMatchObject({ sessions_marked: 0 });
  });

  it('with a mark drops the mark, and says so and why in the audit trail', async () => {
    const { api, params, planId } = await aMarkedSession();
    const closed = await api.call(CLOSE, { params, body: { reason: 'gave up' } });
    expect(closed).not.toHaveProperty('pending_migration');
    expect(await api.events(planId)).toMatchObject([
      {
        event_type: 'mark_dropped',
        action_taken: 'close',
        reason: 'gave up',
        from_version: 1,
        to_version: 2,
      },
    ]);
  });

  it('with a mark settles it: nobody is waited for', async () => {
    const { api, id, planId } = await aMarkedSession();
    expect(await api.status(planId)).toMatchObject({ sessions_marked: 1, migrations_pending: 1 });
    await api.close(id);
    const status = await waitUntil(
      'the closed session is counted',
      () => api.status(planId),
      ({ migrations_pending }) => migrations_pending === 0,
    );
    expect(status).toMatchObject({ sessions_marked: 1, migrations_applied: 0, actions: { close: 1 } });
  });

  it('is the end of it for reconcile: it is not moved, and nothing is written', async () => {
    const { api, id, planId } = await aMarkedSession();
    await api.close(id);
    const before = await itemsOf(db, api.tenantId);
    const answer = await api.reconcile({ session_id: id });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 1 });
    const counts = (item: { sk: string }) => item.sk !== 'COUNTS';
    expect((await itemsOf(db, api.tenantId)).filter(counts)).toEqual(before.filter(counts));
    expect(await api.events(planId)).toHaveLength(1);
  });
});
