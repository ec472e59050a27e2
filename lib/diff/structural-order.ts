import type { ScenarioGraph } from '../scenario/graph.ts';

/**
 * Each step's place in a breadth-first walk that follows the ways in the order in which they are tried. It
 * depends on ids only where structure cannot tell: two unreachable parts that start with the same content.
 */
export function structuralRanks(graph: ScenarioGraph): Int32Array {
  const ranks = new Int32Array(graph.nodes.length).fill(-1);
  let next = 0;
  const walk = (start: number): void => {
    const open = [start];
    for (let head = 0; head < open.length; head += 1) {
      const at = open[head] ?? 0;
      if (ranks[at] !== -1) continue;
      ranks[at] = next;
      next += 1;
      open.push(...graph.node(at).successors);
    }
  };

  walk(graph.entry.ordinal);
  const unreached = graph.nodes.filter((node) => !node.reachable);
  const starts = unreached.filter((node) => node.predecessors.length === 0);
  const byHash = (list: typeof unreached) =>
    list.toSorted((a, b) => (a.hash === b.hash ? a.ordinal - b.ordinal : a.hash < b.hash ? -1 : 1));
  for (const node of [...byHash(starts), ...byHash(unreached)]) walk(node.ordinal);
  return ranks;
}
