/**
 * One walk through every route and task of the system. The local stack refuses what a role does not allow; here the
 * other half is shown, that a role allows nothing that its function does not use.
 */
import { randomUUID } from 'node:crypto';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { BatchWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { type LocalStack, startLocalStack } from '../../infra/local/local-stack.ts';
import type { Permission } from '../../infra/local/permission.ts';
import { NO_COUNTS } from '../../lib/deployment/record.ts';
import type { Database } from '../../lib/store/client.ts';
import { keys } from '../../lib/store/keys.ts';
import { markingStore } from '../../lib/store/marking-store.ts';
import { SCHEMA_VERSION } from '../../lib/store/schema.ts';
import { ApiClient, waitUntil } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import { lambdaClient } from '../support/lambda-client.ts';
import { greeting, holdDeploying, planIn } from '../support/plan-states.ts';

const OPERATIONS: Readonly<Record<string, string>> = {
  GetItem: 'get',
  BatchGetItem: 'batch-get',
  Query: 'query',
  Scan: 'scan',
  ConditionCheckItem: 'check',
  PutItem: 'put',
  UpdateItem: 'update',
  DeleteItem: 'delete',
  BatchWriteItem: 'batch-write',
  PartiQLUpdate: 'partiql-update',
  StartExecution: 'start',
  StopExecution: 'stop',
};

/** Nobody is live for long, and nothing is kept for long. */
const IMPATIENT = {
  retention: { version_retention_days: 0, plan_retention_days: 0, session_idle_days: 0 },
};

const used = new Set<string>();
let stack: LocalStack;
let api: ApiClient;
let db: Database;
beforeAll(async () => {
  stack = await startLocalStack({
    // With a key of its own: its statements come beside those that are looked at here.
    context: { midstream: IMPATIENT, infrastructure: { kms_key: 'create' } },
    retryPauseMs: 5,
    onPermission: (name, permission) => used.add(`${name}: ${inWords(permission)}`),
    onProblem: () => {},
  });
  api = new ApiClient(stack.url);
  db = testDatabase(stack.tables, stack.dynamoEndpoint);
}, 120_000);
afterAll(() => stack?.stop());

/** As the catalogue says it. */
function inWords({ action, resource }: Permission): string {
  const operation = OPERATIONS[action.slice(action.indexOf(':') + 1)] ?? action;
  const [, table, index] = /:table\/([^/]+)(?:\/index\/(.+))?$/.exec(resource) ?? [];
  const key = Object.entries(stack.tables).find(([, name]) => name === table)?.[0];
  return key === undefined ? operation : `${key} ${operation}${index === undefined ? '' : ` ${index}`}`;
}

const invoke = async (FunctionName: string, payload: object): Promise<void> => {
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) });
  const { FunctionError, Payload } = await lambdaClient(stack.url).send(command);
  expect(FunctionError, `${FunctionName}: ${Payload?.transformToString()}`).toBeUndefined();
};

