import type { GraphNode } from '../scenario/graph.ts';
import type { CheckpointInfo } from '../session/model.ts';
import type { SessionRecord } from '../session/record.ts';
import type { WalkImages } from './images.ts';
import type { MappedGraph, Route } from './route.ts';

/** What the passed checkpoints of a run mean for moves into W. */
export interface PassedCheckpoints {
  /** Steps of W that are a passed checkpoint. */
  readonly inTarget: ReadonlySet<number>;
  /** The checkpoint, if any, that could happen again if the customer were put at this step. */
  aheadOf(node: GraphNode): CheckpointInfo | undefined;
  /** As `aheadOf`, for the session's own image: only what W newly puts ahead counts. */
  newlyAheadOf(node: GraphNode, own: GraphNode): CheckpointInfo | undefined;
  /** The same checkpoints as steps of W, where they have an image; the others as they were. */
  readonly rewritten: readonly CheckpointInfo[];
}

interface Located {
  readonly info: CheckpointInfo;
  readonly inV: readonly GraphNode[];
  readonly inW: readonly GraphNode[];
}

/**
 * Locates the checkpoints that a session passed in W: by match, then id, then content. Of one that cannot be found,
 * nobody knows what lies beyond it but the session's present step and the steps walked after it.
 */
export function passedCheckpoints({
  session,
  to,
  route,
  unmatched,
  images,
}: {
  readonly session: SessionRecord;
  readonly to: MappedGraph;
  /** Absent when the session's graph is gone. */
  readonly route: Route | undefined;
  readonly unmatched: 'block' | 'allow';
  readonly images: WalkImages;
}): PassedCheckpoints {
  const from = route?.from;
  const located = session.checkpoints.map((info): Located => {
    const inV = from ? locate(info, from) : [];
    const images = route ? inV.flatMap((node) => route.imageOf(node.ordinal) ?? []) : [];
    return { info, inV, inW: images.length > 0 ? images : locate(info, to) };
  });

  const isOrBefore = (at: MappedGraph, node: GraphNode, others: readonly GraphNode[]): boolean =>
    others.some(
      (other) => other.ordinal === node.ordinal || at.forward.isBefore(node.ordinal, other.ordinal),
    );

  const unknownAheadOf = ({ info, inW }: Located, node: GraphNode): boolean =>
    inW.length === 0 && unmatched === 'block' && !images.after(info.step_content_hash).has(node.ordinal);

  return {
    inTarget: new Set(located.flatMap(({ inW }) => inW.map((node) => node.ordinal))),
    aheadOf: (node) =>
      located.find((each) => isOrBefore(to, node, each.inW) || unknownAheadOf(each, node))?.info,
    newlyAheadOf: (node, own) =>
      located.find(({ inV, inW }) => isOrBefore(to, node, inW) && !(from && isOrBefore(from, own, inV)))
        ?.info,
    rewritten: located.map(({ info, inW }) => {
      const [image] = inW;
      return image && inW.length === 1
        ? {
            ...info,
            step_id: image.id,
            step_name: image.step.name,
            step_content_hash: image.hash,
            graph_version: to.version,
          }
        : info;
    }),
  };
}

/** By id; else every step with that content: any of them may be the one. */
function locate(info: CheckpointInfo, { graph }: MappedGraph): readonly GraphNode[] {
  const byId = graph.byId.get(info.step_id);
  return byId ? [byId] : (graph.byHash.get(info.step_content_hash) ?? []);
}
