import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { readConfig } from '../../lib/config/config.ts';
import { storedGraphs } from '../../lib/scenario/graphs.ts';
import { startSession } from '../../lib/session/start-session.ts';
import { auditStore } from '../../lib/store/audit-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { ApiClient } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import { DeploymentWorld, interrupting } from '../support/deployment-world.ts';
import { paying, payingWithNews } from '../support/paying.ts';
import { scenario } from '../support/scenario-builder.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const PUT = 'PUT /sessions/{session_id}';

async function aScenario(version = paying()) {
  const api = new ApiClient(inject('url'));
  const { scenario_id, checksum } = await api.startScenario(version);
  const start = (sessionId: string, more: object = {}) =>
    api.send(PUT, {
      params: { session_id: sessionId },
      body: { scenario_id, channel: 'whatsapp', ...more },
    });
  return { api, scenario_id, checksum, start };
}

describe('starting a session', () => {
  it('begins at the entry of the published version', async () => {
    const { api, scenario_id, checksum } = await aScenario();
    const session = await api.startSession(scenario_id, { customer_id: 'c-1', variables: { vip: true } });
    expect(session).toMatchObject({
      tenant_id: api.tenantId,
      customer_id: 'c-1',
      channel: 'whatsapp',
      active_scenario_id: scenario_id,
      active_scenario_version: 1,
      graph_version: 1,
      settled_for_version: 1,
      scenario_checksum: checksum,
      active_step_id: 'greet',
      variables: { vip: true },
      checkpoints: [],
      turn_count: 0,
      status: 'active',
      revision: 1,
    });
    expect(session.created_at).toBe(session.last_activity_at);
  });

  it('records that the entry was visited', async () => {
    const { api, scenario_id } = await aScenario();
    const { session_id, run_id } = await api.startSession(scenario_id);
    expect((await api.session(session_id)).visits).toMatchObject([
      { step_id: 'greet', run_id, graph_version: 1, transition_reason: 'start', is_checkpoint: false },
    ]);
  });

  it('at an entry that is a checkpoint passes it', async () => {
    const { api, scenario_id } = await aScenario(
      scenario().step('sent', { checkpoint: 'order sent' }).build(),
    );
    const { checkpoints } = await api.startSession(scenario_id);
    expect(checkpoints).toMatchObject([{ step_id: 'sent', checkpoint_description: 'order sent' }]);
  });

  it('again changes nothing, whatever is sent with it', async () => {
    const { scenario_id, api, start } = await aScenario();
    const first = await api.startSession(scenario_id, { variables: { a: 1 } });
    const again = await start(first.session_id, { channel: 'email', variables: { a: 2 } });
    expect(again).toEqual({ ok: true, status: 200, body: first });
    expect(await api.session(first.session_id)).toMatchObject(first);
  });

  it('at the same time as others starts one run', async () => {
    const { start } = await aScenario();
    const id = randomUUID();
    const replies = await Promise.all(Array.from({ length: 4 }, () => start(id)));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(replies.map((reply) => reply.ok && reply.body.run_id)).size).toBe(1);
  });

  it('with an id that another scenario or another customer has is refused', async () => {
    const { api, scenario_id, start } = await aScenario();
    const { scenario_id: other } = await api.startScenario(paying());
    const { session_id } = await api.startSession(scenario_id, { customer_id: 'c-1' });
    for (const wrong of [{ scenario_id: other }, { customer_id: 'c-2' }]) {
      const reply = await start(session_id, wrong);
      expect(reply).toMatchObject({ status: 409, refusal: { code: 'session_exists' } });
    }
  });

  it('in a scenario that does not exist is 404', async () => {
    const { start } = await aScenario();
    const reply = await start(randomUUID(), { scenario_id: 'nothing' });
    expect(reply).toMatchObject({ status: 404, refusal: { code: 'scenario_not_found' } });
  });

  it('after a newer version was published begins there', async () => {
    const { api, scenario_id } = await aScenario();
    const { id } = await api.makePlan(scenario_id, payingWithNews());
    await api.deployToEnd(id);
    expect(await api.startSession(scenario_id)).toMatchObject({ graph_version: 2, settled_for_version: 2 });
  });
});

