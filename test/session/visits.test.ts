import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { readConfig } from '../../lib/config/config.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import { storedGraphs } from '../../lib/scenario/graphs.ts';
import type { Values } from '../../lib/session/model.ts';
import type { SessionStore } from '../../lib/session/record.ts';
import { recordVisit } from '../../lib/session/record-visit.ts';
import type { WalkedStep } from '../../lib/session/walked-path.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { ApiClient } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import { DeploymentWorld, interrupting } from '../support/deployment-world.ts';
import { paying, payingWithNews } from '../support/paying.ts';
import { scenario } from '../support/scenario-builder.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const VISIT = 'POST /sessions/{session_id}/visits';

async function aSession(more: object = {}) {
  const api = new ApiClient(inject('url'));
  const { scenario_id } = await api.startScenario(paying());
  const session = await api.startSession(scenario_id, { ...more });
  const params = { session_id: session.session_id };
  const visit = (step_id: string, body: object = {}) =>
    api.send(VISIT, { params, body: { visit_id: randomUUID(), step_id, turn_number: 1, ...body } });
  const walk = async () => {
    const record = await sessionStore(db).get(api.tenantId, session.session_id);
    const graph = buildGraph(paying());
    const names = (steps: readonly WalkedStep[] = []) => steps.map((step) => graph.node(step.ordinal).id);
    return { path: names(record?.walk.path), detours: names(record?.walk.detours) };
  };
  return { api, scenario_id, session, id: session.session_id, visit, walk };
}

describe('a visit', () => {
  it('takes the session to the step', async () => {
    const { api, id, session } = await aSession();
    const after = await api.visit(id, 'ask', { turn_number: 4 });
    expect(after).toMatchObject({ active_step_id: 'ask', turn_count: 4, revision: session.revision + 1 });
    expect(after.step_content_hash).toBe(buildGraph(paying()).byId.get('ask')?.hash);
    expect(await api.session(id)).toMatchObject(after);
  });

  it('is kept with what was told of it', async () => {
    const { api, id, session } = await aSession();
    const told = { visit_id: randomUUID(), turn_number: 2, transition_reason: 'said yes', confidence: 0.7 };
    await api.visit(id, 'pay', told);
    const [newest] = (await api.session(id)).visits;
    expect(newest).toMatchObject({
      ...told,
      run_id: session.run_id,
      step_id: 'pay',
      graph_version: 1,
      is_checkpoint: true,
      checkpoint_description: 'payment taken',
    });
  });

  it('of a step that the graph does not hold is 400, and changes nothing', async () => {
    const { api, id, session, visit } = await aSession();
    expect(await visit('nowhere')).toMatchObject({
      status: 400,
      refusal: { details: { problems: [{ path: 'step_id', code: 'unknown_step' }] } },
    });
    expect(await api.session(id)).toMatchObject(session);
  });

  it('of a step of the published version, which the session does not navigate yet, is 400', async () => {
    const { api, scenario_id, visit } = await aSession();
    const { id } = await api.makePlan(scenario_id, payingWithNews());
    await api.deployToEnd(id);
    expect(await visit('news')).toMatchObject({ status: 400 });
  });

  it('merges variables over those that the session has', async () => {
    const { api, id } = await aSession({ variables: { name: 'Zoë', age: 6 } });
    await api.visit(id, 'ask', { variables: { age: 7, vip: null } });
    expect((await api.session(id)).variables).toEqual({ name: 'Zoë', age: 7, vip: null });
  });

  it('of a session that does not exist is 404', async () => {
    const { api } = await aSession();
    const body = { visit_id: 'v', step_id: 'ask', turn_number: 1 };
    expect(await api.refused(VISIT, { params: { session_id: 'nobody' }, body })).toMatchObject({
      status: 404,
      code: 'session_not_found',
    });
  });

  it('of a closed session is 409', async () => {
    const { api, id, visit } = await aSession();
    await api.close(id);
    expect(await visit('ask')).toMatchObject({ status: 409, refusal: { code: 'session_closed' } });
  });

  it('of a terminal step does not close the session', async () => {
    const { api, id } = await aSession();
    expect(await api.visit(id, 'done')).toMatchObject({ status: 'active', active_step_id: 'done' });
  });
});

describe('the same visit again', () => {
  it('changes nothing, and is answered with the session as it is', async () => {
    const { visit } = await aSession();
    const visit_id = randomUUID();
    const first = await visit('ask', { visit_id });
    expect(await visit('ask', { visit_id })).toEqual({ ...first, status: 200 });
  });

  it('changes nothing also when the session has gone on since', async () => {
    const { api, id, visit } = await aSession();
    const visit_id = randomUUID();
    await visit('ask', { visit_id });
    const after = await api.visit(id, 'check');
    expect(await visit('ask', { visit_id })).toEqual({ ok: true, status: 200, body: after });
  });

  it('is harmless with the revision of before it was recorded: its answer may have been lost', async () => {
    const { session, visit } = await aSession();
    const body = { visit_id: randomUUID(), expected_revision: session.revision };
    expect(await visit('ask', body)).toMatchObject({ status: 201 });
    expect(await visit('ask', body)).toMatchObject({ status: 200 });
  });

  it('is harmless also when the session was closed since', async () => {
    const { api, id, visit } = await aSession();
    const visit_id = randomUUID();
    await visit('ask', { visit_id });
    await api.close(id);
    expect(await visit('ask', { visit_id })).toMatchObject({ status: 200, body: { status: 'closed' } });
  });

  it('is harmless also when the session has moved to a version without that step since', async () => {
    const api = new ApiClient(inject('url'));
    const { scenario_id } = await api.startScenario(scenario('s', 1).chain('a', 'old', 'b').build());
    const { session_id } = await api.startSession(scenario_id);
    const visit_id = randomUUID();
    await api.visit(session_id, 'old', { visit_id });
    await api.visit(session_id, 'b');
    const { id } = await api.makePlan(scenario_id, scenario('s', 2).chain('a', 'b').build());
    await api.deployToEnd(id);
    expect(await api.reconcile({ session_id })).toMatchObject({ graph_version: 2 });
    expect(await api.visit(session_id, 'old', { visit_id })).toMatchObject({ active_step_id: 'b' });
  });

  it('at the same time is recorded once', async () => {
    const { api, id, visit } = await aSession();
    const visit_id = randomUUID();
    const replies = await Promise.all([1, 2, 3, 4].map(() => visit('ask', { visit_id })));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 200, 200, 201]);
    const { visits } = await api.session(id);
    expect(visits.filter((each) => each.visit_id === visit_id)).toHaveLength(1);
  });
});

