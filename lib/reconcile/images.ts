import type { GraphNode } from '../scenario/graph.ts';
import type { Walk, WalkedStep } from '../session/walked-path.ts';

/** A walk seen in W: steps without an image are left out. */
export interface WalkImages {
  /** Images of the path up to the step before the one the session is at. */
  readonly before: readonly GraphNode[];
  /** The same, and the image of the step the session is at, if it has one. */
  readonly path: readonly GraphNode[];
  readonly detours: readonly GraphNode[];
  /** Everything of W that the customer has been at in this run, the present step included. */
  readonly visited: ReadonlySet<number>;
  /** Images of what the path holds after the last step with some content; nothing if it holds none. */
  after(hash: string): ReadonlySet<number>;
}

export function imagesOfWalk(
  { path, detours }: Walk,
  imageOf: (step: WalkedStep) => GraphNode | undefined,
): WalkImages {
  const images = (steps: readonly WalkedStep[]): GraphNode[] => steps.flatMap((step) => imageOf(step) ?? []);
  const pathImages = images(path);
  const detourImages = images(detours);
  return {
    before: images(path.slice(0, -1)),
    path: pathImages,
    detours: detourImages,
    visited: new Set([...pathImages, ...detourImages].map((node) => node.ordinal)),
    after(hash) {
      const at = path.findLastIndex((step) => step.hash === hash);
      return new Set(at < 0 ? [] : images(path.slice(at + 1)).map((node) => node.ordinal));
    },
  };
}
