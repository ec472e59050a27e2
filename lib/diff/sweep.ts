import type { ForwardGraph } from '../scenario/forward.ts';
import { addBit, BitMatrix } from './bit-matrix.ts';

/** Which way to gather: what comes before each step, or what comes after it. */
export type Direction = 'before' | 'after';

/**
 * For every step, the steps that some way (`any`) or every way (`all`) along forward edges passes before or after
 * it: ancestors, dominators, descendants and post-dominators. Unreachable steps have none.
 *
 * One pass in topological order; a region of irreducible cycles is swept until nothing changes. Its steps precede
 * each other and are on every way of nothing.
 *
 * @param indexOf the column of a step, given its ordinal
 * @param columns how many columns there are
 */
export function sweep(
  forward: ForwardGraph,
  direction: Direction,
  which: 'any' | 'all',
  indexOf: (ordinal: number) => number,
  columns: number,
): BitMatrix {
  const sets = new BitMatrix(forward.successors.length, columns);
  const sources = direction === 'before' ? forward.predecessors : forward.successors;
  const order = direction === 'before' ? forward.order : forward.order.toReversed();
  const gather = which === 'any' ? unite : intersect;

  for (let start = 0; start < order.length; ) {
    const first = order[start] ?? 0;
    let end = start + 1;
    if (forward.irreducible.has(first)) {
      while (forward.irreducible.has(order[end] ?? -1)) end += 1;
      const region = order.slice(start, end);
      if (which === 'all') for (const at of region) sets.row(at).fill(0xffffffff);
      while (region.map((at) => gather(sets, at, sources[at] ?? [], indexOf)).includes(true));
    } else {
      gather(sets, first, sources[first] ?? [], indexOf);
    }
    start = end;
  }
  if (which === 'all') withoutIrreducible(sets, forward, indexOf);
  return sets;
}

/** @returns whether the row grew */
function unite(
  sets: BitMatrix,
  at: number,
  sources: readonly number[],
  indexOf: (ordinal: number) => number,
): boolean {
  const row = sets.row(at);
  const old = row.slice();
  for (const source of sources) {
    const set = sets.row(source);
    for (let word = 0; word < row.length; word += 1) row[word] = (row[word] ?? 0) | (set[word] ?? 0);
    addBit(row, indexOf(source));
  }
  return row.some((bits, word) => bits !== old[word]);
}

/** @returns whether the row shrank */
function intersect(
  sets: BitMatrix,
  at: number,
  sources: readonly number[],
  indexOf: (ordinal: number) => number,
): boolean {
  const row = sets.row(at);
  const old = row.slice();
  row.fill(sources.length === 0 ? 0 : 0xffffffff);
  for (const source of sources) {
    const set = sets.row(source);
    const own = indexOf(source);
    for (let word = 0; word < row.length; word += 1) {
      const bits = word === own >>> 5 ? (set[word] ?? 0) | (1 << (own & 31)) : (set[word] ?? 0);
      row[word] = (row[word] ?? 0) & bits;
    }
  }
  return row.some((bits, word) => bits !== old[word]);
}

function withoutIrreducible(
  sets: BitMatrix,
  forward: ForwardGraph,
  indexOf: (ordinal: number) => number,
): void {
  if (forward.irreducible.size === 0) return;
  const keep = new Uint32Array(sets.words);
  for (const at of forward.irreducible) addBit(keep, indexOf(at));
  for (const at of forward.order) {
    const row = sets.row(at);
    for (let word = 0; word < row.length; word += 1) row[word] = (row[word] ?? 0) & ~(keep[word] ?? 0);
  }
}
