import { flowOrder } from '../../../lib/diff/columns.ts';
import type { CompactAnchor, CompactFork } from '../../../lib/diff/compact-map.ts';
import type { Diff } from '../../../lib/diff/diff.ts';
import type { Insertion } from '../../../lib/diff/insertions.ts';
import type { DeletedNode, StepMatch, TransitionChange } from '../../../lib/diff/model.ts';
import type { FieldToCollect, MigrationSummary, Warning } from '../../../lib/plan/model.ts';
import type { GraphNode } from '../../../lib/scenario/graph.ts';

/** What became of a step. */
export type Fate = 'unchanged' | 'edited' | 'deleted' | 'inserted';

/** One step as the page shows it: a step of the old version with its image, or the one that has no counterpart. */
export interface PageStep {
  /** Its number on the page, in the order of the flow. */
  readonly number: number;
  readonly name: string;
  readonly fate: Fate;
  readonly old: GraphNode | undefined;
  readonly now: GraphNode | undefined;
  readonly match: StepMatch | undefined;
  readonly anchor: CompactAnchor | undefined;
  readonly deleted: DeletedNode | undefined;
  /** The new fork that it is. */
  readonly fork: CompactFork | undefined;
  /** What it counts as inserted with: all of it, or what an edit gave it. */
  readonly insertions: readonly Insertion[];
  /** Changes of its ways on. */
  readonly transitions: readonly TransitionChange[];
  readonly warnings: readonly Warning[];
  /** Fields that may have to be asked for where a session rests here. */
  readonly fields: readonly FieldToCollect[];
  /** Does a conversation rest here until the customer answers? */
  readonly rests: boolean;
  /** Is there anything about the step itself, or about its ways on, that an operator should look at? */
  readonly changed: boolean;
}

/** Every step of both versions once, in the order of the flow. */
export function pageSteps(
  diff: Diff,
  summary: Pick<MigrationSummary, 'warnings' | 'fields_to_collect'>,
): PageStep[] {
  const { map } = diff;
  const anchorOf = new Map(map.anchors.map((anchor) => [anchor.v1, anchor]));
  const deletedOf = new Map(map.deleted_nodes.map((deleted) => [deleted.node_id_v1, deleted]));
  const forkOf = new Map(map.new_forks.map((fork) => [fork.fork_node_id, fork]));
  const insertionsOf = Map.groupBy(map.inserted_nodes, (row) => row.node_id);
  const transitionsOf = Map.groupBy(map.modified_transitions, (change) => change.from_step_id);
  const warningsOf = indexWarnings(summary.warnings);
  const fieldsOf = new Map<string, FieldToCollect[]>();
  for (const field of summary.fields_to_collect) {
    for (const key of field.affected_anchors) {
      const fields = fieldsOf.get(key);
      if (fields) fields.push(field);
      else fieldsOf.set(key, [field]);
    }
  }

  return inFlowOrder(diff).map(({ old, now }, number): PageStep => {
    const match = old && diff.matching.imageOf.get(old.id);
    const anchor = old && anchorOf.get(old.id);
    const deleted = old && deletedOf.get(old.id);
    const key = anchor?.key ?? deleted?.anchor_key;
    const fork = now && forkOf.get(now.id);
    const insertions = (now && insertionsOf.get(now.id)) ?? [];
    const transitions = (now && transitionsOf.get(now.id)) ?? [];
    const name = (now ?? old)?.step.name ?? '';
    const fate = !now ? 'deleted' : !old ? 'inserted' : match?.match === 'edited' ? 'edited' : 'unchanged';
    return {
      number,
      name,
      fate,
      old,
      now,
      match,
      anchor,
      deleted,
      fork,
      insertions,
      transitions,
      warnings: warningsOf(key, name, fork !== undefined || insertions.length > 0),
      fields: (key !== undefined && fieldsOf.get(key)) || [],
      rests: [old, now].some((node) => node?.step.awaits_customer === true),
      changed:
        fate !== 'unchanged' || match?.ambiguous === true || fork !== undefined || transitions.length > 0,
    };
  });
}

interface Pair {
  readonly old: GraphNode | undefined;
  readonly now: GraphNode | undefined;
}

/** The new version's flow, with every deleted step behind the one that it followed in the old version's. */
function inFlowOrder({ v1, v2, matching }: Diff): Pair[] {
  const behind = new Map<GraphNode | undefined, Pair[]>();
  let last: GraphNode | undefined;
  for (const ordinal of flowOrder(v1)) {
    const old = v1.graph.node(ordinal);
    const match = matching.imageOf.get(old.id);
    const image = match && v2.graph.byId.get(match.v2);
    if (image) {
      last = image;
      continue;
    }
    const pairs = behind.get(last);
    if (pairs) pairs.push({ old, now: undefined });
    else behind.set(last, [{ old, now: undefined }]);
  }
  return [
    ...(behind.get(undefined) ?? []),
    ...flowOrder(v2).flatMap((ordinal): Pair[] => {
      const now = v2.graph.node(ordinal);
      const match = matching.preimageOf.get(now.id);
      return [{ old: match && v1.graph.byId.get(match.v1), now }, ...(behind.get(now) ?? [])];
    }),
  ];
}

/**
 * A warning stands at the step that it names by its key. One about several steps is named after what they have in
 * common: a new fork or something inserted, and stands there.
 */
function indexWarnings(
  warnings: readonly Warning[],
): (key: string | undefined, name: string, isCause: boolean) => readonly Warning[] {
  const byKey = Map.groupBy(warnings, (warning) => warning.anchor_key);
  const byName = Map.groupBy(byKey.get(undefined) ?? [], (warning) => warning.anchor_name);
  return (key, name, isCause) => [
    ...((key !== undefined && byKey.get(key)) || []),
    ...((isCause && byName.get(name)) || []),
  ];
}