describe('visits at the same time, to the millisecond', () => {
  /** A visit during which, before it reads the session, something else happens to it. */
  async function interrupted(method: 'get' | 'commit', other: (visit: Visit) => Promise<unknown>) {
    const world = await DeploymentWorld.create(db, paying());
    const id = await world.guest({ step: 'greet' });
    const { sessions, scenarios } = world.stores;
    const deps = { sessions, graphs: storedGraphs(scenarios), config: readConfig({}), now: () => new Date() };
    const visit: Visit = (request, store = sessions) =>
      recordVisit(
        world.tenant,
        id,
        { step_id: 'ask', turn_number: 1, ...request },
        { ...deps, sessions: store },
      );
    const mine = { visit_id: 'mine', variables: { mine: 1 } };
    const answer = await visit(
      mine,
      interrupting(sessions, method, () => other(visit)),
    );
    return { answer, variables: await sessions.variables(world.tenant, id) };
  }
  type Visit = (request: { visit_id: string; variables: Values }, store?: SessionStore) => Promise<unknown>;

  it('lose none of their variables', async () => {
    const other = (visit: Visit) => visit({ visit_id: 'other', variables: { other: 2 } });
    for (const method of ['get', 'commit'] as const) {
      const { variables, answer } = await interrupted(method, other);
      expect(variables).toEqual({ mine: 1, other: 2 });
      expect(answer).toMatchObject({ recorded: true, session: { revision: 3, variables } });
    }
  });

  it('that are one and the same are both answered with it', async () => {
    const same = (visit: Visit) => visit({ visit_id: 'mine', variables: { mine: 1 } });
    const { answer } = await interrupted('commit', same);
    expect(answer).toMatchObject({
      recorded: false,
      session: { revision: 2, active_step_id: 'ask', variables: { mine: 1 } },
    });
  });
});

describe('different visits at the same time', () => {
  it('are all recorded', async () => {
    const { api, id, session, visit } = await aSession();
    const replies = await Promise.all([visit('ask'), visit('check')]);
    expect(replies.map((reply) => reply.status)).toEqual([201, 201]);
    const { visits, revision } = await api.session(id);
    expect(visits.map((each) => each.step_id).sort()).toEqual(['ask', 'check', 'greet']);
    expect(revision).toBe(session.revision + 2);
  });
});

describe('an expected revision', () => {
  it('that is the current one lets the visit in', async () => {
    const { session, visit } = await aSession();
    expect(await visit('ask', { expected_revision: session.revision })).toMatchObject({ status: 201 });
  });

  it('that is another one is 409 with the current one, and changes nothing', async () => {
    const { api, id, session, visit } = await aSession();
    for (const expected_revision of [0, 2]) {
      expect(await visit('ask', { expected_revision })).toMatchObject({
        status: 409,
        refusal: { code: 'stale_revision', details: { revision: 1 } },
      });
    }
    expect(await api.session(id)).toMatchObject(session);
  });
});

describe('a checkpoint', () => {
  it('is passed by entering it', async () => {
    const { api, id } = await aSession();
    const { checkpoints } = await api.visit(id, 'pay');
    expect(checkpoints).toMatchObject([
      {
        step_id: 'pay',
        step_name: 'pay',
        checkpoint_description: 'payment taken',
        step_content_hash: buildGraph(paying()).byId.get('pay')?.hash,
        graph_version: 1,
      },
    ]);
  });

  it('is passed once, however often it is entered', async () => {
    const { api, id } = await aSession();
    const first = await api.visit(id, 'pay');
    await api.visit(id, 'ask');
    const again = await api.visit(id, 'pay');
    expect(again.checkpoints).toEqual(first.checkpoints);
  });
});

describe('the walked path', () => {
  it('goes along with the visits', async () => {
    const { api, id, walk } = await aSession();
    await api.visit(id, 'ask');
    await api.visit(id, 'check');
    expect(await walk()).toEqual({ path: ['greet', 'ask', 'check'], detours: [] });
  });

  it('has its loops erased', async () => {
    const { api, id, walk } = await aSession();
    for (const step of ['ask', 'check', 'ask']) await api.visit(id, step);
    expect(await walk()).toEqual({ path: ['greet', 'ask'], detours: ['check'] });
  });
});
