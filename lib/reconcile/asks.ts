import type { AnchorMigrationPolicy } from '../plan/model.ts';
import type { GraphNode } from '../scenario/graph.ts';
import type { Heading } from './heading.ts';

/** What a step on the way asks of a session that did not pass it as it is now. */
export interface Asked {
  readonly fields: readonly string[];
  /** It is to be executed: a required action, or a checkpoint that the policy runs. */
  readonly action: boolean;
  /** It is a checkpoint that was not passed. */
  readonly checkpoint: boolean;
}

/** What an operator who forces a scenario does without. Checkpoints always count. */
interface Waived {
  readonly forks: boolean;
  readonly fields: boolean;
  readonly actions: boolean;
}

export function waivedBy(force: AnchorMigrationPolicy['force_scenario']): Waived {
  switch (force) {
    case 'clean_graft':
      return { forks: true, fields: true, actions: true };
    case 'gap_fill':
      return { forks: true, fields: false, actions: false };
    case 're_route':
      // Only what a fork needs to be decided is asked for.
      return { forks: false, fields: true, actions: false };
    case undefined:
      return { forks: false, fields: false, actions: false };
  }
}

/** All of a step that was not visited in this run, and of a visited one what an edit added. */
export function asksOf({ route, policyFor, images, checkpoints }: Heading): (node: GraphNode) => Asked {
  return (node) => {
    const { ordinal, step } = node;
    const policy = policyFor(node);
    const waived = waivedBy(policy.force_scenario);
    const gain = images.visited.has(ordinal) ? (route?.gains.get(ordinal) ?? NO_GAIN) : undefined;
    const fields = gain ? gain.fields : step.collects_profile_fields;
    const isRequired = gain ? gain.requiredAction : step.is_required_action;
    const isNewCheckpoint = gain ? gain.checkpoint : step.is_checkpoint;
    const checkpoint = isNewCheckpoint && !checkpoints.inTarget.has(ordinal);
    return {
      fields: waived.fields ? [] : fields,
      // What becomes of a checkpoint the policy says, be it a required action or not; one that was passed never runs.
      action: step.is_checkpoint
        ? checkpoint && policy.skipped_checkpoints === 'run'
        : isRequired && !waived.actions,
      checkpoint,
    };
  };
}

const NO_GAIN = { fields: [], requiredAction: false, checkpoint: false } as const;
