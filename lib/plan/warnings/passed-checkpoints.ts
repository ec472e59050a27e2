import { type GraphNode, reach, type ScenarioGraph } from '../../scenario/graph.ts';
import type { Facts } from './facts.ts';

/** A checkpoint of V1 that W still has, with who may have passed it and where it must not happen again. */
export interface PassedCheckpoint {
  readonly step: GraphNode;
  readonly image: GraphNode;
  /** Steps of V1 whose sessions may have passed it: it comes before them, or they are at it. */
  readonly passedAt: ReadonlySet<number>;
  /** Steps of V1 that come before it. */
  readonly precededBy: ReadonlySet<number>;
  /** Steps of W that are or come before its counterpart. */
  readonly forbidden: ReadonlySet<number>;
}

/** One at a time: a scenario of many checkpoints must not hold all these sets at once. */
export function* passedCheckpoints({ diff }: Facts): Generator<PassedCheckpoint> {
  const { v1, v2, matching } = diff;
  for (const step of v1.graph.nodes) {
    if (!step.step.is_checkpoint || !step.reachable) continue;
    const image = counterpart(step, matching.imageOf.get(step.id)?.v2, v2.graph);
    if (!image) continue;
    const precededBy = reach(v1.forward.predecessors, step.ordinal);
    if (!v1.forward.irreducible.has(step.ordinal)) precededBy.delete(step.ordinal);
    yield {
      step,
      image,
      passedAt: reach(v1.forward.successors, step.ordinal),
      precededBy,
      forbidden: reach(v2.forward.predecessors, image.ordinal),
    };
  }
}

/** A passed checkpoint is looked up by match, id, then content. */
function counterpart(step: GraphNode, imageId: string | undefined, v2: ScenarioGraph): GraphNode | undefined {
  return v2.byId.get(imageId ?? step.id) ?? v2.byHash.get(step.hash)?.at(0);
}
