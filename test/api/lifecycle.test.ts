import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import type { OperationKey } from '../../lib/api/operations.ts';
import type { PlanStatus } from '../../lib/plan/model.ts';
import { keys } from '../../lib/store/keys.ts';
import { ApiClient } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import {
  damageDraft,
  greeting,
  holdDeploying,
  type PlanInStatus,
  planIn,
  remove,
} from '../support/plan-states.ts';
import { scenario } from '../support/scenario-builder.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const newApi = () => new ApiClient(inject('url'));

const APPROVE = 'POST /migration-plans/{plan_id}/approve';
const REJECT = 'POST /migration-plans/{plan_id}/reject';
const DEPLOY = 'POST /migration-plans/{plan_id}/deploy';
const CANCEL = 'POST /migration-plans/{plan_id}/cancel';
const POLICIES = 'PUT /migration-plans/{plan_id}/policies';
const PLAN = 'GET /migration-plans/{plan_id}';
const GENERATE = 'POST /scenarios/{scenario_id}/migration-plan';

type CallName = 'policies' | 'approve' | 'reject' | 'deploy' | 'cancel' | 'generate-same' | 'generate-other';

/** The call, for a plan in some status. */
function request(name: CallName, { planId, scenarioId, plan }: PlanInStatus): [OperationKey, object] {
  const params = { plan_id: planId };
  switch (name) {
    case 'policies':
      return [POLICIES, { params, body: { policies: {}, revision: plan.revision } }];
    case 'approve':
      return [APPROVE, { params }];
    case 'reject':
      return [REJECT, { params, body: { reason: 'not now' } }];
    case 'deploy':
      return [DEPLOY, { params }];
    case 'cancel':
      return [CANCEL, { params }];
    case 'generate-same':
      return [GENERATE, { params: { scenario_id: scenarioId }, body: { new_scenario: greeting(2) } }];
    case 'generate-other':
      return [GENERATE, { params: { scenario_id: scenarioId }, body: { new_scenario: greeting(4) } }];
  }
}

/** What a call answers in a status: an HTTP status (or the code of a refusal), and what the plan is then. */
type Outcome = readonly [answer: number | string, then: PlanStatus];
const NO = 'wrong_status';

const MATRIX: Record<PlanStatus, Record<CallName, Outcome>> = {
  pending: {
    policies: [200, 'pending'],
    approve: [200, 'approved'],
    reject: [200, 'rejected'],
    deploy: [NO, 'pending'],
    cancel: [NO, 'pending'],
    'generate-same': ['plan_exists', 'pending'],
    'generate-other': [201, 'superseded'],
  },
  approved: {
    policies: [NO, 'approved'],
    approve: [NO, 'approved'],
    reject: [200, 'rejected'],
    deploy: [202, 'deployed'],
    cancel: [NO, 'approved'],
    'generate-same': ['plan_exists', 'approved'],
    'generate-other': [201, 'superseded'],
  },
  deploying: {
    policies: [NO, 'deploying'],
    approve: [NO, 'deploying'],
    reject: [NO, 'deploying'],
    // Whoever stopped in between left it there; calling it again makes it go on.
    deploy: [202, 'deployed'],
    cancel: [200, 'approved'],
    'generate-same': ['plan_exists', 'deploying'],
    'generate-other': [201, 'deploying'],
  },
  deployed: {
    policies: [NO, 'deployed'],
    approve: [NO, 'deployed'],
    reject: [NO, 'deployed'],
    deploy: [NO, 'deployed'],
    cancel: [NO, 'deployed'],
    // Version 2 is what is published now.
    'generate-same': ['invalid_scenario', 'deployed'],
    'generate-other': [201, 'deployed'],
  },
  deploy_failed: {
    policies: [NO, 'deploy_failed'],
    approve: [NO, 'deploy_failed'],
    reject: [200, 'rejected'],
    deploy: [202, 'deployed'],
    cancel: [NO, 'deploy_failed'],
    'generate-same': ['plan_exists', 'deploy_failed'],
    'generate-other': [201, 'deploy_failed'],
  },
  rejected: {
    policies: [NO, 'rejected'],
    approve: [NO, 'rejected'],
    reject: [NO, 'rejected'],
    deploy: [NO, 'rejected'],
    cancel: [NO, 'rejected'],
    'generate-same': [201, 'rejected'],
    'generate-other': [201, 'rejected'],
  },
  superseded: {
    policies: [NO, 'superseded'],
    approve: [NO, 'superseded'],
    reject: [NO, 'superseded'],
    deploy: [NO, 'superseded'],
    cancel: [NO, 'superseded'],
    'generate-same': [201, 'superseded'],
    'generate-other': [201, 'superseded'],
  },
};

