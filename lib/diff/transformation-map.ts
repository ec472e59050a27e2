import { anchorKeyOf } from './anchor-key.ts';
import { addBit, type BitMatrix, eachBit, emptySet, hasBit, removeBit } from './bit-matrix.ts';
import { classify } from './classify.ts';
import { type Columns, columnsOf, type Flow, flowOrder } from './columns.ts';
import type { CompactAnchor, CompactFork, CompactMap } from './compact-map.ts';
import { type Gain, gainedInsertion, type Insertion, wholeInsertion } from './insertions.ts';
import type { DeletedNode, ForkFinding, MatchedBy, Matching, MatchKind } from './model.ts';
import { type NearestAnchor, nearestAnchors } from './nearest-anchor.ts';
import { SetTable } from './set-table.ts';
import { sweep } from './sweep.ts';
import type { TransitionFinding } from './transition-changes.ts';

/** What two versions differ in, before it is seen from any one step. */
export interface Changes {
  readonly v1: Flow;
  readonly v2: Flow;
  readonly matching: Matching;
  readonly forks: readonly ForkFinding[];
  readonly transitions: readonly TransitionFinding[];
  /** By ordinal of W. */
  readonly gains: ReadonlyMap<number, Gain>;
}

/** A step of V and where its sessions go in W: its image, or an operator's choice. */
interface Subject {
  readonly v1: number;
  readonly v2: number;
  readonly match: MatchKind;
  readonly by: MatchedBy;
}

/**
 * What the changes mean for every step of V. Anchors come in the order of V's flow.
 * @param mappings an operator's targets, by anchor key; one that names the step's own image changes nothing
 * @throws RangeError for a mapping to a step that W does not hold (policies are checked before they get here)
 */
export function buildMap(changes: Changes, mappings: ReadonlyMap<string, string>): CompactMap {
  const { v1, v2, matching } = changes;
  const subjects: Subject[] = [];
  const deleted: number[] = [];
  for (const ordinal of flowOrder(v1)) {
    const subject = subjectAt(changes, ordinal, mappings);
    if (subject) subjects.push(subject);
    else deleted.push(ordinal);
  }

  const columns = columnsOf(v1, v2, matching);
  const surroundings = surroundingsOf(v1, v2, columns);
  const rows = insertionRows(changes, columns, surroundings, subjects);
  const forks = compactForks(changes, columns);
  const transitions = changes.transitions.toSorted((a, b) => columns.ofV2(a.v2) - columns.ofV2(b.v2));
  const changed = transitions.map((finding) => columns.ofV2(finding.v2));
  const sets = new SetTable();
  const nearest = deleted.length > 0 ? nearestAnchors(v1, matching) : undefined;

  const anchors = subjects.map((subject): CompactAnchor => {
    const node = v1.graph.node(subject.v1);
    const image = v2.graph.node(subject.v2);
    const key = anchorKeyOf(v1.graph, node);
    const own = columns.ofV2(subject.v2);
    const around = surroundings.at(subject);
    const { oldBefore, oldAfter, before, after } = around;

    const upstream = rows.upstream(subject, around);
    const downstream = rows.downstream(subject, around);
    const isUpstream = (column: number): boolean => hasBit(before.any, column);
    const isDownstream = (column: number): boolean => column === own || hasBit(after.any, column);

    const forksUp: number[] = [];
    const forksDown: number[] = [];
    const away: number[] = [];
    let reRoutes = false;
    forks.forEach((fork, at) => {
      const [up, down] = [isUpstream(fork.column), isDownstream(fork.column)];
      if (up) forksUp.push(at);
      if (down) forksDown.push(at);
      if (!up && !down) return;
      fork.targets.forEach((target, branch) => {
        if (target === own || hasBit(before.any, target)) return;
        away.push(fork.row.first_branch + branch);
        reRoutes ||= up;
      });
    });

    const changesAt = (side: (column: number) => boolean, old: Uint32Array): number[] => {
      const rowsOfSide: number[] = [];
      changed.forEach((column, at) => {
        if (side(column) || hasBit(old, column)) rowsOfSide.push(at);
      });
      return rowsOfSide;
    };
    const removed = (set: Uint32Array): number[] => membersFrom(set, columns.firstDeleted);

    return {
      key,
      ...(key === node.hash ? {} : { hash: node.hash }),
      name: node.step.name,
      v1: node.id,
      ...(image.id === node.id ? {} : { v2: image.id }),
      match: subject.match,
      by: subject.by,
      scenario: classify(reRoutes, [upstream.always, upstream.pathDependent], rows.table),
      up: [
        sets.add(upstream.always),
        sets.add(upstream.pathDependent),
        sets.add(removed(oldBefore.any)),
        sets.add(forksUp),
        sets.add(changesAt(isUpstream, oldBefore.any)),
      ],
      down: [
        sets.add(downstream.always),
        sets.add(downstream.pathDependent),
        sets.add(removed(oldAfter.any)),
        sets.add(forksDown),
        sets.add(changesAt(isDownstream, oldAfter.any)),
      ],
      away: sets.add(away),
    };
  });

  return {
    inserted_nodes: rows.table,
    removed_node_ids: flowOrder(v1)
      .map((ordinal) => v1.graph.node(ordinal).id)
      .filter((id) => !matching.imageOf.has(id)),
    new_forks: forks.map((fork) => fork.row),
    modified_transitions: transitions.map((finding) => finding.change),
    sets: sets.sets,
    anchors,
    deleted_nodes: deleted.map((ordinal) => deletedNode(changes, ordinal, nearest?.(ordinal))),
    new_node_ids: flowOrder(v2)
      .map((ordinal) => v2.graph.node(ordinal).id)
      .filter((id) => !matching.preimageOf.has(id)),
  };
}

