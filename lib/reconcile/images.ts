import type { GraphNode } from '../scenario/graph.ts';
import type { Walk, WalkedStep } from '../session/walked-path.ts';

/** A walk seen in W: steps without an image are left out. */
export interface WalkImages {
  /** Images of the path before the step the session is at. */
  readonly path: readonly GraphNode[];
  readonly detours: readonly GraphNode[];
  /** Everything of W that the customer has been at in this run, the present step included. */
  readonly visited: ReadonlySet<number>;
  /** Images of the steps walked from the one with this place on the path onwards. */
  after(hash: string): ReadonlySet<number>;
}

export function imagesOfWalk(
  walk: Walk,
  imageOf: (step: WalkedStep, index: number) => GraphNode | undefined,
): WalkImages {
  const path = walk.path.map(imageOf);
  const detours = walk.detours.flatMap((step) => imageOf(step, -1) ?? []);
  const present = (nodes: readonly (GraphNode | undefined)[]) => nodes.flatMap((node) => node ?? []);
  return {
    path: present(path.slice(0, -1)),
    detours,
    visited: new Set([...present(path), ...detours].map((node) => node.ordinal)),
    after(hash) {
      const at = walk.path.findIndex((step) => step.hash === hash);
      return new Set(at < 0 ? [] : present(path.slice(at + 1)).map((node) => node.ordinal));
    },
  };
}
