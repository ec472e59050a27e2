import { randomUUID } from 'node:crypto';
import type { Problem } from '../errors.ts';
import type { ScenarioGraph } from '../scenario/graph.ts';
import type { CheckpointInfo, StepVisit } from './model.ts';
import { type Walk, walkAlong } from './walked-path.ts';

/** What another system says of a session that it began. Only step ids are required; the graph tells the rest. */
export interface ImportedHistory {
  readonly step_id?: string | undefined;
  readonly visits?: readonly (Partial<StepVisit> & { readonly step_id: string })[] | undefined;
  readonly checkpoints?: readonly (Partial<CheckpointInfo> & { readonly step_id: string })[] | undefined;
}

export interface History {
  readonly visits: readonly StepVisit[];
  readonly checkpoints: readonly CheckpointInfo[];
  readonly walk: Walk;
  readonly turns: number;
}

/** Everything that is wrong with an import, at once. */
export function historyProblems(graph: ScenarioGraph, history: ImportedHistory): Problem[] {
  const problems: Problem[] = [];
  const known = (stepId: string, path: string): void => {
    if (graph.byId.has(stepId)) return;
    problems.push({
      path,
      code: 'unknown_step',
      message: `version ${graph.scenario.version} has no step ${stepId}`,
    });
  };
  if (history.step_id !== undefined) known(history.step_id, 'step_id');
  for (const [index, visit] of (history.visits ?? []).entries())
    known(visit.step_id, `visits[${index}].step_id`);
  for (const [index, passed] of (history.checkpoints ?? []).entries()) {
    // A checkpoint of an older version can be told in full; else the graph has to know it.
    if (passed.step_content_hash === undefined) known(passed.step_id, `checkpoints[${index}].step_id`);
  }
  const elsewhere = history.step_id !== undefined && history.step_id !== graph.scenario.entry_step_id;
  if (elsewhere && history.checkpoints === undefined) {
    problems.push({
      path: 'checkpoints',
      code: 'checkpoints_required',
      message: 'say which checkpoints were passed on the way to this step; an empty list if none',
    });
  }
  return problems;
}

/** An import that has no problems, as this system would have written it. */
export function importedHistory(
  graph: ScenarioGraph,
  graphVersion: number,
  runId: string,
  history: ImportedHistory,
  now: string,
): History {
  const visits = (history.visits ?? []).map((visit): StepVisit => {
    const node = graph.byId.get(visit.step_id);
    return {
      visit_id: visit.visit_id ?? randomUUID(),
      run_id: runId,
      step_id: visit.step_id,
      step_name: node?.step.name ?? visit.step_id,
      step_content_hash: node?.hash ?? '',
      graph_version: graphVersion,
      entered_at: visit.entered_at ?? now,
      turn_number: visit.turn_number ?? 0,
      transition_reason: visit.transition_reason ?? 'import',
      confidence: visit.confidence ?? 1,
      is_checkpoint: node?.step.is_checkpoint ?? false,
      ...(node?.step.checkpoint_description !== undefined && {
        checkpoint_description: node.step.checkpoint_description,
      }),
    };
  });
  return {
    visits,
    checkpoints: (history.checkpoints ?? []).map((passed): CheckpointInfo => {
      const node = graph.byId.get(passed.step_id);
      return {
        step_id: passed.step_id,
        step_name: passed.step_name ?? node?.step.name ?? passed.step_id,
        checkpoint_description: passed.checkpoint_description ?? node?.step.checkpoint_description ?? '',
        step_content_hash: passed.step_content_hash ?? node?.hash ?? '',
        graph_version: passed.graph_version ?? graphVersion,
        passed_at: passed.passed_at ?? now,
      };
    }),
    walk: walkAlong(
      graph,
      visits.map((visit) => visit.step_id),
    ),
    turns: Math.max(0, ...visits.map((visit) => visit.turn_number)),
  };
}