const cases = Object.entries(MATRIX).flatMap(([status, row]) =>
  Object.entries(row).map(([call, [answer, then]]) => ({ status, call, answer, then }) as const),
) as { status: PlanStatus; call: CallName; answer: number | string; then: PlanStatus }[];

/** What is refused changes nothing, so that all of a status can be refused at one plan. */
const shared = new Map<PlanStatus, Promise<PlanInStatus & { api: ApiClient }>>();
async function fresh(status: PlanStatus) {
  const api = newApi();
  return { api, ...(await planIn(status, api, db)) };
}
function sharedIn(status: PlanStatus) {
  const made = shared.get(status) ?? fresh(status);
  shared.set(status, made);
  return made;
}

describe('the lifecycle of a plan', () => {
  const allowed = cases.filter(({ answer }) => typeof answer === 'number');
  it.each(allowed)('$status: $call answers $answer, and the plan is $then', async (each) => {
    const before = await fresh(each.status);
    const { api, planId } = before;
    const reply = await api.send(...request(each.call, before));
    expect(reply.status).toBe(each.answer);
    if (each.call === 'deploy') await api.ended(planId);
    expect((await api.plan(planId)).status).toBe(each.then);
  });

  const refused = cases.filter(({ answer }) => typeof answer === 'string');
  it.each(refused)('$status: $call is refused with $answer, and nothing changes', async (each) => {
    const before = await sharedIn(each.status);
    const { api, planId, plan } = before;
    const refusal = await api.refused(...request(each.call, before));
    expect(refusal.code).toBe(each.answer);
    expect(refusal.status).toBe(each.answer === 'invalid_scenario' ? 400 : 409);
    if (each.answer === NO) expect(refusal.details).toMatchObject({ status: each.status });
    expect(await api.plan(planId)).toMatchObject({ status: each.then, revision: plan.revision });
  });
});

describe('making a plan', () => {
  it('names the live plan of the same pair of versions', async () => {
    const api = newApi();
    const { planId, scenarioId } = await planIn('pending', api, db);
    const refusal = await api.refused(GENERATE, {
      params: { scenario_id: scenarioId },
      body: { new_scenario: greeting(2) },
    });
    expect(refusal).toMatchObject({ status: 409, details: { plan_id: planId } });
  });

  it('is allowed while another plan is being deployed, which still ends deployed', async () => {
    const api = newApi();
    const { planId, scenarioId } = await planIn('deploying', api, db);
    const other = await api.makePlan(scenarioId, greeting(3));
    expect(other).toMatchObject({ status: 'pending', from_version: 1, to_version: 3 });
    await api.deploy(planId);
    expect((await api.ended(planId)).status).toBe('deployed');
  });

  it('in parallel for one pair gives one plan', async () => {
    const api = newApi();
    const { scenario_id } = await api.startScenario(greeting(1));
    const replies = await Promise.all(
      Array.from({ length: 4 }, () =>
        api.send(GENERATE, { params: { scenario_id }, body: { new_scenario: greeting(2) } }),
      ),
    );
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409, 409, 409]);
    const { total } = await api.call('GET /migration-plans', { query: { scenario_id } });
    expect(total).toBe(1);
  });
});