function subjectAt(
  { v1, v2, matching }: Changes,
  ordinal: number,
  mappings: ReadonlyMap<string, string>,
): Subject | undefined {
  const node = v1.graph.node(ordinal);
  const match = matching.imageOf.get(node.id);
  const chosen = mappings.size > 0 ? mappings.get(anchorKeyOf(v1.graph, node)) : undefined;
  const target = chosen ?? match?.v2;
  if (target === undefined) return undefined;
  const image = v2.graph.byId.get(target);
  if (!image) throw new RangeError(`no step ${target} in version ${v2.graph.scenario.version}`);
  return match?.v2 === target
    ? { v1: ordinal, v2: image.ordinal, match: match.match, by: match.matchedBy }
    : { v1: ordinal, v2: image.ordinal, match: 'mapped', by: 'operator' };
}

/** Sets of columns: what some way, and what every way, passes. */
interface Passed {
  readonly any: Uint32Array;
  readonly all: Uint32Array;
}

/** What lies before and after a subject's step in V and before and after its image in W. */
interface Around {
  readonly oldBefore: Passed;
  readonly oldAfter: Pick<Passed, 'any'>;
  readonly before: Passed;
  readonly after: Passed;
}

interface Surroundings {
  at(subject: Subject): Around;
}

function surroundingsOf(v1: Flow, v2: Flow, columns: Columns): Surroundings {
  const sweepV1 = (direction: 'before' | 'after', which: 'any' | 'all'): BitMatrix =>
    sweep(v1.forward, direction, which, columns.ofV1, columns.size);
  const sweepV2 = (direction: 'before' | 'after', which: 'any' | 'all'): BitMatrix =>
    sweep(v2.forward, direction, which, columns.ofV2, columns.size);
  const old = {
    before: { any: sweepV1('before', 'any'), all: sweepV1('before', 'all') },
    after: sweepV1('after', 'any'),
  };
  const now = {
    before: { any: sweepV2('before', 'any'), all: sweepV2('before', 'all') },
    after: { any: sweepV2('after', 'any'), all: sweepV2('after', 'all') },
  };
  return {
    at: (subject) => ({
      oldBefore: { any: old.before.any.row(subject.v1), all: old.before.all.row(subject.v1) },
      oldAfter: { any: old.after.row(subject.v1) },
      before: { any: now.before.any.row(subject.v2), all: now.before.all.row(subject.v2) },
      after: { any: now.after.any.row(subject.v2), all: now.after.all.row(subject.v2) },
    }),
  };
}

interface Rows {
  readonly always: number[];
  readonly pathDependent: number[];
}

/** The table of insertions, and which of its rows are up- and downstream of a subject. */
interface InsertionRows {
  readonly table: readonly Insertion[];
  upstream(subject: Subject, around: Around): Rows;
  downstream(subject: Subject, around: Around): Rows;
}

/**
 * A step is inserted where it is new; where an edit gave it something; and, for a single anchor, where it is now
 * more surely upstream than it was (not at all < on some ways < on every way).
 */
