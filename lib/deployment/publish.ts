import { Conflict, DeploymentStopped } from '../errors.ts';
import { changedMeanwhile } from '../plan/lookup.ts';
import type { PlanHeader, PlanStore } from '../plan/record.ts';
import { deployed, deployFailed } from '../plan/transitions.ts';
import type { ScenarioStore } from '../scenario/record.ts';
import { type DeploymentRef, runningDeployment } from './current.ts';
import { addCounts, type MarkingStore } from './record.ts';

export interface PublishDeps {
  readonly plans: PlanStore;
  readonly scenarios: Pick<ScenarioStore, 'header' | 'graph'>;
  readonly marking: MarkingStore;
  readonly now: () => Date;
}

/**
 * Publishes the plan's version in one transaction. Run again, it finds that it is done.
 * @throws DeploymentStopped when the deployment was cancelled
 */
export async function publishVersion(ref: DeploymentRef, deps: PublishDeps): Promise<DeploymentRef> {
  const { plans, scenarios, marking, now } = deps;
  const { tenant_id: tenant, plan_id: planId, deployment_id: deploymentId } = ref;
  if (await isPublished(ref, plans)) return ref;
  const before = await runningDeployment(plans, ref);
  const { layout, table, outline } = before.deployment;
  const [archived, draft, units] = await Promise.all([
    scenarios.header(tenant, before.scenario_id, before.from_version),
    scenarios.graph(tenant, before.scenario_id, before.draft),
    marking.unitCounts(tenant, planId, deploymentId),
  ]);
  if (!archived || !draft || !layout || !table) {
    throw new Conflict('not_prepared', `deployment ${deploymentId} is not prepared`);
  }
  await marking.putTotals(tenant, planId, deploymentId, {
    ...addCounts(units),
    units_total: layout.units,
    units_done: units.filter((unit) => unit.done).length,
  });
  const at = now();
  const after = deployed(before, at);
  const published = await plans.publish(
    { before, after },
    {
      published: {
        tenant_id: tenant,
        scenario_id: before.scenario_id,
        version: before.to_version,
        name: draft.name,
        ...(draft.source !== undefined && { source: draft.source }),
        checksum: before.scenario_checksum_v2,
        total_steps: draft.steps.length,
        state: 'published',
        created_at: before.created_at,
        created_by: before.created_by,
        graph: before.draft,
      },
      archived: { ...archived, state: 'archived', archived_at: at.toISOString() },
      link: {
        from_version: before.from_version,
        to_version: before.to_version,
        plan_id: planId,
        deployment_id: deploymentId,
        started_at: before.deployment.started_at,
        deployed_at: at.toISOString(),
        table,
        ...(outline && { outline }),
      },
    },
  );
  if (published || (await isPublished(ref, plans))) return ref;
  throw changedMeanwhile(before);
}

async function isPublished(ref: DeploymentRef, plans: Pick<PlanStore, 'get'>): Promise<boolean> {
  const plan: PlanHeader | undefined = await plans.get(ref.tenant_id, ref.plan_id);
  return plan?.status === 'deployed' && plan.deployment?.id === ref.deployment_id;
}

/**
 * Notes that a deployment failed and frees the scenario's slot; deploying again goes on where it stopped. Nothing
 * to do when it has ended otherwise.
 */
export async function failDeployment(
  ref: DeploymentRef,
  error: string,
  { plans, now }: { readonly plans: PlanStore; readonly now: () => Date },
): Promise<void> {
  try {
    const before = await runningDeployment(plans, ref);
    const after = deployFailed(before, error, now());
    if (!(await plans.endDeployment({ before, after }))) throw changedMeanwhile(before);
  } catch (failure) {
    if (!(failure instanceof DeploymentStopped)) throw failure;
  }
}
