import type { ForwardGraph } from '../scenario/forward.ts';
import type { GraphNode, ScenarioGraph } from '../scenario/graph.ts';

/** One stretch of the way on W: from a step the customer was at to the next one, and what lies between. */
export interface Stretch {
  readonly from: GraphNode | undefined;
  readonly to: GraphNode;
  /** Steps that every forward way of the stretch passes, in path order. */
  readonly passed: readonly GraphNode[];
  /** Where a decision may turn the customer elsewhere: the step the stretch starts from and what lies between. */
  readonly decisions: readonly GraphNode[];
  /** W has no way here: the dominators of the target stand in for the rest. */
  readonly standsIn: boolean;
}

/**
 * Replays the images of a walked path on W, from the entry to the target.
 * @param images steps of W that the customer has been at, in path order, without the target
 */
export function replay(
  graph: ScenarioGraph,
  forward: ForwardGraph,
  images: readonly GraphNode[],
  target: GraphNode,
): Stretch[] {
  const stretches: Stretch[] = [];
  const points = images.filter((node) => node.ordinal !== target.ordinal);
  const first = points[0] ?? target;
  if (points.length === 0) return [standIn(graph, forward, undefined, target)];
  if (first.ordinal !== graph.entry.ordinal) {
    const start = between(graph, forward, graph.entry, first);
    if (!start) return [standIn(graph, forward, undefined, target)];
    stretches.push({
      ...start,
      from: undefined,
      // The customer never was at this entry, so it counts as passed over itself.
      passed: [graph.entry, ...start.passed],
    });
  }
  for (const [index, from] of points.entries()) {
    const to = points[index + 1] ?? target;
    const stretch = between(graph, forward, from, to);
    if (!stretch) {
      stretches.push(standIn(graph, forward, from, target));
      break;
    }
    stretches.push(stretch);
  }
  return stretches;
}

/** @returns undefined when no forward way leads from one to the other */
function between(
  graph: ScenarioGraph,
  forward: ForwardGraph,
  from: GraphNode,
  to: GraphNode,
): Stretch | undefined {
  if (forward.successors[from.ordinal]?.includes(to.ordinal)) {
    return { from, to, passed: [], decisions: [from], standsIn: false };
  }
  if (!forward.isBefore(from.ordinal, to.ordinal)) return undefined;
  const order = new Map(forward.order.map((at, index) => [at, index]));
  const inside = [...forward.after(from.ordinal)]
    .filter((at) => at !== from.ordinal && at !== to.ordinal && forward.isBefore(at, to.ordinal))
    .sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  return {
    from,
    to,
    passed: onEveryWay(forward, [from.ordinal, ...inside, to.ordinal]).map(graph.node),
    decisions: [from, ...inside.map(graph.node)],
    standsIn: false,
  };
}

/**
 * Of a stretch in topological order, the inner steps that no edge leads past. Steps of an irreducible region have
 * no order among themselves and are on no way for certain.
 */
function onEveryWay(forward: ForwardGraph, stretch: readonly number[]): number[] {
  const position = new Map(stretch.map((at, index) => [at, index]));
  const found: number[] = [];
  let furthest = 0;
  for (const [index, at] of stretch.entries()) {
    const inner = index > 0 && index < stretch.length - 1;
    if (inner && furthest <= index && !forward.irreducible.has(at)) found.push(at);
    for (const next of forward.successors[at] ?? []) furthest = Math.max(furthest, position.get(next) ?? 0);
  }
  return found;
}

function standIn(
  graph: ScenarioGraph,
  forward: ForwardGraph,
  from: GraphNode | undefined,
  target: GraphNode,
): Stretch {
  const dominators = forward.dominators(target.ordinal).reverse().map(graph.node);
  return { from, to: target, passed: dominators, decisions: dominators, standsIn: true };
}