describe('restarting a session', () => {
  const restart = (expected_revision: number) => ({ restart: true, expected_revision });

  it('begins a new run at the entry; what the old one passed counts no more', async () => {
    const { api, scenario_id, start } = await aScenario();
    const { session_id, run_id, created_at } = await api.startSession(scenario_id, { customer_id: 'c-1' });
    const { revision } = await api.visit(session_id, 'pay', { variables: { age: 7 } });

    const reply = await start(session_id, { ...restart(revision), variables: { fresh: true } });
    expect(reply).toMatchObject({
      status: 201,
      body: {
        active_step_id: 'greet',
        customer_id: 'c-1',
        created_at,
        checkpoints: [],
        variables: { fresh: true },
        turn_count: 0,
        revision: revision + 1,
      },
    });
    expect(reply.ok && reply.body.run_id).not.toBe(run_id);
  });

  it('keeps the visits of the old run, under its id', async () => {
    const { api, scenario_id, start } = await aScenario();
    const first = await api.startSession(scenario_id);
    await start(first.session_id, restart(first.revision));
    const { visits, run_id } = await api.session(first.session_id);
    expect(visits.map((visit) => visit.run_id)).toEqual([run_id, first.run_id]);
  });

  it('drops the mark, and says so in the audit trail', async () => {
    const { api, scenario_id, start } = await aScenario();
    const { session_id, revision } = await api.startSession(scenario_id);
    const { id } = await api.makePlan(scenario_id, payingWithNews());
    await api.deployToEnd(id);

    const reply = await start(session_id, restart(revision));
    expect(reply).toMatchObject({ status: 201, body: { graph_version: 2 } });
    expect(reply.ok && reply.body).not.toHaveProperty('pending_migration');
    const { events } = await api.call('GET /sessions/{session_id}/events', { params: { session_id } });
    expect(events).toMatchObject([{ event_type: 'mark_dropped', action_taken: 'restart', plan_id: id }]);
  });

  it('of a closed session opens it again', async () => {
    const { api, scenario_id, start } = await aScenario();
    const { session_id } = await api.startSession(scenario_id);
    const { revision } = await api.close(session_id);
    expect(await start(session_id, restart(revision))).toMatchObject({ body: { status: 'active' } });
  });

  it('for another revision than the current one is 409, and changes nothing', async () => {
    const { api, scenario_id, start } = await aScenario();
    const session = await api.startSession(scenario_id);
    for (const stale of [0, 2]) {
      const reply = await start(session.session_id, restart(stale));
      expect(reply).toMatchObject({
        status: 409,
        refusal: { code: 'stale_revision', details: { revision: 1 } },
      });
    }
    expect(await api.session(session.session_id)).toMatchObject(session);
  });

  it('of a session that does not exist is 404', async () => {
    const { start } = await aScenario();
    expect(await start(randomUUID(), restart(0))).toMatchObject({ status: 404 });
  });

  it('at the same time as others begins one run', async () => {
    const { api, scenario_id, start } = await aScenario();
    const { session_id, revision } = await api.startSession(scenario_id);
    const replies = await Promise.all([1, 2, 3].map(() => start(session_id, restart(revision))));
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409, 409]);
  });

  it('is not stale for a mark that a deployment sets meanwhile: that one is dropped with the run', async () => {
    const world = await DeploymentWorld.create(db, paying());
    const id = await world.guest({ step: 'ask' });
    await world.approve(payingWithNews());
    await world.start();
    const sessions = interrupting(world.stores.sessions, 'commit', () => world.prepareAndMark());
    await world.restart(id, { ...world.stores, sessions }, { expected_revision: 1 });
    expect(await world.marks([id])).toEqual([undefined]);
    const { events } = await auditStore(db, () => new Date()).ofSession(world.tenant, id, 9, undefined);
    expect(events).toMatchObject([{ event_type: 'mark_dropped', action_taken: 'restart' }]);
  });
});

describe('a grown number of index shards', () => {
  it('is told to the readers by the first session that may be in a new one', async () => {
    const { api, scenario_id } = await aScenario();
    const scenarios = scenarioStore(db);
    const request = { scenario_id, channel: 'whatsapp' };
    await startSession(api.tenantId, randomUUID(), request, {
      sessions: sessionStore(db),
      scenarios,
      graphs: storedGraphs(scenarios),
      config: readConfig({ deployment: { index_shards: 24 } }),
      now: () => new Date(),
    });
    expect(await scenarios.pointer(api.tenantId, scenario_id)).toMatchObject({ index_shards: 24 });
  });

  it('may be told: the Lambda may write where that is kept', () => {
    expect(FUNCTIONS.find(({ name }) => name === 'put-session')?.tables.scenarios).toContain('update');
  });
});
