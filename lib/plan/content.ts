import { compileCondition } from '../conditions/cel.ts';
import type { Config } from '../config/config.ts';
import { anchorKeyOf } from '../diff/anchor-key.ts';
import type { Diff } from '../diff/diff.ts';
import type { ScenarioGraph } from '../scenario/graph.ts';
import type { Estimate } from './estimate.ts';
import type { MigrationSummary, Policies } from './model.ts';
import type { PlanContent, PlanHeader } from './record.ts';
import { summarise } from './summarise.ts';

/** What is known about the live sessions of the versions that a plan is about. */
export interface SessionCounts {
  readonly sessionsByAnchor: Readonly<Record<string, number>>;
  readonly olderSessionsByVersion: Readonly<Record<string, number>>;
  readonly estimateComplete: boolean;
}

/** The counted sessions of V1 by anchor key, where there are any. */
export function byAnchor(graph: ScenarioGraph, estimate: Estimate): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [stepId, count] of estimate.byStep) {
    const node = graph.byId.get(stepId);
    if (node) counts[anchorKeyOf(graph, node)] = count;
  }
  return counts;
}

/** The counts as they were when the plan was made. */
export function countsOf(summary: MigrationSummary): SessionCounts {
  return {
    sessionsByAnchor: summary.sessions_by_anchor,
    olderSessionsByVersion: summary.older_sessions_by_version,
    estimateComplete: summary.estimate_complete,
  };
}

/** Map, policies and summary of a comparison, as one consistent whole. */
export function contentOf(
  diff: Diff,
  policies: Policies,
  counts: SessionCounts,
  config: Config,
): PlanContent {
  const definitions = diff.v2.graph.scenario.field_definitions ?? {};
  return {
    map: diff.map,
    policies,
    summary: summarise(diff, {
      policies,
      ...counts,
      checkpointsBlock: config.checkpoints.block_teleport_past_checkpoint,
      isEvaluable: (condition, fields) => compileCondition(condition, definitions, {}, fields).kind === 'cel',
    }),
  };
}

/** What lists show of a plan's content. */
export function headline({
  summary,
}: PlanContent): Pick<PlanHeader, 'total_anchors' | 'estimated_sessions_affected' | 'warning_count'> {
  return {
    total_anchors: summary.total_anchors,
    estimated_sessions_affected: summary.estimated_sessions_affected,
    warning_count: summary.warnings.length,
  };
}
