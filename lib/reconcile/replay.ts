import type { GraphNode } from '../scenario/graph.ts';
import type { MappedGraph } from './route.ts';

/** One stretch of the way on W: from a step the customer was at to the next one, and what lies between. */
export interface Stretch {
  /** Absent where the customer's own way begins: at the entry, whether or not they were there. */
  readonly from: GraphNode | undefined;
  /** Steps that every forward way of the stretch passes, in path order. */
  readonly passed: readonly GraphNode[];
  /** Where a decision may turn the customer elsewhere: the step the stretch starts from and what lies between. */
  readonly decisions: readonly GraphNode[];
  /** W has no way here: the dominators of the target stand in for the rest. */
  readonly standsIn: boolean;
}

/**
 * Replays the images of a walked path on W, from the entry to the target.
 * @param images steps of W that the customer has been at, in path order
 */
export function replay(to: MappedGraph, images: readonly GraphNode[], target: GraphNode): Stretch[] {
  const points = images.filter((node) => node !== target);
  if (points.length === 0) return [standIn(to, undefined, target)];
  const stretches: Stretch[] = [];
  let from: GraphNode | undefined;
  for (const next of [...points, target]) {
    const stretch = from ? between(to, from, next) : fromEntry(to, next);
    if (!stretch) return [...stretches, standIn(to, from, target)];
    stretches.push(stretch);
    from = next;
  }
  return stretches;
}

function fromEntry(to: MappedGraph, first: GraphNode): Stretch | undefined {
  const { entry } = to.graph;
  if (first === entry) return { from: undefined, passed: [], decisions: [], standsIn: false };
  const stretch = between(to, entry, first);
  return stretch && { ...stretch, from: undefined, passed: [entry, ...stretch.passed] };
}

/** @returns undefined when no forward way leads from one to the other */
function between({ graph, forward }: MappedGraph, from: GraphNode, next: GraphNode): Stretch | undefined {
  if (forward.successors[from.ordinal]?.includes(next.ordinal)) {
    return { from, passed: [], decisions: [from], standsIn: false };
  }
  if (!forward.isBefore(from.ordinal, next.ordinal)) return undefined;
  const after = forward.after(from.ordinal);
  const before = forward.before(next.ordinal);
  const inner = forward.order.filter(
    (at) => after.has(at) && before.has(at) && at !== from.ordinal && at !== next.ordinal,
  );
  const stretch = [from.ordinal, ...inner, next.ordinal];
  const position = new Map(stretch.map((at, index) => [at, index]));
  // In topological order, a step is on every way when no edge from before it leads past it. Steps of an irreducible
  // region have no order among themselves, and are on every way of nothing.
  const passed: number[] = [];
  let furthest = 0;
  for (const [index, at] of stretch.entries()) {
    if (index > 0 && furthest <= index && !forward.irreducible.has(at)) passed.push(at);
    for (const way of forward.successors[at] ?? []) furthest = Math.max(furthest, position.get(way) ?? 0);
  }
  return {
    from,
    passed: passed.filter((at) => at !== next.ordinal).map(graph.node),
    decisions: [from, ...inner.map(graph.node)],
    standsIn: false,
  };
}

function standIn({ graph, forward }: MappedGraph, from: GraphNode | undefined, target: GraphNode): Stretch {
  const dominators = forward
    .dominators(target.ordinal)
    .reverse()
    .filter((at) => !forward.irreducible.has(at))
    .map(graph.node);
  return { from, passed: dominators, decisions: dominators, standsIn: true };
}
