import type { GraphNode } from '../scenario/graph.ts';
import { NO_WALK, type Walk, walkOn } from '../session/walked-path.ts';
import type { WalkImages } from './images.ts';
import type { Stretch } from './replay.ts';

/**
 * The walk in W's steps after a move, from which the next replay starts: what was walked, what was skipped and is
 * settled now (satisfied or waived), and the target. Whatever else the customer has been at is a detour.
 */
export function rewrittenWalk(
  target: GraphNode,
  stretches: readonly Stretch[],
  skipped: ReadonlySet<GraphNode>,
  images: WalkImages,
): Walk {
  const along = stretches.flatMap(({ from, passed, standsIn }) => [
    ...(from ? [from] : []),
    ...passed.filter((node) => standsIn || skipped.has(node)),
  ]);
  const { path, detours } = [...along, target].reduce(walkOn, NO_WALK);
  const known = new Set([...path, ...detours].map((step) => step.ordinal));
  const left = [...images.path, ...images.detours].flatMap(({ ordinal, hash }) => {
    if (known.has(ordinal)) return [];
    known.add(ordinal);
    return [{ ordinal, hash }];
  });
  return { path, detours: [...detours, ...left] };
}
