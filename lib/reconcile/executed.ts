import type { GraphNode } from '../scenario/graph.ts';
import type { CheckpointInfo, MigrationAction } from '../session/model.ts';
import type { Passage, Situation } from './decision.ts';

/** What the engine was asked to execute in earlier turns of a move, with what it reports now. */
export interface Executed {
  readonly actions: readonly MigrationAction[];
  /** The session's checkpoints; one that was executed has been passed. */
  readonly checkpoints: readonly CheckpointInfo[];
  /** Steps of W that need not be executed again, whichever version they were executed for. */
  readonly steps: ReadonlySet<GraphNode>;
}

/** Takes up what the engine reports as executed, whatever is decided now and wherever the session goes. */
export function executedBy({ session, input, passage, now }: Situation): Executed {
  const reported = new Set(input.executed_action_ids);
  const requested = session.progress?.actions ?? [];
  const unasked = [...reported].flatMap((id) => {
    const node = requested.some((action) => action.step_id === id) ? undefined : insertedAction(id, passage);
    return node ? [actionOf(node, passage.to.version)] : [];
  });
  const actions = [...requested, ...unasked].map((action) =>
    reported.has(action.step_id) ? { ...action, executed_at: action.executed_at ?? now } : action,
  );
  return {
    actions,
    checkpoints: [...session.checkpoints, ...passedBy(actions, session.checkpoints)],
    steps: new Set(
      actions.flatMap((action) => (action.executed_at === undefined ? [] : stepsFor(action, passage))),
    ),
  };
}

/** What is remembered of a step that the engine is asked to execute. */
export const actionOf = ({ id, hash, step }: GraphNode, graphVersion: number): MigrationAction => ({
  step_id: id,
  step_name: step.name,
  step_content_hash: hash,
  graph_version: graphVersion,
  ...(step.is_checkpoint && { checkpoint_description: step.checkpoint_description ?? '' }),
});

/** A step of W that the engine executed unasked. An id that V knows as well may mean the step of V. */
function insertedAction(id: string, { to, route }: Passage): GraphNode | undefined {
  const node = to.graph.byId.get(id);
  if (!node || route?.from.graph.byId.has(id)) return undefined;
  return node.step.is_required_action || node.step.is_checkpoint ? node : undefined;
}

/**
 * By match; a step that has none may be back with the same content. What no plan knows, because it was executed for a
 * version beside them, is told by its content, else by its id: rather left out than executed twice.
 */
function stepsFor(action: MigrationAction, { to, route }: Passage): readonly GraphNode[] {
  const { graph_version: version, step_id: id, step_content_hash: hash } = action;
  const image = version === to.version ? to.graph.byId.get(id) : route?.standsFor(version, id);
  if (image) return [image];
  const sameId = to.graph.byId.get(id);
  const sameContent = to.graph.byHash.get(hash);
  if (sameContent) return sameId?.hash === hash ? [sameId] : sameContent;
  return sameId && !route?.knows(version) ? [sameId] : [];
}

function passedBy(
  actions: readonly MigrationAction[],
  known: readonly CheckpointInfo[],
): readonly CheckpointInfo[] {
  return actions.flatMap(({ executed_at: passed_at, checkpoint_description, ...step }) => {
    if (passed_at === undefined || checkpoint_description === undefined) return [];
    const isKnown = known.some(
      (info) => info.step_id === step.step_id && info.graph_version === step.graph_version,
    );
    return isKnown ? [] : [{ ...step, checkpoint_description, passed_at }];
  });
}
