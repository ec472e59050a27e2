import { anchorKeyOf } from '../../../lib/diff/anchor-key.ts';
import { expandMap } from '../../../lib/diff/compact-map.ts';
import type { Diff } from '../../../lib/diff/diff.ts';
import type { AnchorTransformation, InsertedNode } from '../../../lib/diff/model.ts';
import type { AnchorMigrationPolicy } from '../../../lib/plan/model.ts';
import type { GraphNode } from '../../../lib/scenario/graph.ts';

type Policies = ReadonlyMap<string, Partial<AnchorMigrationPolicy>>;

/**
 * The warnings of a plan as lines `code subject`, straight from what each warns of, checkpoint by checkpoint and
 * anchor by anchor. The diff is one with the policies' mappings; policies are by anchor key.
 */
export function warningsByDefinition(diff: Diff, policies: Policies): string[] {
  const { v1, v2, matching } = diff;
  const map = expandMap(diff.map);
  const policyOf = (key: string): Partial<AnchorMigrationPolicy> => policies.get(key) ?? {};
  const isMoved = (key: string): boolean => policyOf(key).update_downstream !== false;
  const forceOf = (key: string) => policyOf(key).force_scenario;
  const evaluatesForks = (key: string): boolean => forceOf(key) === undefined || forceOf(key) === 're_route';
  const moving = map.anchors.filter((anchor) => isMoved(anchor.anchor_key));
  const deciding = moving.filter((anchor) => evaluatesForks(anchor.anchor_key));

  const checkpoints = v1.graph.nodes.flatMap((node) => {
    if (!node.step.is_checkpoint || !node.reachable) return [];
    const match = matching.imageOf.get(node.id);
    const inW = v2.graph.byId.get(match?.v2 ?? node.id) ?? v2.graph.byHash.get(node.hash)?.[0];
    return inW ? [{ inV: node, inW }] : [];
  });
  /** Could a checkpoint that sessions at a step may have passed happen again at a step of W? */
  const mayHappenAgain = (here: GraphNode, target: GraphNode): boolean =>
    checkpoints.some(
      ({ inV, inW }) =>
        (here === inV || v1.forward.isBefore(inV.ordinal, here.ordinal)) &&
        (target === inW || v2.forward.isBefore(target.ordinal, inW.ordinal)),
    );
  const isPutBefore = (here: GraphNode, image: GraphNode): boolean =>
    checkpoints.some(
      ({ inV, inW }) =>
        image !== inW &&
        (here === inV || v1.forward.isBefore(inV.ordinal, here.ordinal)) &&
        !v1.forward.isBefore(here.ordinal, inV.ordinal) &&
        v2.forward.isBefore(image.ordinal, inW.ordinal),
    );
  const stepOf = ({ anchor_node_id_v1 }: AnchorTransformation): GraphNode =>
    v1.graph.byId.get(anchor_node_id_v1) ?? v1.graph.entry;
  const imageOf = ({ anchor_node_id_v2 }: AnchorTransformation): GraphNode =>
    v2.graph.byId.get(anchor_node_id_v2) ?? v2.graph.entry;
  const awayTargets = (anchor: AnchorTransformation): GraphNode[] =>
    anchor.upstream_changes.new_forks
      .flatMap((fork) => fork.branches)
      .flatMap((branch) => (branch.leads_away ? [v2.graph.byId.get(branch.target_step_id)] : []))
      .filter((node) => node !== undefined);

  /** One line for each insertion of a kind, with how many anchors are beyond it. */
  const beyond = (
    anchors: readonly AnchorTransformation[],
    matters: (node: InsertedNode) => boolean,
  ): string[] => {
    const counts = new Map<string, number>();
    for (const anchor of anchors) {
      for (const node of anchor.upstream_changes.inserted_nodes.filter(matters)) {
        const row = `${node.node_id} ${node.gained_by_edit}`;
        counts.set(row, (counts.get(row) ?? 0) + 1);
      }
    }
    return [...counts.values()].map((count) => `${count}`);
  };
  const line =
    (code: string) =>
    (subject: string): string =>
      `${code} ${subject}`;

  return [
    ...deciding
      .filter((anchor) => awayTargets(anchor).some((target) => mayHappenAgain(stepOf(anchor), target)))
      .map((anchor) => `critical target_before_checkpoint ${anchor.anchor_key}`),
    ...moving
      .filter((anchor) => anchor.match === 'mapped' && mayHappenAgain(stepOf(anchor), imageOf(anchor)))
      .map((anchor) => `critical target_before_checkpoint ${anchor.anchor_key}`),
    ...map.deleted_nodes
      .filter(({ anchor_key, node_id_v1, nearest_anchor_id_v2 = '' }) => {
        const [here, target] = [v1.graph.byId.get(node_id_v1), v2.graph.byId.get(nearest_anchor_id_v2)];
        return isMoved(anchor_key) && here && target && mayHappenAgain(here, target);
      })
      .map((node) => `critical target_before_checkpoint ${node.anchor_key}`),
    ...moving
      .filter((anchor) => anchor.match !== 'mapped' && isPutBefore(stepOf(anchor), imageOf(anchor)))
      .map((anchor) => `critical image_before_checkpoint ${anchor.anchor_key}`),
    ...beyond(moving, (node) => node.is_checkpoint).map(line('critical checkpoint_would_be_skipped')),
    ...beyond(
      moving.filter((anchor) => forceOf(anchor.anchor_key) !== 'clean_graft'),
      (node) => node.is_required_action,
    ).map(line('warning required_action_late')),
    ...map.deleted_nodes.map(({ anchor_key, nearest_anchor_id_v2 }) => {
      const isGone = nearest_anchor_id_v2 === undefined && isMoved(anchor_key);
      return `${isGone ? 'critical' : 'warning'} step_deleted ${anchor_key}`;
    }),
    ...map.anchors
      .filter((anchor) => anchor.match === 'edited')
      .map((anchor) => `warning step_edited ${anchor.anchor_key}`),
    ...map.anchors
      .filter(
        (anchor) =>
          anchor.match !== 'mapped' && matching.imageOf.get(anchor.anchor_node_id_v1)?.ambiguous === true,
      )
      .map((anchor) => `warning ambiguous_match ${anchor.anchor_key}`),
    ...v2.graph.nodes.filter((node) => !node.reachable).map((node) => `info step_unreachable ${node.id}`),
    ...conditionLines(diff, deciding),
    ...fieldLines(diff, moving, policyOf),
  ].sort();
}

