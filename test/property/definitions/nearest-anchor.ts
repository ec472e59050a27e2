import type { Diff } from '../../../lib/diff/diff.ts';

/**
 * Where sessions at a deleted step may be sent: the image of the nearest step that every way to it passes; where
 * none of those has an image, the nearest one on any way, of equally near ones that which comes last in the flow.
 */
export function nearestAnchorByDefinition({ v1, matching }: Diff, deleted: string): string | undefined {
  const { graph, forward } = v1;
  const start = graph.byId.get(deleted)?.ordinal ?? -1;
  const imagesOf = (ordinals: Iterable<number>): string[] =>
    [...ordinals].flatMap((at) => matching.imageOf.get(graph.node(at).id)?.v2 ?? []);

  const dominators = graph.nodes
    .map((node) => node.ordinal)
    .filter((at) => at !== start && forward.dominates(at, start))
    .sort((a, b) => (forward.dominates(a, b) ? 1 : -1));
  const [surest] = imagesOf(dominators);
  if (surest !== undefined) return surest;

  const seen = new Set([start]);
  for (let level = [start]; level.length > 0; ) {
    level = [...new Set(level.flatMap((at) => forward.predecessors[at] ?? []))].filter((at) => !seen.has(at));
    for (const at of level) seen.add(at);
    const images = imagesOf(forward.order.filter((at) => level.includes(at)));
    if (images.length > 0) return images.at(-1);
  }
  return undefined;
}
