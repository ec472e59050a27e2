import type { ForwardGraph } from '../scenario/forward.ts';
import type { ScenarioGraph } from '../scenario/graph.ts';
import type { Matching } from './model.ts';

/**
 * One numbering for the steps of both versions, in which a step and its image share a number, so that what comes
 * before them in V and in W can be compared word by word. W's steps come first, in the order of its flow, then
 * the deleted ones in the order of V's: lists made from these sets read like the conversation.
 */
export interface Columns {
  readonly size: number;
  /** Where the deleted steps begin. */
  readonly firstDeleted: number;
  ofV1(ordinal: number): number;
  ofV2(ordinal: number): number;
  /** The step of W with a column; undefined for deleted ones. */
  nodeOfV2(column: number): number | undefined;
}

/** A version with the way it flows. */
export interface Flow {
  readonly graph: ScenarioGraph;
  readonly forward: ForwardGraph;
}

export function columnsOf(v1: Flow, v2: Flow, matching: Matching): Columns {
  const v2Order = flowOrder(v2);
  const ofV2 = new Int32Array(v2.graph.nodes.length);
  v2Order.forEach((ordinal, column) => {
    ofV2[ordinal] = column;
  });

  const ofV1 = new Int32Array(v1.graph.nodes.length);
  let size = v2Order.length;
  for (const ordinal of flowOrder(v1)) {
    const match = matching.imageOf.get(v1.graph.node(ordinal).id);
    const image = match && v2.graph.byId.get(match.v2);
    ofV1[ordinal] = image ? (ofV2[image.ordinal] ?? 0) : size++;
  }
  return {
    size,
    firstDeleted: v2Order.length,
    ofV1: (ordinal) => ofV1[ordinal] ?? -1,
    ofV2: (ordinal) => ofV2[ordinal] ?? -1,
    nodeOfV2: (column) => v2Order[column],
  };
}

/** Reachable steps in topological order, then the others by id. */
export function flowOrder({ graph, forward }: Flow): number[] {
  const unreachable = graph.nodes.filter((node) => !node.reachable).map((node) => node.ordinal);
  return [...forward.order, ...unreachable];
}
