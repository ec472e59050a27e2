import type { GraphNode } from '../scenario/graph.ts';
import type { MappedGraph } from './route.ts';

/** A step that the customer passes on W for certain. */
export interface Passing {
  readonly node: GraphNode;
  /** W has no way along the walked path: the dominators of the target stand in for the rest. */
  readonly standsIn: boolean;
}

/**
 * Replays the images of a walked path on W, from the entry until it comes to the target, and yields in path order
 * what every forward way passes. Whoever decides at a fork hands in the branch that is taken there, one that leads to the target; the
 * replay goes on from it, to the first image of the path that it reaches.
 * @param images steps of W that the customer has been at, in path order
 */
export function* replay(
  to: MappedGraph,
  images: readonly GraphNode[],
  target: GraphNode,
): Generator<Passing, void, GraphNode | undefined> {
  const { entry } = to.graph;
  const points = images.filter((node) => node !== target);
  let ahead: readonly GraphNode[] = [...points, target];
  let standsIn = points.length === 0;
  let stretch: readonly GraphNode[] = standsIn ? dominatorsOf(to, target) : [entry];
  for (;;) {
    const [node, ...rest] = stretch;
    if (!node || node === target) return;
    const branch = yield { node, standsIn };
    stretch = rest;
    if (branch) {
      stretch = [branch];
      ahead = ahead.slice(ahead.findIndex((each) => each === branch || precedes(to, branch, each)));
    } else if (rest.length === 0) {
      if (node === ahead[0]) ahead = ahead.slice(1);
      const [next = target] = ahead;
      const between = onEveryWay(to, node, next);
      if (between) stretch = [...between, next];
      else if (standsIn) return;
      else {
        standsIn = true;
        ahead = [target];
        stretch = dominatorsOf(to, target);
      }
    }
  }
}

/**
 * The steps that every forward way from one step to another passes, in path order and without the two.
 * @returns undefined when no forward way leads there
 */
export function onEveryWay(
  { graph, forward }: MappedGraph,
  from: GraphNode,
  next: GraphNode,
): readonly GraphNode[] | undefined {
  if (forward.successors[from.ordinal]?.includes(next.ordinal)) return [];
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
  return passed.filter((at) => at !== next.ordinal).map(graph.node);
}

function dominatorsOf({ graph, forward }: MappedGraph, target: GraphNode): readonly GraphNode[] {
  return forward
    .dominators(target.ordinal)
    .reverse()
    .filter((at) => !forward.irreducible.has(at))
    .map(graph.node);
}

const precedes = ({ forward }: MappedGraph, a: GraphNode, b: GraphNode): boolean =>
  forward.isBefore(a.ordinal, b.ordinal);
