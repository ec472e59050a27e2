import type { GraphNode } from '../scenario/graph.ts';
import type { MappedGraph } from './route.ts';

/** A step that the customer passes on W for certain. */
export interface Passing {
  readonly node: GraphNode;
  /** W has no way along the walked path: the dominators of the target stand in for the rest. */
  readonly standsIn: boolean;
  /** How many images of the path lie ahead: with the step, it tells one point of a replay from another. */
  readonly left: number;
  /**
   * What is passed next, if the target is not reached before.
   * @param branch where a decision leads from here, a step before the target; without, it goes on along the way
   */
  next(branch?: GraphNode): Passing | undefined;
}

/** A point of a replay: the steps up to the next image of the path or the target, and what of the path is ahead. */
interface Point {
  readonly stretch: readonly GraphNode[];
  readonly ahead: readonly GraphNode[];
  readonly standsIn: boolean;
}

/**
 * Replays the images of a walked path on W, from the entry until it comes to the target, in path order: what every
 * forward way passes, but not what W put beyond the target, for that lies ahead of the customer still. Where a
 * decision leads elsewhere, it goes on from there to the first image of the path that it reaches. Nothing is used up:
 * whoever wants to know what other decisions would come to, goes on from the same step again.
 * @param images steps of W that the customer has been at, in path order
 */
export function replay(
  to: MappedGraph,
  images: readonly GraphNode[],
  target: GraphNode,
): Passing | undefined {
  const standIn: Point = { stretch: dominatorsOf(to, target), ahead: [target], standsIn: true };

  const after = ({ stretch, ahead, standsIn }: Point, branch?: GraphNode): Point | undefined => {
    const [node, ...rest] = stretch;
    const left = node === ahead[0] ? ahead.slice(1) : ahead;
    if (branch) {
      const first = left.findIndex((each) => each === branch || precedes(to, branch, each));
      return { stretch: [branch], ahead: left.slice(first), standsIn };
    }
    if (!node || rest.length > 0) return { stretch: rest, ahead, standsIn };
    const [next = target] = left;
    const between = onEveryWay(to, node, next);
    if (between) return { stretch: [...between, next], ahead: left, standsIn };
    return standsIn ? undefined : standIn;
  };
  const passing = (start: Point): Passing | undefined => {
    for (let point: Point | undefined = start; point; point = after(point)) {
      const here = point;
      const [node] = here.stretch;
      if (!node || node === target) return undefined;
      if (!precedes(to, node, target)) continue;
      return {
        node,
        standsIn: here.standsIn,
        left: here.ahead.length,
        next(branch) {
          const next = after(here, branch);
          return next && passing(next);
        },
      };
    }
    return undefined;
  };

  const points = images.filter((node) => node !== target);
  return passing(
    points.length === 0
      ? standIn
      : { stretch: [to.graph.entry], ahead: [...points, target], standsIn: false },
  );
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
