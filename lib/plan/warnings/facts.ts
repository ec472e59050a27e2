import { anchorKeyOf } from '../../diff/anchor-key.ts';
import type { CompactAnchor } from '../../diff/compact-map.ts';
import type { Diff } from '../../diff/diff.ts';
import type { DeletedNode } from '../../diff/model.ts';
import type { GraphNode } from '../../scenario/graph.ts';
import type { AnchorMigrationPolicy, Policies, Warning } from '../model.ts';

/** What the rules are told beside the difference of the two versions. */
export interface Circumstances {
  /** By anchor key, deleted steps included. */
  readonly policies: Policies;
  /** Sessions counted at each step of V1, by anchor key; the count may be incomplete, so no severity rests on it. */
  readonly sessionsByAnchor: Readonly<Record<string, number>>;
  /** Sessions on versions before V1. */
  readonly olderSessionsByVersion: Readonly<Record<string, number>>;
  /** Whether counting sessions got through in its time. */
  readonly estimateComplete: boolean;
  /** Whether jumps past a checkpoint are blocked. */
  readonly checkpointsBlock: boolean;
  /** Can a condition that names these fields be evaluated without a language model? */
  readonly isEvaluable: (condition: string, fields: readonly string[]) => boolean;
}

/** A step of V1 at which sessions may be. */
export interface Place {
  readonly key: string;
  readonly node: GraphNode;
  readonly sessions: number;
  readonly policy: AnchorMigrationPolicy | undefined;
}

/** One that has somewhere to go. */
export interface AnchorPlace extends Place {
  readonly anchor: CompactAnchor;
  readonly image: GraphNode;
}

export interface DeletedPlace extends Place {
  readonly deleted: DeletedNode;
}

/** What every rule looks at, computed once. Steps where conversations rest come first, then the flow's order. */
export interface Facts extends Circumstances {
  readonly diff: Diff;
  readonly anchors: readonly AnchorPlace[];
  /** Those whose sessions are moved: a policy may keep them where they are. */
  readonly moving: readonly AnchorPlace[];
  readonly deleted: readonly DeletedPlace[];
  readonly fromVersion: number;
  readonly toVersion: number;
}

/** A rule finds what the operator should know about a plan: a pure function of the facts. */
export type Rule = (facts: Facts) => Warning[];

export function gatherFacts(diff: Diff, circumstances: Circumstances): Facts {
  const v1 = diff.v1.graph;
  const v2 = diff.v2.graph;
  const place = (key: string, node: GraphNode): Place => ({
    key,
    node,
    sessions: own(circumstances.sessionsByAnchor, key) ?? 0,
    policy: own(circumstances.policies, key),
  });
  const anchors = diff.map.anchors.flatMap((anchor): AnchorPlace[] => {
    const node = v1.byId.get(anchor.v1);
    const image = v2.byId.get(anchor.v2 ?? anchor.v1);
    return node && image ? [{ ...place(anchor.key, node), anchor, image }] : [];
  });
  const deleted = diff.map.deleted_nodes.flatMap((each): DeletedPlace[] => {
    const node = v1.byId.get(each.node_id_v1);
    return node ? [{ ...place(anchorKeyOf(v1, node), node), deleted: each }] : [];
  });
  const inOrder = restingFirst(anchors);
  return {
    ...circumstances,
    diff,
    anchors: inOrder,
    moving: inOrder.filter(isMoved),
    deleted: restingFirst(deleted),
    fromVersion: v1.scenario.version,
    toVersion: v2.scenario.version,
  };
}

const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** Where `update_downstream` is off, sessions stay on the graph they have, and nothing is asked or done again. */
export const isMoved = ({ policy }: Place): boolean => policy?.update_downstream !== false;

/** May new forks lead sessions elsewhere? These policies evaluate none. */
export const evaluatesForks = ({ policy }: Place): boolean =>
  policy?.force_scenario !== 'clean_graft' && policy?.force_scenario !== 'gap_fill';

const rests = (place: Place): number => (place.node.step.awaits_customer ? 0 : 1);
const restingFirst = <Each extends Place>(places: readonly Each[]): Each[] =>
  places.toSorted((a, b) => rests(a) - rests(b));

export const sessionsAt = (places: readonly Place[]): number =>
  places.reduce((sum, place) => sum + place.sessions, 0);
