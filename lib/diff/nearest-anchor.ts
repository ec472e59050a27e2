import type { GraphNode } from '../scenario/graph.ts';
import type { Flow } from './columns.ts';
import type { Matching } from './model.ts';

/** A step of V1 that has an image, and the image's id. */
export interface NearestAnchor {
  readonly node: GraphNode;
  readonly imageId: string;
}

/**
 * Where sessions at a deleted step go when their path does not tell: the nearest step before it that has an image.
 * Steps that every way passes come first, nearest first; then the fewest forward edges, among equals the one that
 * comes later in the flow.
 */
export function nearestAnchor(v1: Flow, matching: Matching, deleted: number): NearestAnchor | undefined {
  const anchorAt = (ordinal: number): NearestAnchor | undefined => {
    const node = v1.graph.node(ordinal);
    const match = matching.imageOf.get(node.id);
    return match && { node, imageId: match.v2 };
  };
  for (const ordinal of v1.forward.dominators(deleted)) {
    const found = anchorAt(ordinal);
    if (found) return found;
  }

  const seen = new Set([deleted]);
  for (let level = [deleted]; level.length > 0; ) {
    const before = new Set(level.flatMap((at) => v1.forward.predecessors[at] ?? []));
    level = [...before].filter((at) => !seen.has(at));
    for (const at of level) seen.add(at);
    const found = level.filter((at) => anchorAt(at));
    if (found.length > 0) {
      const latest = v1.forward.order.findLast((at) => found.includes(at));
      return latest === undefined ? undefined : anchorAt(latest);
    }
  }
  return undefined;
}