/** What operators and engines do, up to a session that has moved. */
async function walkCalls(): Promise<void> {
  const { scenario_id: scenarioId } = await api.startScenario(greeting(1));
  const atScenario = { params: { scenario_id: scenarioId } };
  await api.call('GET /scenarios/{scenario_id}', atScenario);
  await api.call('GET /scenarios/{scenario_id}/versions/{version}', {
    params: { scenario_id: scenarioId, version: 1 },
  });
  await db.client.send(
    new UpdateCommand({
      TableName: stack.tables.scenarios,
      Key: keys.scenario(api.tenantId, scenarioId),
      UpdateExpression: 'SET index_shards = :few',
      ExpressionAttributeValues: { ':few': 1 },
    }),
  );
  const [moving, closed, restarted] = await Promise.all(
    [1, 2, 3].map(() => api.startSession(scenarioId, { customer_id: 'carla' })),
  );
  if (!moving || !closed || !restarted) throw new Error('no sessions');

  await api.makePlan(scenarioId, greeting(3));
  const rejected = await api.makePlan(scenarioId, greeting(4));
  await api.call('POST /migration-plans/{plan_id}/reject', { params: { plan_id: rejected.id } });
  const plan = await api.makePlan(scenarioId, greeting(2));
  const atPlan = { params: { plan_id: plan.id } };
  const [anchor] = plan.transformation_map.anchors;
  await api.call('GET /migration-plans');
  await api.plan(plan.id);
  await api.call('GET /migration-plans/{plan_id}/summary', atPlan);
  await api.call('GET /migration-plans/{plan_id}/anchors/{anchor_key}', {
    params: { plan_id: plan.id, anchor_key: anchor?.anchor_key ?? '' },
  });
  const scope_filter = { custom_conditions: ['channel == "whatsapp"'] };
  await api.call('PUT /migration-plans/{plan_id}/policies', {
    ...atPlan,
    body: { revision: plan.revision, policies: { [anchor?.anchor_key ?? '']: { scope_filter } } },
  });
  await api.approve(plan.id);
  await holdDeploying(api.tenantId, plan.id, db);
  await api.status(plan.id);
  const late = await api.makePlan(scenarioId, greeting(3));
  await api.approve(late.id);
  await api.deploy(plan.id);
  expect(await api.ended(plan.id)).toMatchObject({ status: 'deployed', sessions_marked: 3 });
  expect(
    await api.refused('POST /migration-plans/{plan_id}/deploy', { params: { plan_id: late.id } }),
  ).toMatchObject({ code: 'base_not_published' });

  await api.close(closed.session_id);
  await api.startSession(scenarioId, {
    session_id: restarted.session_id,
    restart: true,
    expected_revision: restarted.revision,
  });
  await api.startSession(scenarioId, { scenario_version: 1, step_id: 'greet', checkpoints: [] });
  const turn = { session_id: moving.session_id, turn_id: 'turn-1' };
  expect(await api.reconcile(turn)).toMatchObject({ graph_version: 2 });
  await api.reconcile(turn);
  await api.visit(moving.session_id, 'ask', { variables: { name: 'Carla' } });
  await api.session(moving.session_id);
  await waitUntil(
    'the move is counted',
    () => api.status(plan.id),
    ({ migrations_applied }) => migrations_applied === 1,
  );
  await api.events(plan.id);
  await api.call('GET /sessions/{session_id}/events', { params: { session_id: moving.session_id } });
  await api.call('PUT /profiles/{customer_id}/fields/{name}', {
    params: { customer_id: 'carla', name: 'email' },
    body: { value: 'carla@example.org' },
  });
  await api.call('GET /profiles/{customer_id}', { params: { customer_id: 'carla' } });
  // Sessions on older versions are counted.
  await api.makePlan(scenarioId, greeting(4));
}

/** What goes wrong: a cancelled deployment, one that fails, and a page that somebody else announced. */
async function walkFailures(): Promise<void> {
  const cancelled = await planIn('deploying', api, db);
  await api.call('POST /migration-plans/{plan_id}/cancel', { params: { plan_id: cancelled.planId } });
  await planIn('deploy_failed', api, db);

  const { scenarioId, planId } = await planIn('approved', api, db);
  const { session_id } = await api.startSession(scenarioId);
  await api.visit(session_id, 'ask');
  const ref = await holdDeploying(api.tenantId, planId, db);
  await invoke('prepare-deployment', ref);
  await markingStore(db).putUnit(api.tenantId, planId, ref.deployment_id, {
    ...NO_COUNTS,
    unit: 0,
    revision: 1,
    at: 0,
    done: false,
    in_flight: [{ session_id, step_id: 'greet' }],
  });
  await invoke('mark-sessions', { ...ref, unit: 0 });
}

/** Everything that clean-up does: over more than one page, and with a version that retires and goes. */
async function walkCleanup(): Promise<void> {
  const { scenarioId } = await planIn('deployed', api, db);
  const { pk } = keys.plan(api.tenantId, randomUUID());
  const parts = Array.from({ length: 525 }, (_, at) => ({
    PutRequest: {
      Item: { ...keys.part(pk, randomUUID(), 0), part_of: pk, part_sk: `${new Date().toISOString()}#${at}` },
    },
  }));
  for (let at = 0; at < parts.length; at += 25) {
    const RequestItems = { [stack.tables.scenarios]: parts.slice(at, at + 25) };
    await db.client.send(new BatchWriteCommand({ RequestItems }));
  }
  await invoke('retention-cleanup', {});
  await db.client.send(
    new UpdateCommand({
      TableName: stack.tables.scenarios,
      Key: keys.version(api.tenantId, scenarioId, 1),
      // As the first release stored it: sessions may be there that no index by version knows.
      UpdateExpression: `SET retiring_since = :long_ago REMOVE ${SCHEMA_VERSION}`,
      ConditionExpression: '#state = :retiring',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':long_ago': '2020-01-01T00:00:00.000Z', ':retiring': 'retiring' },
    }),
  );
  await invoke('retention-cleanup', {});
}

it('every permission is used', async () => {
  await walkCalls();
  await walkFailures();
  await walkCleanup();
  const granted = FUNCTIONS.flatMap(({ name, tables, deployments }) => [
    ...Object.entries(tables).flatMap(([table, accesses]) =>
      accesses.map((access: string) => `${name}: ${table} ${access}`),
    ),
    ...(deployments ? [`${name}: ${deployments}`] : []),
  ]);
  expect([...used].sort()).toEqual(granted.sort());
});
