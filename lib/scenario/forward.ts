import { reach, type ScenarioGraph } from './graph.ts';

/**
 * The graph without the edges that lead back, over the steps that the entry reaches (fixed rule).
 * "Before" and "upstream" mean: an ancestor along these edges.
 */
export interface ForwardGraph {
  readonly successors: readonly (readonly number[])[];
  readonly predecessors: readonly (readonly number[])[];
  /** Reachable ordinals such that every forward edge outside irreducible regions leads onwards. */
  readonly order: readonly number[];
  /** The same, with the steps of an irreducible region together; most hold one step. */
  readonly regions: readonly (readonly number[])[];
  /** Steps of an irreducible region: cycles that have no single way in. */
  readonly irreducible: ReadonlySet<number>;
  /** The strict dominators of a step, nearest first, the entry last. Empty for the entry and the unreachable. */
  dominators(ordinal: number): number[];
  /** The nearest of them. */
  immediateDominator(ordinal: number): number | undefined;
  /** Does every way from the entry to `b` pass `a`? A step dominates itself. */
  dominates(a: number, b: number): boolean;
  /** Is `a` an ancestor of `b`? Steps of one irreducible region precede each other. */
  isBefore(a: number, b: number): boolean;
  /** Steps that come after a step (without itself, unless it lies in an irreducible region). */
  after(ordinal: number): ReadonlySet<number>;
  /** Steps that come before a step (without itself, unless it lies in an irreducible region). */
  before(ordinal: number): ReadonlySet<number>;
}

/** Removes what leads back. Linear in the size of the graph, but for the dominator tree (nearly linear). */
export function forwardGraph(graph: ScenarioGraph): ForwardGraph {
  const { rank, order } = reversePostorder(graph);
  const idom = immediateDominators(graph, order, rank);
  const depth = dominatorDepths(order, idom);

  const parent = (at: number): number => idom[at] ?? -1;
  const depthOf = (at: number): number => depth[at] ?? -1;
  const dominates = (a: number, b: number): boolean => {
    if (depthOf(a) < 0 || depthOf(b) < 0) return false;
    let at = b;
    while (depthOf(at) > depthOf(a)) at = parent(at);
    return at === a;
  };

  const successors = graph.nodes.map((node) =>
    node.reachable ? node.successors.filter((to) => !dominates(to, node.ordinal)) : [],
  );
  const predecessors: number[][] = graph.nodes.map(() => []);
  successors.forEach((targets, from) => {
    for (const to of targets) predecessors[to]?.push(from);
  });
  const regions = stronglyConnected(successors, order).reverse();
  const irreducible = new Set(regions.filter((region) => region.length > 1).flat());

  const memo = (edges: readonly (readonly number[])[]) => {
    const cache = new Map<number, ReadonlySet<number>>();
    return (start: number): ReadonlySet<number> => {
      const known = cache.get(start);
      if (known) return known;
      const found = reach(edges, start);
      if (!irreducible.has(start)) found.delete(start);
      cache.set(start, found);
      return found;
    };
  };
  const after = memo(successors);
  const before = memo(predecessors);

  return {
    successors,
    predecessors,
    order: regions.flat(),
    regions,
    irreducible,
    dominators(ordinal) {
      const chain: number[] = [];
      if (depthOf(ordinal) < 0) return chain;
      for (let at = ordinal; depthOf(at) > 0; ) {
        at = parent(at);
        chain.push(at);
      }
      return chain;
    },
    immediateDominator: (ordinal) => (depthOf(ordinal) > 0 ? parent(ordinal) : undefined),
    dominates,
    isBefore: (a, b) => before(b).has(a),
    after,
    before,
  };
}

/** Depth-first numbering from the entry; `rank` is -1 for what it does not reach. */
function reversePostorder(graph: ScenarioGraph): { order: number[]; rank: Int32Array } {
  const postorder: number[] = [];
  const seen = new Set([graph.entry.ordinal]);
  const stack = [{ at: graph.entry.ordinal, next: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const to = graph.node(top.at).successors[top.next];
    top.next += 1;
    if (to === undefined) {
      postorder.push(top.at);
      stack.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      stack.push({ at: to, next: 0 });
    }
  }
  const order = postorder.reverse();
  const rank = new Int32Array(graph.nodes.length).fill(-1);
  order.forEach((at, index) => {
    rank[at] = index;
  });
  return { order, rank };
}

/**
 * Immediate dominators; the entry is its own, unreachable steps have -1.
 * Source: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
 */
function immediateDominators(graph: ScenarioGraph, order: readonly number[], rank: Int32Array): Int32Array {
  const idom = new Int32Array(graph.nodes.length).fill(-1);
  const rankOf = (at: number): number => rank[at] ?? -1;
  const intersect = (left: number, right: number): number => {
    let a = left;
    let b = right;
    while (a !== b) {
      while (rankOf(a) > rankOf(b)) a = idom[a] ?? -1;
      while (rankOf(b) > rankOf(a)) b = idom[b] ?? -1;
    }
    return a;
  };
  idom[graph.entry.ordinal] = graph.entry.ordinal;
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of order) {
      if (at === graph.entry.ordinal) continue;
      let nearest = -1;
      for (const from of graph.node(at).predecessors) {
        if ((idom[from] ?? -1) < 0) continue;
        nearest = nearest < 0 ? from : intersect(nearest, from);
      }
      if (idom[at] !== nearest) {
        idom[at] = nearest;
        changed = true;
      }
    }
  }
  return idom;
}

function dominatorDepths(order: readonly number[], idom: Int32Array): Int32Array {
  const depth = new Int32Array(idom.length).fill(-1);
  for (const at of order) {
    const parent = idom[at] ?? -1;
    depth[at] = parent === at ? 0 : (depth[parent] ?? 0) + 1;
  }
  return depth;
}

/**
 * Strongly connected components, each after those it leads to (reverse topological order).
 * Source: Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion.
 */
function stronglyConnected(edges: readonly (readonly number[])[], starts: readonly number[]): number[][] {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const onStack = new Set<number>();
  const stack: number[] = [];
  const components: number[][] = [];
  const lower = (at: number, to: number): void => {
    low.set(at, Math.min(low.get(at) ?? 0, to));
  };

  for (const start of starts) {
    if (index.has(start)) continue;
    const calls = [{ at: start, next: 0 }];
    for (let call = calls.at(-1); call; call = calls.at(-1)) {
      const { at } = call;
      if (call.next === 0) {
        index.set(at, index.size);
        low.set(at, index.size - 1);
        stack.push(at);
        onStack.add(at);
      }
      const to = edges[at]?.[call.next];
      call.next += 1;
      if (to !== undefined) {
        if (!index.has(to)) calls.push({ at: to, next: 0 });
        else if (onStack.has(to)) lower(at, index.get(to) ?? 0);
        continue;
      }
      calls.pop();
      const caller = calls.at(-1);
      if (caller) lower(caller.at, low.get(at) ?? 0);
      if (low.get(at) === index.get(at)) {
        const component = stack.splice(stack.lastIndexOf(at));
        for (const member of component) onStack.delete(member);
        components.push(component);
      }
    }
  }
  return components;
}
