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
  /** Skipped steps; satisfied, they join the walked path before the step they precede. */
  readonly skipped: ReadonlySet<number>;
}

export interface RequiredField {
  readonly name: string;
  readonly because: GraphNode;
}

/**
 * Collects what lies on the stretches and was neither visited nor is a counterpart of what was.
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
  const fields = new Map<string, RequiredField>();
  const actions: GraphNode[] = [];
  const checkpoints: GraphNode[] = [];
  const forks: GraphNode[] = [];
  const skipped = new Set<number>();
  const seen = new Set([target.ordinal]);

  const need = (node: GraphNode, gained: Gained): void => {
    if (force !== 'clean_graft' && force !== 're_route') {
      for (const name of gained.fields) if (!fields.has(name)) fields.set(name, { name, because: node });
    }
    if (force !== 'clean_graft' && force !== 're_route' && gained.action) actions.push(node);
    if (gained.checkpoint) checkpoints.push(node);
  };

  for (const stretch of stretches) {
    if (stretch.from && !seen.has(stretch.from.ordinal)) {
      seen.add(stretch.from.ordinal);
      if (route) need(stretch.from, gainedSince(stretch.from, route));
    }
    for (const node of stretch.passed) {
      if (seen.has(node.ordinal)) continue;
      seen.add(node.ordinal);
      if (visited.has(node.ordinal)) continue;
      skipped.add(node.ordinal);
      need(node, everythingOf(node));
    }
    if (route && (force === undefined || force === 're_route')) {
      for (const node of stretch.decisions) {
        if (!forks.includes(node) && leadsAway(node, target, route)) forks.push(node);
      }
    }
  }
  return { fields: [...fields.values()], actions, checkpoints, forks, skipped };
}

interface Gained {
  readonly fields: readonly string[];
  readonly action: boolean;
  readonly checkpoint: boolean;
}

const everythingOf = ({ step }: GraphNode): Gained => ({
  fields: step.collects_profile_fields,
  action: step.is_required_action,
  checkpoint: step.is_checkpoint,
});

/** What an edit added to a step that the customer has been at. */
function gainedSince(node: GraphNode, route: Route): Gained {
  const before = route.preimageOf(node.ordinal)?.step;
  if (!before) return { fields: [], action: false, checkpoint: false };
  const after = everythingOf(node);
  return {
    fields: after.fields.filter((field) => !before.collects_profile_fields.includes(field)),
    action: after.action && !before.is_required_action,
    checkpoint: after.checkpoint && !before.is_checkpoint,
  };
}

/** Has the decision at this step a new branch from which no forward way reaches the target? */
function leadsAway(node: GraphNode, target: GraphNode, route: Route): boolean {
  const { forward } = route.to;
  return (route.forks.get(node.ordinal)?.branches ?? []).some(
    ({ to }) => to !== target.ordinal && !forward.isBefore(to, target.ordinal),
  );
}