describe('the revision of a plan', () => {
  it('may be sent in the body or in If-Match', async () => {
    const api = newApi();
    const { planId, plan } = await planIn('pending', api, db);
    const params = { plan_id: planId };
    const once = await api.call(POLICIES, { params, body: { policies: {}, revision: plan.revision } });
    const headers = { 'if-match': `"${once.revision}"` };
    const twice = await api.call(POLICIES, { params, headers, body: { policies: {} } });
    expect(twice.revision).toBe(once.revision + 1);
  });

  it('is required where policies change', async () => {
    const api = newApi();
    const { planId } = await planIn('pending', api, db);
    const refusal = await api.refused(POLICIES, { params: { plan_id: planId }, body: { policies: {} } });
    expect(refusal).toMatchObject({ status: 400, details: { problems: [{ path: 'revision' }] } });
  });

  it.each([
    ['policies', 'pending', POLICIES, { policies: {} }],
    ['approve', 'pending', APPROVE, {}],
    ['reject', 'pending', REJECT, {}],
    ['deploy', 'approved', DEPLOY, {}],
    ['cancel', 'deploying', CANCEL, {}],
  ] as const)('that is stale refuses %s with the current one', async (_, status, key, body) => {
    const api = newApi();
    const { planId, plan } = await planIn(status, api, db);
    const params = { plan_id: planId };
    const stale = plan.revision - 1;
    const expected = { status: 409, code: 'stale_revision', details: { revision: plan.revision, status } };
    expect(await api.refused(key, { params, body: { ...body, revision: stale } })).toMatchObject(expected);
    expect(await api.refused(key, { params, body, headers: { 'if-match': `${stale}` } })).toMatchObject(
      expected,
    );
    expect((await api.plan(planId)).revision).toBe(plan.revision);
  });

  it('lets one of two operators change the policies, and tells the other', async () => {
    const api = newApi();
    const { planId, plan } = await planIn('pending', api, db);
    const [anchor] = (await api.plan(planId)).transformation_map.anchors;
    const change = (channel: string) =>
      api.send(POLICIES, {
        params: { plan_id: planId },
        body: {
          policies: { [anchor?.anchor_key ?? '']: { scope_filter: { include_channels: [channel] } } },
          revision: plan.revision,
        },
      });
    const replies = await Promise.all([change('email'), change('voice')]);
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409]);
  });
});

describe('approving', () => {
  const paid = (version: number, ...steps: string[]) => {
    const built = scenario('paying', version)
      .step('order')
      .to(steps[0] ?? 'done');
    for (const step of steps) built.step(step, { checkpoint: 'payment taken' }).to('done');
    return built.step('done').build();
  };
  const withCheckpoint = async (api: ApiClient) => {
    const { scenario_id } = await api.startScenario(paid(1));
    return api.makePlan(scenario_id, paid(2, 'pay'));
  };

  it('records who and when, and reads that from the token', async () => {
    const api = newApi();
    const { planId } = await planIn('pending', api, db);
    const body = { approved_by: 'somebody else' };
    const plan = await api.as({ sub: 'anna' }).call(APPROVE, { params: { plan_id: planId }, body });
    expect(plan).toMatchObject({ approved_by: 'anna', created_by: 'olivia' });
    expect(Date.parse(plan.approved_at ?? '')).toBeGreaterThan(Date.parse(plan.created_at));
  });

  it('is refused while a critical warning is not acknowledged, and lists those', async () => {
    const api = newApi();
    const { id } = await withCheckpoint(api);
    const refusal = await api.refused(APPROVE, { params: { plan_id: id } });
    expect(refusal).toMatchObject({
      status: 409,
      code: 'warnings_not_acknowledged',
      details: { warnings: [{ severity: 'critical', code: 'checkpoint_would_be_skipped' }] },
    });
    expect((await api.plan(id)).status).toBe('pending');
  });

  it('takes the codes of the warnings that were read, and no others', async () => {
    const api = newApi();
    const { id } = await withCheckpoint(api);
    const acknowledging = (...codes: string[]) => ({
      params: { plan_id: id },
      body: { acknowledge_warnings: codes },
    });
    expect(await api.refused(APPROVE, acknowledging('step_deleted'))).toMatchObject({ status: 409 });
    expect(await api.call(APPROVE, acknowledging('checkpoint_would_be_skipped'))).toMatchObject({
      status: 'approved',
    });
  });

  it('acknowledges every warning with true', async () => {
    const api = newApi();
    const { id } = await withCheckpoint(api);
    expect(await api.approve(id)).toMatchObject({ status: 'approved' });
  });
});

