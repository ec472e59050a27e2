import { anchorKeyOf } from '../../diff/anchor-key.ts';
import { type CompactAnchor, rowsAmong } from '../../diff/compact-map.ts';
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
  return {
    ...circumstances,
    diff,
    anchors: restingFirst(anchors),
    deleted: restingFirst(deleted),
    fromVersion: v1.scenario.version,
    toVersion: v2.scenario.version,
  };
}

const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const rests = (place: Place): number => (place.node.step.awaits_customer ? 0 : 1);
const restingFirst = <Each extends Place>(places: readonly Each[]): Each[] =>
  places.toSorted((a, b) => rests(a) - rests(b));

/** The anchors that have something upstream, and by which rows of the map's table. */
export interface Upstream {
  readonly places: readonly AnchorPlace[];
  /** Ascending. */
  readonly rows: readonly number[];
}

/**
 * The anchors that have rows of a table upstream, by what matters about a row: itself, the fields it names, ...
 * Anchors share sets of rows, and most rows matter to no rule, so those sets are looked through once, for those rows only.
 *
 * @param labelsOf what matters about a row; nothing for most
 * @returns in the order of the rows
 */
export function anchorsBy<Label>(
  { diff: { map } }: Facts,
  places: readonly AnchorPlace[],
  table: 'inserted_nodes' | 'new_forks',
  labelsOf: (row: number) => readonly Label[],
): ReadonlyMap<Label, Upstream> {
  const found = new Map<Label, { places: AnchorPlace[]; rows: Set<number> }>();
  const labels = map[table].map((_, row) => labelsOf(row));
  const mattering = labels.flatMap((each, row) => (each.length > 0 ? [row] : []));
  for (const label of labels.flat()) found.set(label, { places: [], rows: new Set() });

  const lookThrough = (sets: readonly number[]): ReadonlySet<Label> => {
    const present = new Set<Label>();
    for (const row of sets.flatMap((set) => rowsAmong(map, set, mattering))) {
      for (const label of labels[row] ?? []) {
        present.add(label);
        found.get(label)?.rows.add(row);
      }
    }
    return present;
  };
  const labelsOfSets = new Map<string, ReadonlySet<Label>>();
  for (const place of places) {
    const [always, pathDependent, , forks] = place.anchor.up;
    const sets = table === 'new_forks' ? [forks] : [always, pathDependent];
    const key = sets.join();
    const present = labelsOfSets.get(key) ?? lookThrough(sets);
    labelsOfSets.set(key, present);
    for (const label of present) found.get(label)?.places.push(place);
  }
  return new Map(
    [...found].flatMap(([label, { places: all, rows }]) =>
      all.length > 0 ? [[label, { places: all, rows: [...rows].sort((a, b) => a - b) }]] : [],
    ),
  );
}

export const sessionsAt = (places: readonly Place[]): number =>
  places.reduce((sum, place) => sum + place.sessions, 0);
