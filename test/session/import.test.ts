import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { buildGraph } from '../../lib/scenario/graph.ts';
import type { WalkedStep } from '../../lib/session/walked-path.ts';
import { keys } from '../../lib/store/keys.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { ApiClient } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import { paying, payingWithNews } from '../support/paying.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const PUT = 'PUT /sessions/{session_id}';

async function aScenario() {
  const api = new ApiClient(inject('url'));
  const { scenario_id } = await api.startScenario(paying());
  const bring = (more: object, session_id: string = randomUUID()) =>
    api.send(PUT, { params: { session_id }, body: { scenario_id, channel: 'email', ...more } });
  return { api, scenario_id, bring };
}

const visited = (...ids: string[]) => ids.map((step_id) => ({ step_id }));

describe('importing a session', () => {
  it('puts it at the step where it was, on the published version', async () => {
    const { api, scenario_id } = await aScenario();
    const created_at = '2025-05-01T08:00:00.000Z';
    const session = await api.startSession(scenario_id, { step_id: 'check', checkpoints: [], created_at });
    expect(session).toMatchObject({
      active_step_id: 'check',
      graph_version: 1,
      created_at,
      checkpoints: [],
      revision: 1,
    });
  });

  it('keeps times as UTC, so that ages compare', async () => {
    const { bring } = await aScenario();
    const told = { created_at: '2025-05-01T10:00:00+02:00', step_id: 'greet', checkpoints: [] };
    expect(await bring(told)).toMatchObject({ body: { created_at: '2025-05-01T08:00:00.000Z' } });
  });

  it('lets two imports of one session end as one of them, with its visits alone', async () => {
    const { api, bring } = await aScenario();
    const id = randomUUID();
    const long = (step: string) => ({
      step_id: step,
      checkpoints: [],
      visits: Array.from({ length: 150 }, () => ({ step_id: step })),
    });
    await Promise.all([bring(long('ask'), id), bring(long('check'), id)]);
    const store = sessionStore(db);
    const record = await store.get(api.tenantId, id);
    const { visits } = await store.visits(api.tenantId, id, 1_000, undefined);
    expect(visits).toHaveLength(150);
    expect(new Set(visits.map((visit) => visit.step_id))).toEqual(new Set([record?.position?.step_id]));
  });

  it('again changes nothing', async () => {
    const { bring } = await aScenario();
    const id = randomUUID();
    const body = { step_id: 'check', checkpoints: [], visits: visited('greet', 'ask', 'check') };
    const first = await bring(body, id);
    expect(await bring(body, id)).toEqual({ ...first, status: 200 });
  });

  it('walks the path of its visits, loops erased', async () => {
    const { api, bring } = await aScenario();
    const id = randomUUID();
    const visits = visited('greet', 'ask', 'check', 'ask', 'check');
    await bring({ step_id: 'check', checkpoints: [], visits }, id);
    const record = await sessionStore(db).get(api.tenantId, id);
    const graph = buildGraph(paying());
    const names = (steps: readonly WalkedStep[] = []) => steps.map((step) => graph.node(step.ordinal).id);
    expect(names(record?.walk.path)).toEqual(['greet', 'ask', 'check']);
  });

  it('keeps every visit, the newest first, as it was told', async () => {
    const { api, bring } = await aScenario();
    const id = randomUUID();
    const told = {
      visit_id: 'elsewhere-1',
      step_id: 'greet',
      entered_at: '2025-05-01T08:00:00.000Z',
      turn_number: 3,
      transition_reason: 'hello',
      confidence: 0.5,
    };
    await bring({ step_id: 'ask', checkpoints: [], visits: [told, ...visited('ask')] }, id);
    const { visits, turn_count } = await api.session(id);
    expect(visits).toMatchObject([{ step_id: 'ask', step_name: 'ask', transition_reason: 'import' }, told]);
    expect(turn_count).toBe(3);
  });

  it('adds the visit of the step where it is, when it was not told', async () => {
    const { api, bring } = await aScenario();
    const id = randomUUID();
    await bring({ step_id: 'check', checkpoints: [], visits: visited('greet', 'ask') }, id);
    expect((await api.session(id)).visits.map((visit) => visit.step_id)).toEqual(['check', 'ask', 'greet']);
  });

  it('takes thousands of visits', async () => {
    const { api, bring } = await aScenario();
    const id = randomUUID();
    const visits = [
      ...visited('greet'),
      ...Array.from({ length: 400 }, () => visited('ask', 'check')).flat(),
    ];
    expect(await bring({ step_id: 'check', checkpoints: [], visits }, id)).toMatchObject({ status: 201 });
    let total = 0;
    let cursor: string | undefined;
    do {
      const page = await api.call('GET /sessions/{session_id}', {
        params: { session_id: id },
        query: { limit: 100, ...(cursor !== undefined && { cursor }) },
      });
      total += page.visits.length;
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(total).toBe(801);
  });

  it('takes the checkpoints as told, and looks up what was left out', async () => {
    const { bring } = await aScenario();
    const old = {
      step_id: 'deposit',
      step_name: 'Deposit',
      checkpoint_description: 'deposit taken',
      step_content_hash: '0123456789abcdef',
      graph_version: 1,
      passed_at: '2024-01-01T00:00:00.000Z',
    };
    const reply = await bring({ step_id: 'done', checkpoints: [{ step_id: 'pay' }, old] });
    const { hash } = buildGraph(paying()).byId.get('pay') ?? {};
    expect(reply.ok && reply.body.checkpoints).toEqual([
      expect.objectContaining({
        step_id: 'pay',
        checkpoint_description: 'payment taken',
        step_content_hash: hash,
      }),
      old,
    ]);
  });

  it('at a checkpoint does not guess that it was passed', async () => {
    const { bring } = await aScenario();
    const reply = await bring({ step_id: 'pay', checkpoints: [] });
    expect(reply.ok && reply.body.checkpoints).toEqual([]);
  });

  it('needs to say which checkpoints were passed, except at the entry', async () => {
    const { bring } = await aScenario();
    expect(await bring({ step_id: 'check' })).toMatchObject({
      status: 400,
      refusal: { details: { problems: [{ path: 'checkpoints', code: 'checkpoints_required' }] } },
    });
    expect(await bring({ step_id: 'greet' })).toMatchObject({ status: 201 });
  });

  it('lists everything that is wrong with it at once, and stores nothing', async () => {
    const { api, bring } = await aScenario();
    const id = randomUUID();
    const reply = await bring({ step_id: 'a', visits: visited('greet', 'b', 'c') }, id);
    expect(reply.ok ? [] : problemsOf(reply.refusal.details)).toEqual([
      ['step_id', 'unknown_step'],
      ['visits[1].step_id', 'unknown_step'],
      ['visits[2].step_id', 'unknown_step'],
      ['checkpoints', 'checkpoints_required'],
    ]);
    expect(await api.refused('GET /sessions/{session_id}', { params: { session_id: id } })).toMatchObject({
      status: 404,
    });
  });

  it('does not know a checkpoint that is told by an id only and is not in the graph', async () => {
    const { bring } = await aScenario();
    const reply = await bring({ step_id: 'ask', checkpoints: [{ step_id: 'pay' }, { step_id: 'deposit' }] });
    expect(reply.ok ? [] : problemsOf(reply.refusal.details)).toEqual([
      ['checkpoints[1].step_id', 'unknown_step'],
    ]);
  });
});

const Problems = z.array(z.object({ path: z.string(), code: z.string() }));
const problemsOf = (details: Readonly<Record<string, unknown>> | undefined) =>
  Problems.parse(details?.problems).map(({ path, code }) => [path, code]);

describe('the version of an import', () => {
  const at = { step_id: 'ask', checkpoints: [] };

  async function withArchivedVersion() {
    const made = await aScenario();
    const { id } = await made.api.makePlan(made.scenario_id, payingWithNews());
    await made.api.deployToEnd(id);
    return made;
  }

  it('may be archived: the session stays there until its next turn', async () => {
    const { bring } = await withArchivedVersion();
    expect(await bring({ ...at, scenario_version: 1 })).toMatchObject({
      status: 201,
      body: { active_scenario_version: 1, graph_version: 1, settled_for_version: 1 },
    });
  });

  it('has to be known', async () => {
    const { bring } = await withArchivedVersion();
    expect(await bring({ ...at, scenario_version: 3 })).toMatchObject({
      status: 400,
      refusal: { details: { problems: [{ path: 'scenario_version', code: 'unknown_version' }] } },
    });
  });

  it('may not be retiring', async () => {
    const { api, scenario_id, bring } = await withArchivedVersion();
    await db.client.send(
      new UpdateCommand({
        TableName: db.tables.scenarios,
        Key: keys.version(api.tenantId, scenario_id, 1),
        UpdateExpression: 'SET #state = :retiring',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':retiring': 'retiring' },
      }),
    );
    const reply = await bring({ ...at, scenario_version: 1 });
    expect(reply).toMatchObject({ status: 409, refusal: { code: 'version_retiring' } });
  });
});
