import type { Insertion } from './insertions.ts';
import type {
  AnchorTransformation,
  DeletedNode,
  ForkBranch,
  MatchedBy,
  MatchKind,
  MigrationScenario,
  NewFork,
  TransformationMap,
  TransitionChange,
  UpstreamChanges,
} from './model.ts';

/**
 * A transformation map as it is kept: what changed stands once in shared tables, and anchors refer to it by sets
 * of rows. A map of hundreds of anchors and hundreds of changes would otherwise hold a copy of every change for
 * every anchor. Plain JSON.
 */
export interface CompactMap {
  /** Inserted steps in the order of W's flow; one that gained something by an edit has a row for the gain. */
  readonly inserted_nodes: readonly Insertion[];
  /** Ids of V1. */
  readonly removed_node_ids: readonly string[];
  readonly new_forks: readonly CompactFork[];
  readonly modified_transitions: readonly TransitionChange[];
  /** Sets of rows as runs, `[first, length, first, length, ...]`; anchors share equal ones. The first is empty. */
  readonly sets: readonly (readonly number[])[];
  readonly anchors: readonly CompactAnchor[];
  readonly deleted_nodes: readonly DeletedNode[];
  readonly new_node_ids: readonly string[];
}

export type CompactFork = Omit<NewFork, 'branches'> & {
  /** The number of its first branch when the branches of all forks are numbered through. */
  readonly first_branch: number;
  readonly branches: readonly Omit<ForkBranch, 'leads_away'>[];
};

/** An anchor whose changes are numbers of sets. */
export interface CompactAnchor {
  readonly key: string;
  /** Absent where the key is the hash. */
  readonly hash?: string;
  readonly name: string;
  readonly v1: string;
  /** Absent where it equals `v1`. */
  readonly v2?: string;
  readonly match: MatchKind;
  readonly by: MatchedBy;
  readonly scenario: MigrationScenario;
  readonly up: CompactChanges;
  readonly down: CompactChanges;
  /** Branches that lead away, of those of the forks that are listed: numbered through all forks in order. */
  readonly away: number;
}

/** Sets of: insertions on every way, insertions on some ways, removed ids, forks, transitions. */
export type CompactChanges = readonly [
  always: number,
  pathDependent: number,
  removed: number,
  forks: number,
  transitions: number,
];

/** How many changes there are on one side of an anchor. */
export interface ChangeCounts {
  readonly inserted_nodes: number;
  readonly removed_node_ids: number;
  readonly new_forks: number;
  readonly modified_transitions: number;
}

/** An anchor with counts instead of lists, for answers that would be too large. */
export type CountedAnchor = Omit<AnchorTransformation, 'upstream_changes' | 'downstream_changes'> & {
  readonly upstream_changes: ChangeCounts;
  readonly downstream_changes: ChangeCounts;
};

/** The map in full: every anchor with its own lists. */
export function expandMap(map: CompactMap): TransformationMap {
  return {
    anchors: map.anchors.map((anchor) => expand(map, anchor)),
    deleted_nodes: [...map.deleted_nodes],
    new_node_ids: [...map.new_node_ids],
  };
}

/** One anchor in full, if the map has it. */
export function expandAnchor(map: CompactMap, key: string): AnchorTransformation | undefined {
  const anchor = map.anchors.find((each) => each.key === key);
  return anchor && expand(map, anchor);
}

/** An anchor with counts instead of lists. */
export function countAnchor(map: CompactMap, anchor: CompactAnchor): CountedAnchor {
  const count = ([always, pathDependent, removed, forks, transitions]: CompactChanges): ChangeCounts => ({
    inserted_nodes: sizeOf(map, always) + sizeOf(map, pathDependent),
    removed_node_ids: sizeOf(map, removed),
    new_forks: sizeOf(map, forks),
    modified_transitions: sizeOf(map, transitions),
  });
  return { ...heading(anchor), upstream_changes: count(anchor.up), downstream_changes: count(anchor.down) };
}

/** The rows of a set, ascending. */
export function* rowsOf(map: CompactMap, set: number): Generator<number> {
  for (const [first, end] of runsOf(map, set)) for (let row = first; row < end; row += 1) yield row;
}