describe('rejecting', () => {
  it('records who, when and why, and when the plan expires', async () => {
    const api = newApi();
    const { planId } = await planIn('approved', api, db);
    const plan = await api.as({ sub: 'anna' }).call(REJECT, {
      params: { plan_id: planId },
      body: { reason: 'prices changed', rejected_by: 'somebody else' },
    });
    expect(plan).toMatchObject({ status: 'rejected', rejected_by: 'anna', reject_reason: 'prices changed' });
    const days = (Date.parse(plan.expires_at ?? '') - Date.parse(plan.rejected_at ?? '')) / 86_400_000;
    expect(days).toBe(30);
  });
});

describe('a plan that has expired', () => {
  const expired = async (api: ApiClient) => {
    const made = await planIn('rejected', api, db);
    await db.client.send(
      new UpdateCommand({
        TableName: db.tables.scenarios,
        Key: keys.plan(api.tenantId, made.planId),
        UpdateExpression: 'SET expires_at = :past',
        ExpressionAttributeValues: { ':past': new Date(Date.now() - 1_000).toISOString() },
      }),
    );
    return { params: { plan_id: made.planId } };
  };

  it('is absent for every call', async () => {
    const api = newApi();
    const at = await expired(api);
    const calls: OperationKey[] = [
      PLAN,
      'GET /migration-plans/{plan_id}/summary',
      'GET /migration-plans/{plan_id}/deployment-status',
      'GET /migration-plans/{plan_id}/events',
      APPROVE,
      REJECT,
      DEPLOY,
      CANCEL,
    ];
    for (const key of calls) {
      expect([key, (await api.refused(key, at)).status]).toEqual([key, 404]);
    }
  });

  it('is in no list', async () => {
    const api = newApi();
    await expired(api);
    expect(await api.call('GET /migration-plans')).toEqual({ plans: [], total: 0 });
  });
});

describe('deploying', () => {
  it('answers the same deployment while it runs', async () => {
    const api = newApi();
    const { planId, plan } = await planIn('deploying', api, db);
    const again = await api.deploy(planId);
    expect(again).toEqual({
      plan_id: planId,
      status: 'deploying',
      deployment_id: plan.deployment?.id,
      started_at: plan.deployment?.started_at,
    });
  });

  it('publishes the new version and archives the old one', async () => {
    const api = newApi();
    const { planId, scenarioId } = await planIn('approved', api, db);
    await api.deploy(planId);
    await api.ended(planId);
    const { published_version, versions } = await api.call('GET /scenarios/{scenario_id}', {
      params: { scenario_id: scenarioId },
    });
    expect(published_version).toBe(2);
    expect(versions.map(({ version, state }) => [version, state])).toEqual([
      [1, 'archived'],
      [2, 'published'],
    ]);
    expect(await api.plan(planId)).toMatchObject({ deployed_by: 'olivia', deployed_at: expect.any(String) });
  });

  it('one plan of a scenario at a time: another has to wait', async () => {
    const api = newApi();
    const { planId, scenarioId, plan } = await planIn('deploying', api, db);
    const other = await api.makePlan(scenarioId, greeting(3));
    await api.approve(other.id);
    const refusal = await api.refused(DEPLOY, { params: { plan_id: other.id } });
    expect(refusal).toMatchObject({
      status: 409,
      code: 'deployment_running',
      details: { plan_id: planId, deployment_id: plan.deployment?.id },
    });
    expect((await api.plan(other.id)).status).toBe('approved');
  });

  it('supersedes a plan whose base is not published any more', async () => {
    const api = newApi();
    const { planId, scenarioId } = await planIn('deploying', api, db);
    const late = await api.makePlan(scenarioId, greeting(3));
    await api.approve(late.id);
    await api.deploy(planId);
    await api.ended(planId);

    const refusal = await api.refused(DEPLOY, { params: { plan_id: late.id } });
    expect(refusal).toMatchObject({
      status: 409,
      code: 'base_not_published',
      details: { status: 'superseded', published_version: 2 },
    });
    expect(await api.plan(late.id)).toMatchObject({ status: 'superseded', expires_at: expect.any(String) });
  });

  it('again after a failure is the same deployment, and ends deployed', async () => {
    const api = newApi();
    const { planId } = await planIn('approved', api, db);
    const mend = await damageDraft(api.tenantId, planId, db);
    const first = await api.deploy(planId);
    const failed = await api.ended(planId);
    expect(failed).toMatchObject({ status: 'deploy_failed', failure: 'Conflict' });

    await mend();
    const second = await api.deploy(planId);
    expect(second).toMatchObject({ deployment_id: first.deployment_id, started_at: first.started_at });
    const ended = await api.ended(planId);
    expect(ended.status).toBe('deployed');
    expect(ended).not.toHaveProperty('failure');
  });

  it('again after a failure keeps the marks, and counts nobody twice', async () => {
    const api = newApi();
    const { planId, scenarioId } = await planIn('approved', api, db);
    const sessions = await Promise.all(Array.from({ length: 5 }, () => api.startSession(scenarioId)));
    // Marking goes well; then the version that is to be archived cannot be read.
    const mend = await remove(keys.version(api.tenantId, scenarioId, 1), db);
    const { deployment_id } = await api.deploy(planId);
    expect(await api.ended(planId)).toMatchObject({ status: 'deploy_failed', sessions_marked: 5 });

    await mend();
    await api.deploy(planId);
    expect(await api.ended(planId)).toMatchObject({
      status: 'deployed',
      deployment_id,
      sessions_marked: 5,
      progress: { sessions_seen: 5, sessions_skipped: {} },
    });
    for (const { session_id, revision } of sessions) {
      const { pending_migration: mark, ...session } = await api.session(session_id);
      expect(mark).toMatchObject({ deployment_id, target_version: 2 });
      expect(session.revision).toBe(revision);
    }
  });

  it('frees the scenario when it fails', async () => {
    const api = newApi();
    const { scenarioId } = await planIn('deploy_failed', api, db);
    const other = await api.makePlan(scenarioId, greeting(3));
    expect((await api.deployToEnd(other.id)).status).toBe('deployed');
  });
});

