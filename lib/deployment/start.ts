import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { Conflict } from '../errors.ts';
import { changedMeanwhile, expectRevision, expectStatus, planOf } from '../plan/lookup.ts';
import type { PlanStatus } from '../plan/model.ts';
import type { Deployment, PlanHeader, PlanStore } from '../plan/record.ts';
import { cancelled, deploying, superseded } from '../plan/transitions.ts';
import type { ScenarioStore } from '../scenario/record.ts';
import type { DeploymentRef } from './current.ts';

/** Runs the deployment state machine. */
export interface Executions {
  /** Starting the same execution again is harmless. */
  start(name: string, input: DeploymentRef): Promise<void>;
  stop(name: string): Promise<void>;
}

export interface DeployDeps {
  readonly plans: PlanStore;
  readonly scenarios: Pick<ScenarioStore, 'pointer'>;
  readonly executions: Executions;
  readonly config: Config;
  readonly now: () => Date;
}

/** Started again after a failure it is another execution of the same deployment. */
export const executionName = ({ id, attempt }: Deployment): string => `${id}-${attempt}`;

/**
 * Starts a plan's deployment, or says again that it runs. The status is changed first: killed in between, calling
 * it again starts the execution.
 * @throws NotFound, Conflict
 */
export async function startDeployment(
  tenant: string,
  planId: string,
  revision: number | undefined,
  caller: string,
  deps: DeployDeps,
): Promise<{ readonly plan: PlanHeader; readonly deployment: Deployment }> {
  const { plans, scenarios, executions, config, now } = deps;
  if (!config.enabled) throw new Conflict('disabled', 'Midstream is switched off (enabled: false)');
  const before = await planOf(plans, tenant, planId, now());
  const ref = (deployment: Deployment): DeploymentRef => ({
    tenant_id: tenant,
    plan_id: planId,
    deployment_id: deployment.id,
  });
  if (before.status === 'deploying' && before.deployment) {
    await executions.start(executionName(before.deployment), ref(before.deployment));
    return { plan: before, deployment: before.deployment };
  }
  const allowed: PlanStatus[] = ['approved', 'deploy_failed'];
  if (!config.deployment.require_approval) allowed.unshift('pending');
  expectStatus(before, allowed, 'deployed');
  expectRevision(before, revision);

  const pointer = await scenarios.pointer(tenant, before.scenario_id);
  if (pointer?.published_version !== before.from_version) {
    if (!(await plans.replace({ before, after: superseded(before, now(), config) }))) {
      throw changedMeanwhile(before);
    }
    throw new Conflict(
      'base_not_published',
      `version ${before.from_version} is not published any more (${pointer?.published_version} is): the plan is superseded; generate a new one`,
      { status: 'superseded', published_version: pointer?.published_version },
    );
  }
  const busy = (): Conflict =>
    new Conflict('deployment_running', 'another plan of this scenario is being deployed; wait or cancel it', {
      status: before.status,
      ...pointer.deploying,
    });
  /** The deployment of this very plan, when somebody else has started it since the plan was read. */
  const startedMeanwhile = async () => {
    const current = await plans.get(tenant, planId);
    if (current?.status === 'deploying' && current.deployment) {
      return { plan: current, deployment: current.deployment };
    }
    throw current?.revision === before.revision ? busy() : changedMeanwhile(before);
  };
  if (pointer.deploying) return startedMeanwhile();

  const failed = before.status === 'deploy_failed' ? before.deployment : undefined;
  const deployment: Deployment = failed
    ? { ...failed, attempt: failed.attempt + 1, error: undefined, ended_at: undefined }
    : { id: randomUUID(), attempt: 1, started_at: now().toISOString(), started_by: caller };
  const after = deploying(before, deployment);
  if (!(await plans.startDeployment({ before, after }))) return startedMeanwhile();
  await executions.start(executionName(deployment), ref(deployment));
  return { plan: after, deployment };
}

/**
 * Stops a deployment that has not published: the plan is approved again, and its marks are without effect.
 * @throws NotFound, Conflict
 */
export async function cancelDeployment(
  tenant: string,
  planId: string,
  revision: number | undefined,
  { plans, executions, now }: Pick<DeployDeps, 'plans' | 'executions' | 'now'>,
): Promise<PlanHeader> {
  const before = await planOf(plans, tenant, planId, now());
  expectStatus(before, ['deploying'], 'cancelled');
  expectRevision(before, revision);
  const after = cancelled(before, now());
  if (!(await plans.endDeployment({ before, after }))) throw changedMeanwhile(before);
  if (before.deployment) await executions.stop(executionName(before.deployment));
  return after;
}