type Fork = AnchorTransformation['upstream_changes']['new_forks'][number];

/** Forks with a branch that leads somebody away, with how many anchors. */
function decided(anchors: readonly AnchorTransformation[]): Map<string, { fork: Fork; anchors: number }> {
  const found = new Map<string, { fork: Fork; anchors: number }>();
  for (const anchor of anchors) {
    for (const fork of anchor.upstream_changes.new_forks) {
      if (!fork.branches.some((branch) => branch.leads_away)) continue;
      found.set(fork.fork_node_id, { fork, anchors: (found.get(fork.fork_node_id)?.anchors ?? 0) + 1 });
    }
  }
  return found;
}

function knownFields({ v2 }: Diff): Set<string> {
  const { steps, field_definitions = {} } = v2.graph.scenario;
  return new Set([
    ...Object.keys(field_definitions),
    ...steps.flatMap((step) => step.collects_profile_fields),
  ]);
}

function conditionLines(diff: Diff, deciding: readonly AnchorTransformation[]): string[] {
  const known = knownFields(diff);
  return [...decided(deciding).values()].flatMap(({ fork, anchors }) => {
    const conditions = fork.branches.filter((branch) => branch.condition_text !== '');
    return [
      ...(conditions.some((branch) => !isEvaluable(branch.condition_text))
        ? [`warning condition_not_evaluable ${fork.fork_node_name} ${anchors}`]
        : []),
      ...(conditions.some((branch) => branch.condition_fields.some((field) => !known.has(field)))
        ? [`warning condition_field_never_collected ${fork.fork_node_name} ${anchors}`]
        : []),
    ];
  });
}

/** What the properties take for an expression. */
export const isEvaluable = (condition: string): boolean => condition.includes('=') || condition.includes('<');

function fieldLines(
  diff: Diff,
  moving: readonly AnchorTransformation[],
  policyOf: (key: string) => Partial<AnchorMigrationPolicy>,
): string[] {
  const known = knownFields(diff);
  const needs = new Map<string, Set<string>>();
  const add = (field: string, anchor: AnchorTransformation): void => {
    const keys = needs.get(field) ?? new Set();
    needs.set(field, keys.add(anchor.anchor_key));
  };
  for (const anchor of moving) {
    const { force_scenario: force } = policyOf(anchor.anchor_key);
    if (force === undefined || force === 'gap_fill') {
      for (const node of anchor.upstream_changes.inserted_nodes) {
        for (const field of node.collects_fields) add(field, anchor);
      }
    }
    if (force !== undefined && force !== 're_route') continue;
    for (const { fork } of decided([anchor]).values()) {
      for (const field of fork.branches.flatMap((branch) => branch.condition_fields)) {
        if (known.has(field)) add(field, anchor);
      }
    }
  }
  return [...needs].map(([field, keys]) => `info fields_to_collect ${field} ${keys.size}`);
}

/** The key of every step of V. */
export const keysOf = ({ v1 }: Diff): string[] => v1.graph.nodes.map((node) => anchorKeyOf(v1.graph, node));
