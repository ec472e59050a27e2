import type { GraphNode } from '../scenario/graph.ts';
import type { Flow } from './columns.ts';
import type { Matching } from './model.ts';

/** A step of V1 that has an image, and the image's id. */
export interface NearestAnchor {
  readonly node: GraphNode;
  readonly imageId: string;
}

type Test = (ordinal: number) => boolean;
/** The nearest step that has an image, by ordinal. */
type Nearest = readonly (number | undefined)[];

/**
 * Where sessions at deleted steps go when their path does not tell: the nearest step before that has an image.
 * Steps that every way passes come first, nearest first; then the fewest forward edges, among equals the one that
 * comes later in the flow.
 *
 * @returns the nearest anchor of a step of V1, by its ordinal
 */
export function nearestAnchors(v1: Flow, matching: Matching): (ordinal: number) => NearestAnchor | undefined {
  const imageIds = v1.graph.nodes.map((node) => matching.imageOf.get(node.id)?.v2);
  const hasImage = (ordinal: number): boolean => imageIds[ordinal] !== undefined;
  const onEveryWay = nearestDominators(v1, hasImage);
  const onSomeWay = nearestByEdges(v1, hasImage);
  return (ordinal) => {
    const nearest = onEveryWay[ordinal] ?? onSomeWay[ordinal];
    const imageId = nearest === undefined ? undefined : imageIds[nearest];
    return nearest === undefined || imageId === undefined
      ? undefined
      : { node: v1.graph.node(nearest), imageId };
  };
}

/** What each step's immediate dominator is or has, from the entry down. */
function nearestDominators({ graph, forward }: Flow, hasImage: Test): Nearest {
  const nearest: (number | undefined)[] = Array.from({ length: graph.nodes.length });
  for (const at of forward.order) {
    const parent = forward.immediateDominator(at);
    if (parent !== undefined) nearest[at] = hasImage(parent) ? parent : nearest[parent];
  }
  return nearest;
}

/** Breadth first from all steps that have an image; what is met in the same round is equally near. */
function nearestByEdges({ graph, forward }: Flow, hasImage: Test): Nearest {
  const place = new Map(forward.order.map((at, index) => [at, index]));
  const later = (a: number, b: number): number => ((place.get(a) ?? -1) > (place.get(b) ?? -1) ? a : b);
  const nearest: (number | undefined)[] = Array.from({ length: graph.nodes.length });
  const origin = (at: number): number => nearest[at] ?? at;
  for (let level = forward.order.filter(hasImage); level.length > 0; ) {
    const next = new Map<number, number>();
    for (const at of level) {
      for (const to of forward.successors[at] ?? []) {
        if (hasImage(to) || nearest[to] !== undefined) continue;
        next.set(to, later(origin(at), next.get(to) ?? origin(at)));
      }
    }
    for (const [at, from] of next) nearest[at] = from;
    level = [...next.keys()];
  }
  return nearest;
}
