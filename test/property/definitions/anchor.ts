import { expect } from 'vitest';
import type { Diff } from '../../../lib/diff/diff.ts';
import type { AnchorTransformation, InsertedNode } from '../../../lib/diff/model.ts';
import type { ForwardGraph } from '../../../lib/scenario/forward.ts';
import type { GraphNode } from '../../../lib/scenario/graph.ts';

/** What the rules say of one anchor, computed from the forward graphs step by step, without any table or set. */
export function expectByDefinition(diff: Diff, anchor: AnchorTransformation): void {
  const { v1, v2, matching, forks } = diff;
  const step = v1.graph.byId.get(anchor.anchor_node_id_v1);
  const image = v2.graph.byId.get(anchor.anchor_node_id_v2);
  if (!step || !image) throw new Error('an anchor has a step and an image');
  const upstream = insertedUpstream(diff, step, image, anchor.match === 'mapped');
  expect(withoutText(anchor.upstream_changes.inserted_nodes)).toEqual(byId(upstream));
  expect(withoutText(anchor.downstream_changes.inserted_nodes)).toEqual(
    byId(insertedDownstream(diff, image)),
  );

  const leadsAway = (target: number): boolean =>
    target !== image.ordinal && !v2.forward.isBefore(target, image.ordinal);
  const before = forks.filter((fork) => v2.forward.isBefore(fork.fork, image.ordinal));
  const forkIds = (found: typeof forks): Set<string> =>
    new Set(found.map((fork) => v2.graph.node(fork.fork).id));
  expect(new Set(anchor.upstream_changes.new_forks.map((fork) => fork.fork_node_id))).toEqual(
    forkIds(before),
  );
  const beyond = forks.filter(
    ({ fork }) => fork === image.ordinal || v2.forward.isBefore(image.ordinal, fork),
  );
  expect(new Set(anchor.downstream_changes.new_forks.map((fork) => fork.fork_node_id))).toEqual(
    forkIds(beyond),
  );
  for (const fork of [...anchor.upstream_changes.new_forks, ...anchor.downstream_changes.new_forks]) {
    for (const branch of fork.branches) {
      expect(branch.leads_away).toBe(leadsAway(v2.graph.byId.get(branch.target_step_id)?.ordinal ?? -1));
    }
  }

  const reRoutes = before.some((fork) => fork.branches.some((branch) => leadsAway(branch.to)));
  const asks = upstream.some(
    (each) => each.collects_fields.length > 0 || each.is_required_action || each.is_checkpoint,
  );
  expect(anchor.migration_scenario).toBe(reRoutes ? 're_route' : asks ? 'gap_fill' : 'clean_graft');

  const deleted = v1.graph.nodes.filter((node) => !matching.imageOf.has(node.id));
  const ids = (nodes: readonly GraphNode[]): Set<string> => new Set(nodes.map((node) => node.id));
  expect(new Set(anchor.upstream_changes.removed_node_ids)).toEqual(
    ids(deleted.filter((node) => v1.forward.isBefore(node.ordinal, step.ordinal))),
  );
  expect(new Set(anchor.downstream_changes.removed_node_ids)).toEqual(
    ids(deleted.filter((node) => v1.forward.isBefore(step.ordinal, node.ordinal))),
  );
}

type Inserted = Omit<InsertedNode, 'node_name' | 'has_rules'>;

const withoutText = (nodes: readonly InsertedNode[]): Inserted[] =>
  byId(nodes.map(({ node_name: _, has_rules: __, ...rest }) => rest));
const byId = (nodes: readonly Inserted[]): Inserted[] =>
  nodes.toSorted((a, b) => (a.node_id < b.node_id ? -1 : 1));

/** Not at all, on some ways, on every way. */
type Certainty = 0 | 1 | 2;

function certaintyOf({ forward }: Diff['v1'], a: number, b: number): Certainty {
  if (!forward.isBefore(a, b)) return 0;
  return forward.dominates(a, b) && !forward.irreducible.has(a) ? 2 : 1;
}

function insertedUpstream(diff: Diff, step: GraphNode, image: GraphNode, isMapped: boolean): Inserted[] {
  const { v1, v2, matching } = diff;
  return v2.graph.nodes.flatMap((node): Inserted[] => {
    const now = certaintyOf(v2, node.ordinal, image.ordinal);
    if (now === 0) return [];
    const match = matching.preimageOf.get(node.id);
    const counterpart = match && v1.graph.byId.get(match.v1);
    const before = counterpart ? certaintyOf(v1, counterpart.ordinal, step.ordinal) : 0;
    const isWhole = !counterpart || (now > before && (isMapped || node !== image));
    return inserted(diff, node, isWhole, now);
  });
}

/** What is new beyond, and what the own step gained by an edit: that is certain to come. */
function insertedDownstream(diff: Diff, image: GraphNode): Inserted[] {
  const { v2, matching } = diff;
  return v2.graph.nodes.flatMap((node): Inserted[] => {
    if (node === image) return matching.preimageOf.has(node.id) ? inserted(diff, node, false, 2) : [];
    if (!v2.forward.isBefore(image.ordinal, node.ordinal)) return [];
    const certainty = isOnEveryWayOn(v2.forward, image.ordinal, node.ordinal) ? 2 : 1;
    return inserted(diff, node, !matching.preimageOf.has(node.id), certainty);
  });
}

/** Does every way from one step to an end of the flow pass the other? An irreducible region is passed as a whole. */
function isOnEveryWayOn(forward: ForwardGraph, from: number, other: number): boolean {
  if (forward.irreducible.has(other)) return false;
  const isEnd = (at: number): boolean => {
    const region = forward.regions.find((each) => each.includes(at)) ?? [];
    return region.every((each) => (forward.successors[each] ?? []).every((to) => region.includes(to)));
  };
  const met = new Set([from]);
  for (const at of met) {
    if (isEnd(at)) return false;
    for (const to of forward.successors[at] ?? []) if (to !== other) met.add(to);
  }
  return true;
}

/** A new or moved step counts whole; of an edited one what it gained. */
function inserted(diff: Diff, { id, step }: GraphNode, isWhole: boolean, certainty: Certainty): Inserted[] {
  const match = diff.matching.preimageOf.get(id);
  const had = isWhole ? undefined : diff.v1.graph.byId.get(match?.v1 ?? '')?.step;
  const counts = {
    collects_fields: step.collects_profile_fields
      .filter((field) => !had?.collects_profile_fields.includes(field))
      .toSorted(),
    is_required_action: step.is_required_action && !had?.is_required_action,
    is_checkpoint: step.is_checkpoint && !had?.is_checkpoint,
  };
  const isGain = counts.collects_fields.length > 0 || counts.is_required_action || counts.is_checkpoint;
  if (!isWhole && !isGain) return [];
  const sure = certainty === 2 ? 'always' : 'path_dependent';
  return [{ node_id: id, gained_by_edit: !isWhole, certainty: sure, ...counts }];
}
