import type { ForwardGraph } from '../scenario/forward.ts';
import { BitMatrix } from './bit-matrix.ts';

/** Which way to gather: what comes before each step, or what comes after it. */
export type Direction = 'before' | 'after';

/**
 * For every step, the steps that some way (`any`) or every way (`all`) along forward edges passes before or after
 * it: ancestors, dominators, descendants and post-dominators. Unreachable steps have none.
 *
 * One pass in topological order. The steps of an irreducible region precede each other, and are on every way of
 * nothing; as any way into the region leads to all of it, they have all else in common.
 *
 * @param columnOf the column of a step, given its ordinal
 * @param columns how many columns there are
 */
export function sweep(
  forward: ForwardGraph,
  direction: Direction,
  which: 'any' | 'all',
  columnOf: (ordinal: number) => number,
  columns: number,
): BitMatrix {
  const sets = new BitMatrix(forward.successors.length, columns);
  const edges = direction === 'before' ? forward.predecessors : forward.successors;
  const regions = direction === 'before' ? forward.regions : forward.regions.toReversed();

  for (const region of regions) {
    const [first, ...others] = region;
    if (first === undefined) continue;
    const sources = others.length === 0 ? (edges[first] ?? []) : waysIn(region, edges);
    if (which === 'any') {
      for (const source of sources) {
        sets.unite(first, source);
        sets.add(first, columnOf(source));
      }
      if (others.length > 0) for (const member of region) sets.add(first, columnOf(member));
    } else {
      if (sources.length > 0) sets.fill(first);
      for (const source of sources) {
        const counts = !forward.irreducible.has(source);
        sets.intersect(first, source, counts ? columnOf(source) : undefined);
      }
    }
    for (const other of others) sets.copy(other, first);
  }
  return sets;
}

/** The steps outside a region that lead into it, seen along the given edges. */
function waysIn(region: readonly number[], edges: readonly (readonly number[])[]): number[] {
  const inside = new Set(region);
  const outside = region.flatMap((member) => (edges[member] ?? []).filter((at) => !inside.has(at)));
  return [...new Set(outside)];
}
