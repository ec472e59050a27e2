import type { GraphNode, ScenarioGraph } from '../../scenario/graph.ts';
import type { Facts } from './facts.ts';

/** A question about a step, by its ordinal. */
type Test = (ordinal: number) => boolean;

/** A checkpoint of V1 that W still has, with who may have passed it and where it must not happen again. */
export interface PassedCheckpoint {
  readonly step: GraphNode;
  readonly image: GraphNode;
  /** May sessions at a step of V1 have passed it: does it come before the step, or is it the step? */
  readonly mayBePassedAt: Test;
  /** Does a step of V1 come before it? */
  readonly isPrecededBy: Test;
  /** Is a step of W its counterpart, or does it come before that? */
  readonly isForbidden: Test;
}

/** One at a time: a scenario of many checkpoints must not hold what surrounds each of them at once. */
export function* passedCheckpoints({ diff }: Facts): Generator<PassedCheckpoint> {
  const { v1, v2, matching } = diff;
  for (const step of v1.graph.nodes) {
    if (!step.step.is_checkpoint || !step.reachable) continue;
    const image = counterpart(step, matching.imageOf.get(step.id)?.v2, v2.graph);
    if (!image) continue;
    const precedes = along(v1.forward.predecessors, step.ordinal);
    yield {
      step,
      image,
      mayBePassedAt: along(v1.forward.successors, step.ordinal),
      isPrecededBy: (ordinal) =>
        precedes(ordinal) && (ordinal !== step.ordinal || v1.forward.irreducible.has(ordinal)),
      isForbidden: along(v2.forward.predecessors, image.ordinal),
    };
  }
}

/** A passed checkpoint is looked up by match, id, then content. */
function counterpart(step: GraphNode, imageId: string | undefined, v2: ScenarioGraph): GraphNode | undefined {
  return v2.byId.get(imageId ?? step.id) ?? v2.byHash.get(step.hash)?.at(0);
}

/** Does anything along edges from a start lead to a step, or is it the start? */
function along(edges: readonly (readonly number[])[], start: number): Test {
  const seen = new Uint8Array(edges.length);
  seen[start] = 1;
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of edges[at] ?? []) {
      if (seen[next] === 1) continue;
      seen[next] = 1;
      open.push(next);
    }
  }
  return (ordinal) => seen[ordinal] === 1;
}