function insertionRows(
  { v2, matching, gains }: Changes,
  columns: Columns,
  surroundings: Surroundings,
  subjects: readonly Subject[],
): InsertionRows {
  const added = emptySet(columns.size);
  const matched = emptySet(columns.size);
  const gained = emptySet(columns.size);
  for (const node of v2.graph.nodes) {
    addBit(matching.preimageOf.has(node.id) ? matched : added, columns.ofV2(node.ordinal));
  }
  for (const ordinal of gains.keys()) addBit(gained, columns.ofV2(ordinal));

  /** Marks the matched steps that are more surely upstream of a subject than they were. */
  const shift = { always: emptySet(columns.size), pathDependent: emptySet(columns.size) };
  const markMoved = (subject: Subject, { oldBefore, before }: Around): typeof shift => {
    for (let word = 0; word < matched.length; word += 1) {
      const all = before.all[word] ?? 0;
      const any = before.any[word] ?? 0;
      const eligible = matched[word] ?? 0;
      shift.always[word] = all & ~(oldBefore.all[word] ?? 0) & eligible;
      shift.pathDependent[word] = any & ~all & ~(oldBefore.any[word] ?? 0) & eligible;
    }
    if (subject.match !== 'mapped') {
      // A step is upstream of itself only within a region of cycles, and is not inserted there.
      const own = columns.ofV2(subject.v2);
      removeBit(shift.always, own);
      removeBit(shift.pathDependent, own);
    }
    return shift;
  };

  const moved = emptySet(columns.size);
  for (const subject of subjects) {
    const { always, pathDependent } = markMoved(subject, surroundings.at(subject));
    for (let word = 0; word < moved.length; word += 1) {
      moved[word] = (moved[word] ?? 0) | (always[word] ?? 0) | (pathDependent[word] ?? 0);
    }
  }

  const table: Insertion[] = [];
  const partRow = new Int32Array(columns.size).fill(-1);
  const wholeRow = new Int32Array(columns.size).fill(-1);
  for (let column = 0; column < columns.firstDeleted; column += 1) {
    const ordinal = columns.nodeOfV2(column) ?? 0;
    const gain = gains.get(ordinal);
    if (gain) partRow[column] = table.push(gainedInsertion(v2.graph.node(ordinal), gain)) - 1;
    if (hasBit(added, column) || hasBit(moved, column)) {
      wholeRow[column] = table.push(wholeInsertion(v2.graph.node(ordinal))) - 1;
    }
  }

  const collect = (rows: number[], word: number, whole: number, part: number): void => {
    if ((whole | part) === 0) return;
    eachBit(whole | part, word * 32, (column) => {
      const isWhole = (whole & (1 << (column & 31))) !== 0;
      rows.push((isWhole ? wholeRow[column] : partRow[column]) ?? -1);
    });
  };

  return {
    table,
    upstream(subject, around) {
      const { before } = around;
      const shifted = markMoved(subject, around);
      const rows: Rows = { always: [], pathDependent: [] };
      for (let word = 0; word < added.length; word += 1) {
        const any = before.any[word] ?? 0;
        if (any === 0) continue;
        const all = before.all[word] ?? 0;
        const [isNew, isGained] = [added[word] ?? 0, gained[word] ?? 0];
        collect(rows.always, word, (all & isNew) | (shifted.always[word] ?? 0), all & isGained);
        const some = any & ~all;
        collect(
          rows.pathDependent,
          word,
          (some & isNew) | (shifted.pathDependent[word] ?? 0),
          some & isGained,
        );
      }
      return rows;
    },
    downstream(subject, { after }) {
      const own = columns.ofV2(subject.v2);
      const rows: Rows = { always: [], pathDependent: [] };
      for (let word = 0; word < added.length; word += 1) {
        // What its own step gained by an edit is still to come for a session that rests there.
        const self = word === own >>> 5 ? 1 << (own & 31) : 0;
        const any = (after.any[word] ?? 0) | self;
        if (any === 0) continue;
        const all = (after.all[word] ?? 0) | self;
        const [isNew, isGained] = [(added[word] ?? 0) & ~self, gained[word] ?? 0];
        collect(rows.always, word, all & isNew, all & isGained);
        collect(rows.pathDependent, word, any & ~all & isNew, any & ~all & isGained);
      }
      return rows;
    },
  };
}

interface ForkRow {
  readonly column: number;
  /** Columns of the branches' targets. */
  readonly targets: readonly number[];
  readonly row: CompactFork;
}

function compactForks({ v2, forks }: Changes, columns: Columns): ForkRow[] {
  let branches = 0;
  return forks
    .toSorted((a, b) => columns.ofV2(a.fork) - columns.ofV2(b.fork))
    .map((finding) => {
      const node = v2.graph.node(finding.fork);
      const first_branch = branches;
      branches += finding.branches.length;
      return {
        column: columns.ofV2(finding.fork),
        targets: finding.branches.map((branch) => columns.ofV2(branch.to)),
        row: {
          fork_node_id: node.id,
          fork_node_name: node.step.name,
          first_branch,
          branches: finding.branches.map((branch) => ({
            target_step_id: v2.graph.node(branch.to).id,
            target_step_name: v2.graph.node(branch.to).step.name,
            condition_text: branch.condition,
            condition_fields: [...branch.fields],
          })),
        },
      };
    });
}

/** The members of a set from a column on, counted from there. */
function membersFrom(set: Uint32Array, first: number): number[] {
  const members: number[] = [];
  for (let word = first >>> 5; word < set.length; word += 1) {
    eachBit(set[word] ?? 0, word * 32, (column) => {
      if (column >= first) members.push(column - first);
    });
  }
  return members;
}

function deletedNode({ v1 }: Changes, ordinal: number, nearest: NearestAnchor | undefined): DeletedNode {
  const node = v1.graph.node(ordinal);
  return {
    anchor_key: anchorKeyOf(v1.graph, node),
    node_id_v1: node.id,
    node_name: node.step.name,
    content_hash: node.hash,
    ...(nearest && { nearest_anchor_hash: nearest.node.hash, nearest_anchor_id_v2: nearest.imageId }),
  };
}