/** Those of some rows, listed in ascending order, that a set holds. */
export function rowsAmong(map: CompactMap, set: number, rows: readonly number[]): number[] {
  const held: number[] = [];
  for (const [first, end] of runsOf(map, set)) {
    for (let next = firstFrom(rows, first); next < rows.length; next += 1) {
      const row = rows[next] ?? end;
      if (row >= end) break;
      held.push(row);
    }
  }
  return held;
}

/** A branch that leads away from an anchor, of a new fork upstream of it. */
export interface BranchAway {
  readonly fork: CompactFork;
  readonly branch: CompactFork['branches'][number];
}

/**
 * What may re-route the sessions at an anchor. As forks and branches are numbered in the same order, runs of forks
 * are runs of branches, and what lies in none of the runs is not looked at.
 */
export function* branchesAway(map: CompactMap, { away, up }: CompactAnchor): Generator<BranchAway> {
  const [, , , forks] = up;
  for (const [first, end] of runsOf(map, forks)) {
    const from = map.new_forks[first]?.first_branch ?? 0;
    const to = map.new_forks[end]?.first_branch ?? Number.POSITIVE_INFINITY;
    let row = first;
    for (const [start, stop] of runsOf(map, away)) {
      for (let number = Math.max(start, from); number < Math.min(stop, to); number += 1) {
        while (row + 1 < end && (map.new_forks[row + 1]?.first_branch ?? to) <= number) row += 1;
        const fork = map.new_forks[row];
        const branch = fork?.branches[number - fork.first_branch];
        if (fork && branch) yield { fork, branch };
      }
    }
  }
}

function* runsOf(map: CompactMap, set: number): Generator<readonly [first: number, end: number]> {
  const runs = map.sets[set] ?? [];
  for (let at = 0; at < runs.length; at += 2) {
    const first = runs[at] ?? 0;
    yield [first, first + (runs[at + 1] ?? 0)];
  }
}

/** Where in an ascending list the values from a least one on begin. */
function firstFrom(ascending: readonly number[], least: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sizeOf(map: CompactMap, set: number): number {
  return (map.sets[set] ?? []).reduce((sum, each, at) => (at % 2 === 1 ? sum + each : sum), 0);
}

function heading(anchor: CompactAnchor) {
  return {
    anchor_key: anchor.key,
    anchor_content_hash: anchor.hash ?? anchor.key,
    anchor_name: anchor.name,
    anchor_node_id_v1: anchor.v1,
    anchor_node_id_v2: anchor.v2 ?? anchor.v1,
    match: anchor.match,
    matched_by: anchor.by,
    migration_scenario: anchor.scenario,
  };
}

function expand(map: CompactMap, anchor: CompactAnchor): AnchorTransformation {
  const away = new Set(rowsOf(map, anchor.away));
  const changes = ([
    always,
    pathDependent,
    removed,
    forks,
    transitions,
  ]: CompactChanges): UpstreamChanges => ({
    inserted_nodes: [
      ...pick(map.inserted_nodes, rowsOf(map, always), (node, row) => ({
        row,
        node,
        certainty: 'always' as const,
      })),
      ...pick(map.inserted_nodes, rowsOf(map, pathDependent), (node, row) => ({
        row,
        node,
        certainty: 'path_dependent' as const,
      })),
    ]
      .sort((a, b) => a.row - b.row)
      .map(({ node, certainty }) => ({ ...node, certainty })),
    removed_node_ids: pick(map.removed_node_ids, rowsOf(map, removed), (id) => id),
    new_forks: pick(map.new_forks, rowsOf(map, forks), ({ first_branch, branches, ...fork }) => ({
      ...fork,
      branches: branches.map((branch, at) => ({ ...branch, leads_away: away.has(first_branch + at) })),
    })),
    modified_transitions: pick(map.modified_transitions, rowsOf(map, transitions), (change) => change),
  });
  return {
    ...heading(anchor),
    upstream_changes: changes(anchor.up),
    downstream_changes: changes(anchor.down),
  };
}

function pick<Row, Picked>(
  table: readonly Row[],
  rows: Iterable<number>,
  map: (row: Row, at: number) => Picked,
): Picked[] {
  const picked: Picked[] = [];
  for (const at of rows) {
    const row = table[at];
    if (row !== undefined) picked.push(map(row, at));
  }
  return picked;
}
