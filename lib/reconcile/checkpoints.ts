import { type GraphNode, reach, type ScenarioGraph } from '../scenario/graph.ts';
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
  readonly inW: readonly GraphNode[];
  /** The steps of V that may be the same as one of W. */
  inV(place: GraphNode): readonly GraphNode[];
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
    const inV = image ? only(route?.preimageOf(image)) : placesInV(info, from);
    const images = inV.flatMap((node) => route?.imageOf(node.ordinal) ?? []);
    const found = locate(info, to.graph, (node) => !route?.preimageOf(node));
    return {
      info,
      inW: image ? [image] : [...new Set([...images, ...found])],
      inV(place) {
        const same = inV.filter((node) => route?.imageOf(node.ordinal) === place);
        return same.length > 0 ? same : inV;
      },
    };
  });

  /** Did the session's step come before the checkpoint already, whichever of these it is? */
  const wasAhead = (here: GraphNode | undefined, places: readonly GraphNode[]): boolean =>
    places.length > 0 && places.every((place) => from && here && precedes(from, here, [place]));

  const isUnknownAhead = ({ info, inW }: Located, node: GraphNode): boolean =>
    inW.length === 0 && unmatched === 'block' && !images.after(info.step_content_hash).has(node.ordinal);

  return {
    inTarget: new Set(located.flatMap(({ inW }) => inW.map((node) => node.ordinal))),
    aheadOf: (node) =>
      located.find(
        (each) => each.inW.includes(node) || precedes(to, node, each.inW) || isUnknownAhead(each, node),
      )?.info,
    newlyAheadOf: (image, here) =>
      located.find(({ inV, inW }) =>
        inW.some((place) => precedes(to, image, [place]) && !wasAhead(here, inV(place))),
      )?.info,
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

/** Of one that was passed in an older version than V, no plan says which step it is: any that may be it counts. */
function placesInV(info: CheckpointInfo, from: MappedGraph | undefined): readonly GraphNode[] {
  // One that was executed towards a later version is in V only as the counterpart of that step.
  if (!from || info.graph_version > from.version) return [];
  const byId = only(from.graph.byId.get(info.step_id));
  if (info.graph_version === from.version) return byId;
  return [...new Set([...byId, ...(from.graph.byHash.get(info.step_content_hash) ?? [])])];
}

/**
 * By id; else every step with that content: any of them may be the one.
 * @param isFree may a step of this id be the one? An id that another step has now says nothing
 */
function locate(
  { step_id: id, step_content_hash: hash }: CheckpointInfo,
  graph: ScenarioGraph,
  isFree: (node: GraphNode) => boolean,
): readonly GraphNode[] {
  const byId = graph.byId.get(id);
  return byId && isFree(byId) ? [byId] : (graph.byHash.get(hash) ?? []);
}

const only = (node: GraphNode | undefined): readonly GraphNode[] => (node ? [node] : []);

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
