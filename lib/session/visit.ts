import type { GraphNode } from '../scenario/graph.ts';
import type { CheckpointInfo, StepVisit } from './model.ts';

/** What happened when a session came to a step. */
export interface Entering {
  readonly visit_id: string;
  readonly run_id: string;
  readonly graph_version: number;
  readonly entered_at: string;
  readonly turn_number: number;
  readonly transition_reason: string;
  readonly confidence?: number | undefined;
}

/** The visit to keep for a step of a graph. */
export function visitOf({ id, hash, step }: GraphNode, entering: Entering): StepVisit {
  return {
    visit_id: entering.visit_id,
    run_id: entering.run_id,
    step_id: id,
    step_name: step.name,
    step_content_hash: hash,
    graph_version: entering.graph_version,
    entered_at: entering.entered_at,
    turn_number: entering.turn_number,
    transition_reason: entering.transition_reason,
    confidence: entering.confidence ?? 1,
    is_checkpoint: step.is_checkpoint,
    ...(step.checkpoint_description !== undefined && {
      checkpoint_description: step.checkpoint_description,
    }),
  };
}

/** A step that cannot be undone is passed by entering it; once a run is enough. */
export function passing(
  checkpoints: readonly CheckpointInfo[],
  { id, hash, step }: GraphNode,
  graphVersion: number,
  passedAt: string,
): readonly CheckpointInfo[] {
  if (!step.is_checkpoint) return checkpoints;
  if (checkpoints.some((info) => info.step_id === id && info.graph_version === graphVersion)) {
    return checkpoints;
  }
  return [
    ...checkpoints,
    {
      step_id: id,
      step_name: step.name,
      checkpoint_description: step.checkpoint_description ?? '',
      step_content_hash: hash,
      graph_version: graphVersion,
      passed_at: passedAt,
    },
  ];
}
