import type { Gain } from '../diff/insertions.ts';
import type { AnchorMigrationPolicy } from '../plan/model.ts';
import type { GraphNode } from '../scenario/graph.ts';
import type { Stretch } from './replay.ts';
import type { Route } from './route.ts';

/** What the customer skipped on W's way to the target, in path order. */
export interface Requirements {
  readonly fields: readonly RequiredField[];
  readonly actions: readonly GraphNode[];
  readonly checkpoints: readonly GraphNode[];
  /** New decisions on the way with a branch that leads away from the target. */
  readonly forks: readonly GraphNode[];
  /** Steps that were not visited; once they are settled they join the walked path. */
  readonly skipped: ReadonlySet<GraphNode>;
}

export interface RequiredField {
  readonly name: string;
  readonly because: GraphNode;
}

/**
 * Collects what lies on the stretches: all of a step that was not visited, and of a visited one what an edit added.
 * @param visited steps of W that the customer has been at in this run
 * @param route absent when V's graph is gone: then no step is known to have gained anything, and no fork is new
 */
export function requirementsOf(
  stretches: readonly Stretch[],
  target: GraphNode,
  visited: ReadonlySet<number>,
  route: Route | undefined,
  force: AnchorMigrationPolicy['force_scenario'],
): Requirements {
  const waives = waivedBy(force);
  const fields = new Map<string, RequiredField>();
  const actions: GraphNode[] = [];
  const checkpoints: GraphNode[] = [];
  const forks = new Set<GraphNode>();
  const skipped = new Set<GraphNode>();
  const met = new Set([target]);

  for (const { from, passed, decisions } of stretches) {
    for (const node of from ? [from, ...passed] : passed) {
      if (met.has(node)) continue;
      met.add(node);
      const isVisited = visited.has(node.ordinal);
      if (!isVisited) skipped.add(node);
      const asked = isVisited ? (route?.gains.get(node.ordinal) ?? NOTHING) : everythingOf(node);
      for (const name of waives.fields ? [] : asked.fields) {
        if (!fields.has(name)) fields.set(name, { name, because: node });
      }
      if (asked.requiredAction && !waives.actions) actions.push(node);
      if (asked.checkpoint) checkpoints.push(node);
    }
    for (const node of waives.forks ? [] : decisions) if (leadsAway(node, target, route)) forks.add(node);
  }
  return { fields: [...fields.values()], actions, checkpoints, forks: [...forks], skipped };
}

/** What an operator who forces a scenario does without. Checkpoints always count. */
function waivedBy(force: AnchorMigrationPolicy['force_scenario']) {
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

type Asked = Pick<Gain, 'fields' | 'requiredAction' | 'checkpoint'>;

const NOTHING: Asked = { fields: [], requiredAction: false, checkpoint: false };

const everythingOf = ({ step }: GraphNode): Asked => ({
  fields: step.collects_profile_fields,
  requiredAction: step.is_required_action,
  checkpoint: step.is_checkpoint,
});

/** Has the decision at this step a new branch from which no forward way reaches the target? */
function leadsAway(node: GraphNode, target: GraphNode, route: Route | undefined): boolean {
  const branches = route?.forks.get(node.ordinal)?.branches ?? [];
  return branches.some(({ to }) => to !== target.ordinal && !route?.to.forward.isBefore(to, target.ordinal));
}
