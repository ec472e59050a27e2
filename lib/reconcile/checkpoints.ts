import { type GraphNode, reach } from '../scenario/graph.ts';
import type { CheckpointInfo } from '../session/model.ts';
import type { Block } from './decision.ts';
import type { WalkImages } from './images.ts';
import type { MappedGraph, Route } from './route.ts';

/** What the passed checkpoints of a run mean for moves into W. */
export interface PassedCheckpoints {
  /** Steps of W that are a passed checkpoint. */
  readonly inTarget: ReadonlySet<number>;
  /** The checkpoint, if any, that could happen again if the customer were put at this step. */
  aheadOf(node: GraphNode): CheckpointInfo | undefined;
  /** The checkpoint that the own image now precedes and the session's step did not. */
  newlyAheadOf(image: GraphNode, here: GraphNode | undefined): CheckpointInfo | undefined;
  /** The same checkpoints as steps of W, where they have an image; the others as they were. */
  readonly rewritten: readonly CheckpointInfo[];
}

/** A passed checkpoint with the steps that may be it. */
interface Located {
  readonly info: CheckpointInfo;
  readonly inV: readonly GraphNode[];
  readonly inW: readonly GraphNode[];
}

/**
 * Locates the checkpoints that a session passed in W: by match, then id, then content. Of one that cannot be found,
 * nobody knows what lies beyond it but the session's present step and the steps walked after it.
 * @param route absent when the session's graph is gone
 */
export function passedCheckpoints(
  checkpoints: readonly CheckpointInfo[],
  to: MappedGraph,
  route: Route | undefined,
  images: WalkImages,
  unmatched: 'block' | 'allow',
): PassedCheckpoints {
  const from = route?.from;
  const located = checkpoints.map((info): Located => {
    const image = route?.standsFor(info.graph_version, info.step_id);
    // One that was executed towards a later version is in V only as the counterpart of that step.
    const inV =
      from && info.graph_version <= from.version
        ? locate(info, from)
        : (from?.graph.nodes.filter(({ ordinal }) => image && route?.imageOf(ordinal) === image) ?? []);
    const matched = image ? [image] : inV.flatMap((node) => route?.imageOf(node.ordinal) ?? []);
    return { info, inV, inW: matched.length > 0 ? matched : locate(info, to) };
  });

  const isUnknownAhead = ({ info, inW }: Located, node: GraphNode): boolean =>
    inW.length === 0 && unmatched === 'block' && !images.after(info.step_content_hash).has(node.ordinal);

  return {
    inTarget: new Set(located.flatMap(({ inW }) => inW.map((node) => node.ordinal))),
    aheadOf: (node) =>
      located.find(
        (each) => each.inW.includes(node) || precedes(to, node, each.inW) || isUnknownAhead(each, node),
      )?.info,
    newlyAheadOf: (image, here) =>
      located.find(({ inV, inW }) => precedes(to, image, inW) && !(from && here && precedes(from, here, inV)))
        ?.info,
    rewritten: located.map(({ info, inW: [image, ...more] }) =>
      image && more.length === 0
        ? {
            ...info,
            step_id: image.id,
            step_name: image.step.name,
            step_content_hash: image.hash,
            graph_version: to.version,
          }
        : info,
    ),
  };
}

/** A step that a session may be moved to, and what forbids it. */
export interface Candidate {
  readonly target: GraphNode;
  readonly forbiddenBy: CheckpointInfo | undefined;
}

export interface Choice<Each extends Candidate> {
  /** The first candidate that is allowed. */
  readonly chosen: Each | undefined;
  /** What forbade the first candidate, the one that was meant. */
  readonly blocked: Block | undefined;
}

/** @param blocking off when the operator wants sessions moved past checkpoints all the same */
export function choose<Each extends Candidate>(candidates: readonly Each[], blocking: boolean): Choice<Each> {
  const [meant] = candidates;
  return {
    chosen: blocking ? candidates.find((each) => !each.forbiddenBy) : meant,
    blocked:
      blocking && meant?.forbiddenBy ? { checkpoint: meant.forbiddenBy, refused: meant.target } : undefined,
  };
}

/** By id; else every step with that content: any of them may be the one. */
function locate(info: CheckpointInfo, { graph }: MappedGraph): readonly GraphNode[] {
  const byId = graph.byId.get(info.step_id);
  return byId ? [byId] : (graph.byHash.get(info.step_content_hash) ?? []);
}

/** Does a step come before one of these? It does not come before itself. */
function precedes({ graph, forward }: MappedGraph, node: GraphNode, others: readonly GraphNode[]): boolean {
  const ahead = others.filter((other) => other !== node);
  if (node.reachable) return ahead.some((other) => forward.isBefore(node.ordinal, other.ordinal));
  if (ahead.length === 0) return false;
  // Of a step that the entry does not reach, no way is known to lead back: every one counts as leading on.
  const beyond = reach(
    graph.nodes.map((each) => each.successors),
    node.ordinal,
  );
  return ahead.some((other) => beyond.has(other.ordinal));
}
