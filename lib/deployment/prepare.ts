import type { Config } from '../config/config.ts';
import { nodeOfAnchorKey } from '../diff/anchor-key.ts';
import { matchSteps } from '../diff/match-steps.ts';
import { Conflict } from '../errors.ts';
import { changedMeanwhile } from '../plan/lookup.ts';
import type { PlanContent, PlanStore } from '../plan/record.ts';
import { prepared } from '../plan/transitions.ts';
import type { MatchTable } from '../reconcile/match-table.ts';
import { outlineOf } from '../reconcile/outline.ts';
import type { ScenarioGraph } from '../scenario/graph.ts';
import type { Graphs } from '../scenario/graphs.ts';
import type { ScenarioStore } from '../scenario/record.ts';
import { type DeploymentRef, runningDeployment } from './current.ts';
import { layoutUnits } from './units.ts';

export interface PrepareDeps {
  readonly plans: PlanStore;
  readonly scenarios: Pick<ScenarioStore, 'pointer'>;
  readonly graphs: Graphs;
  readonly config: Config;
}

/**
 * Divides a deployment into units and writes what reconcile will read of it. Run again, it finds what
 * it did.
 * @returns the numbers of the units; none where sessions are not marked
 * @throws DeploymentStopped
 */
export async function prepareDeployment(
  ref: DeploymentRef,
  deps: PrepareDeps,
): Promise<DeploymentRef & { readonly units: readonly number[] }> {
  const { plans, scenarios, graphs, config } = deps;
  const plan = await runningDeployment(plans, ref);
  let layout = plan.deployment.layout;
  if (!layout || !plan.deployment.table) {
    const [v1, v2, pointer, content] = await Promise.all([
      graphs.byRef(ref.tenant_id, plan.scenario_id, plan.base),
      graphs.byRef(ref.tenant_id, plan.scenario_id, plan.draft),
      scenarios.pointer(ref.tenant_id, plan.scenario_id),
      plans.content(plan),
    ]);
    if (!v1 || !v2 || !pointer) throw new Conflict('version_missing', 'a version of the plan cannot be read');
    layout = config.deployment.auto_mark_sessions
      ? layoutUnits(
          v1,
          Math.max(pointer.index_shards, config.deployment.index_shards),
          content.summary.estimated_sessions_affected,
        )
      : { units: 0, shards: 1, group_size: 1 };
    const [table, outline] = await Promise.all([
      plans.putTable(plan, matchTable(content, v1, v2)),
      plans.putTable(plan, outlineOf(v1, plan.scenario_checksum_v1)),
    ]);
    const after = prepared(plan, { ...plan.deployment, layout, table, outline });
    if (!(await plans.replace({ before: plan, after }))) throw changedMeanwhile(plan);
  }
  return { ...ref, units: Array.from({ length: layout.units }, (_, unit) => unit) };
}

/**
 * The plan as reconcile needs it. The matches are those that the operator reviewed; the own images of steps that
 * an operator mapped elsewhere, to which a blocked jump falls back, complete them.
 */
function matchTable({ map, policies }: PlanContent, v1: ScenarioGraph, v2: ScenarioGraph): MatchTable {
  const reviewed = map.anchors
    .filter((anchor) => anchor.match !== 'mapped')
    .map((anchor) => ({ v1: anchor.v1, v2: anchor.v2 ?? anchor.v1 }));
  const { matches } = matchSteps(v1, v2, reviewed);
  return {
    matches: matches.map(({ v1: from, v2: to, match }) => [from, to, match]),
    nearest: Object.fromEntries(
      map.deleted_nodes.flatMap(({ node_id_v1, nearest_anchor_id_v2: nearest }) =>
        nearest === undefined ? [] : [[node_id_v1, nearest] as const],
      ),
    ),
    policies: Object.fromEntries(
      Object.entries(policies).flatMap(([key, policy]) => {
        const node = nodeOfAnchorKey(v1, key);
        return node ? [[node.id, { ...policy, anchor_name: node.step.name }] as const] : [];
      }),
    ),
  };
}
