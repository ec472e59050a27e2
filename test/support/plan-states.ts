/** Brings a plan into any status of its lifecycle, and damages what a deployment needs. */
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { readConfig } from '../../lib/config/config.ts';
import { type Executions, startDeployment } from '../../lib/deployment/start.ts';
import type { PlanStatus } from '../../lib/plan/model.ts';
import type { PlanHeader } from '../../lib/plan/record.ts';
import type { Database } from '../../lib/store/client.ts';
import { type Key, keys } from '../../lib/store/keys.ts';
import { planStore } from '../../lib/store/plan-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import type { ApiClient } from './api-client.ts';
import { scenario } from './scenario-builder.ts';

/** `greet -> ask -> done`; each later version tells something more before the end. */
export function greeting(version: number) {
  const added = Array.from({ length: version - 1 }, (_, at) => `news-${at + 2}`);
  return scenario('greeting', version)
    .chain('greet', 'ask', ...added, 'done')
    .build();
}

/** Nobody runs what is started: the test runs the tasks, or none. */
export const NOBODY_RUNS: Executions = { start: async () => {}, stop: async () => {} };

export interface PlanInStatus {
  readonly scenarioId: string;
  readonly planId: string;
  /** From version 1. */
  readonly plan: PlanHeader;
}

/** A plan from version 1 to 2 of a scenario of its own, in a status. */
export async function planIn(status: PlanStatus, api: ApiClient, db: Database): Promise<PlanInStatus> {
  const { scenario_id: scenarioId } = await api.startScenario(greeting(1));
  const { id: planId } = await api.makePlan(scenarioId, greeting(2));
  const at = { params: { plan_id: planId } };
  switch (status) {
    case 'pending':
      break;
    case 'approved':
      await api.approve(planId);
      break;
    case 'deploying':
      await api.approve(planId);
      await holdDeploying(api.tenantId, planId, db);
      break;
    case 'deployed':
      await api.deployToEnd(planId);
      break;
    case 'deploy_failed': {
      const mend = await damageDraft(api.tenantId, planId, db);
      await api.deployToEnd(planId);
      await mend();
      break;
    }
    case 'rejected':
      await api.call('POST /migration-plans/{plan_id}/reject', at);
      break;
    case 'superseded':
      await api.makePlan(scenarioId, greeting(3));
      break;
  }
  const plan = await planStore(db).get(api.tenantId, planId);
  if (plan?.status !== status) throw new Error(`the plan is ${plan?.status} and not ${status}`);
  return { scenarioId, planId, plan };
}

/** Takes an approved plan to `deploying` and leaves it there, as if everything had stopped at that moment. */
export async function holdDeploying(tenantId: string, planId: string, db: Database) {
  const { deployment } = await startDeployment(tenantId, planId, undefined, 'olivia', {
    plans: planStore(db),
    scenarios: scenarioStore(db),
    executions: NOBODY_RUNS,
    config: readConfig({}),
    now: () => new Date(),
  });
  return { tenant_id: tenantId, plan_id: planId, deployment_id: deployment.id };
}

/** Removes an item for a while. @returns puts it back */
export async function remove(Key: Key, db: Database): Promise<() => Promise<void>> {
  const TableName = db.tables.scenarios;
  const { Item } = await db.client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  if (!Item) throw new Error(`there is no ${Key.pk} ${Key.sk}`);
  await db.client.send(new DeleteCommand({ TableName, Key }));
  return async () => {
    await db.client.send(new PutCommand({ TableName, Item }));
  };
}

/** Without the graph that the plan leads to, no deployment can be prepared. */
export async function damageDraft(tenantId: string, planId: string, db: Database) {
  const plan = await planStore(db).get(tenantId, planId);
  if (!plan) throw new Error(`there is no plan ${planId}`);
  return remove(keys.part(keys.scenario(tenantId, plan.scenario_id).pk, plan.draft.id, 0), db);
}