describe('cancelling before the version is published', () => {
  const cancelledWithMarks = async (api: ApiClient) => {
    const { planId, scenarioId } = await planIn('approved', api, db);
    const session = await api.startSession(scenarioId);
    // It marks, fails to publish, and is held when it is started again.
    const mend = await remove(keys.version(api.tenantId, scenarioId, 1), db);
    await api.deploy(planId);
    await api.ended(planId);
    await mend();
    const { deployment_id } = await holdDeploying(api.tenantId, planId, db);
    await api.call(CANCEL, { params: { plan_id: planId } });
    return { planId, scenarioId, sessionId: session.session_id, cancelled: deployment_id };
  };

  it('leaves marks that are without effect', async () => {
    const api = newApi();
    const { planId, sessionId, cancelled } = await cancelledWithMarks(api);
    const marked = await api.session(sessionId);
    expect(marked.pending_migration).toMatchObject({ deployment_id: cancelled });

    const answer = await api.reconcile({ session_id: sessionId });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 1, session_revision: marked.revision });
    expect(await api.events(planId)).toEqual([]);
  });

  it('lets another deployment of the plan mark and move everybody', async () => {
    const api = newApi();
    const { planId, sessionId, cancelled } = await cancelledWithMarks(api);
    const { deployment_id } = await api.deploy(planId);
    expect(deployment_id).not.toBe(cancelled);
    expect(await api.ended(planId)).toMatchObject({ status: 'deployed', deployment_id, sessions_marked: 1 });
    expect((await api.session(sessionId)).pending_migration).toMatchObject({ deployment_id });

    const answer = await api.reconcile({ session_id: sessionId });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2 });
    expect(await api.session(sessionId)).not.toHaveProperty('pending_migration');
  });

  it('says who deploys no more', async () => {
    const api = newApi();
    const { planId } = await planIn('deploying', api, db);
    const plan = await api.call(CANCEL, { params: { plan_id: planId } });
    expect(plan.status).toBe('approved');
    expect(plan).not.toHaveProperty('deployed_by');
  });
});
