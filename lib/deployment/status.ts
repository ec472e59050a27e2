import type { DeploymentStatus } from '../api/plan-operations.ts';
import { planOf } from '../plan/lookup.ts';
import type { PlanStatus } from '../plan/model.ts';
import type { PlanStore } from '../plan/record.ts';
import { addCounts, type CountStore, type DeploymentTotals, type MarkingStore } from './record.ts';

/** A cancelled deployment's marks are without effect: it is as if there had been none. */
const COUNTING: readonly PlanStatus[] = ['deploying', 'deploy_failed', 'deployed'];

/**
 * What a deployment has come to. After publishing it reads three small items, however many sessions there are;
 * while it marks, the at most 2,000 units.
 * @throws NotFound
 */
export async function deploymentStatus(
  tenant: string,
  planId: string,
  deps: {
    readonly plans: PlanStore;
    readonly marking: MarkingStore;
    readonly counts: CountStore;
    readonly now: () => Date;
  },
): Promise<DeploymentStatus> {
  const plan = await planOf(deps.plans, tenant, planId, deps.now());
  const deployment = COUNTING.includes(plan.status) ? plan.deployment : undefined;
  const [marked, outcomes] = await Promise.all([
    deployment ? markingOf(tenant, planId, deployment.id, deployment.layout?.units ?? 0, deps) : undefined,
    deps.counts.counts(tenant, planId),
  ]);
  const settled = deployment ? (outcomes.settled[deployment.id] ?? 0) : 0;
  return {
    plan_id: planId,
    status: plan.status,
    ...(deployment && { deployment_id: deployment.id, started_at: deployment.started_at }),
    ...(deployment?.error !== undefined && { failure: deployment.error }),
    progress: {
      units_total: marked?.units_total ?? 0,
      units_done: marked?.units_done ?? 0,
      sessions_seen: marked?.seen ?? 0,
      sessions_marked: marked?.marked ?? 0,
      sessions_skipped: { ...marked?.skipped },
    },
    sessions_marked: marked?.marked ?? 0,
    sessions_by_anchor: { ...marked?.by_anchor },
    migrations_applied: outcomes.applied,
    // A session can be closed, and its mark settled, before the page that marked it is counted.
    migrations_pending: Math.max(0, (marked?.marked ?? 0) - settled),
    migrations_by_scenario: { ...outcomes.by_scenario },
    actions: { ...outcomes.by_action },
    checkpoint_blocks: outcomes.checkpoint_blocks,
    ...(plan.deployed_at !== undefined && { deployed_at: plan.deployed_at }),
    ...(outcomes.last_migration_at !== undefined && { last_migration_at: outcomes.last_migration_at }),
  };
}

async function markingOf(
  tenant: string,
  planId: string,
  deploymentId: string,
  unitsTotal: number,
  { marking }: { readonly marking: MarkingStore },
): Promise<DeploymentTotals> {
  const totals = await marking.totals(tenant, planId, deploymentId);
  if (totals) return totals;
  const units = await marking.unitCounts(tenant, planId, deploymentId);
  return {
    ...addCounts(units),
    units_total: unitsTotal,
    units_done: units.filter((unit) => unit.done).length,
  };
}
