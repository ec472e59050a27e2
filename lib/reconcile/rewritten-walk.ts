import type { GraphNode } from '../scenario/graph.ts';
import { NO_WALK, type Walk, walkOn } from '../session/walked-path.ts';
import type { WalkImages } from './images.ts';

/**
 * The walk in W's steps after a move, from which the next replay starts: what was walked, what was skipped and is
 * settled now (satisfied or waived), and the target. Whatever else the customer has been at, or the engine has
 * executed, is a detour.
 * @param along steps of W that the customer passes for certain, the target last
 */
export function rewrittenWalk(
  along: readonly GraphNode[],
  images: WalkImages,
  executed: ReadonlySet<GraphNode>,
): Walk {
  const { path, detours } = along.reduce(walkOn, NO_WALK);
  const known = new Set([...path, ...detours].map((step) => step.ordinal));
  const left = [...images.path, ...images.detours, ...executed].flatMap(({ ordinal, hash }) => {
    if (known.has(ordinal)) return [];
    known.add(ordinal);
    return [{ ordinal, hash }];
  });
  return { path, detours: [...detours, ...left] };
}
