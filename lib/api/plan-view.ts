import { type CompactMap, countAnchor, expandAnchor, expandMap } from '../diff/compact-map.ts';
import type { AnchorTransformation, DeletedNode } from '../diff/model.ts';
import { NotFound } from '../errors.ts';
import { type AnchorMigrationPolicy, DEFAULT_POLICY, type Policies } from '../plan/model.ts';
import type { PlanContent, PlanHeader } from '../plan/record.ts';
import type { PlanAnswer } from './plan-answer.ts';

/** Above this many bytes of JSON, an answer carries counts instead of every anchor's changes. */
const FULL_MAP_BYTES = 1_000_000;

/** A plan as every answer that carries one has it: with a policy for each anchor and deleted step. */
export function planView(plan: PlanHeader, { map, policies, summary }: PlanContent): PlanAnswer {
  const {
    base: _base,
    draft: _draft,
    map: _map,
    policies: _policies,
    summary: _summary,
    deployment: _deployment,
    total_anchors: _total,
    estimated_sessions_affected: _affected,
    warning_count: _count,
    ...rest
  } = plan;
  const common = { ...rest, anchor_policies: allPolicies(map, policies), summary };
  const full = fullMapBytes(map) > FULL_MAP_BYTES ? undefined : expandMap(map);
  if (full && JSON.stringify(full).length <= FULL_MAP_BYTES) return { ...common, transformation_map: full };
  return {
    ...common,
    truncated: true,
    transformation_map: {
      anchors: map.anchors.map((anchor) => countAnchor(map, anchor)),
      deleted_nodes: [...map.deleted_nodes],
      new_node_ids: [...map.new_node_ids],
    },
  };
}

/** A lower bound of the expanded map's size, without expanding it: each listed change takes 60 bytes or more. */
function fullMapBytes(map: CompactMap): number {
  return map.anchors.reduce((sum, anchor) => {
    const { upstream_changes: up, downstream_changes: down } = countAnchor(map, anchor);
    const listed = [up, down].flatMap((counts) => [
      counts.inserted_nodes,
      counts.new_forks,
      counts.modified_transitions,
    ]);
    return sum + listed.reduce((total, count) => total + count, 0) * 60;
  }, 0);
}

/**
 * One anchor, or one deleted step, in full.
 * @throws NotFound
 */
export function anchorView(
  { map, policies }: PlanContent,
  key: string,
): (AnchorTransformation | DeletedNode) & { readonly policy: AnchorMigrationPolicy } {
  const found = expandAnchor(map, key) ?? map.deleted_nodes.find((node) => node.anchor_key === key);
  if (!found) throw new NotFound('anchor_not_found', `the plan has no anchor ${key}`);
  const hash = 'anchor_content_hash' in found ? found.anchor_content_hash : found.content_hash;
  const name = 'anchor_name' in found ? found.anchor_name : found.node_name;
  return { ...found, policy: named(policies[key], hash, name) };
}

function allPolicies(map: CompactMap, policies: Policies): Record<string, AnchorMigrationPolicy> {
  return Object.fromEntries([
    ...map.anchors.map(({ key, hash, name }) => [key, named(policies[key], hash ?? key, name)] as const),
    ...map.deleted_nodes.map(
      (node) =>
        [node.anchor_key, named(policies[node.anchor_key], node.content_hash, node.node_name)] as const,
    ),
  ]);
}

const named = (
  policy: AnchorMigrationPolicy | undefined,
  hash: string,
  name: string,
): AnchorMigrationPolicy => ({
  anchor_content_hash: hash,
  anchor_name: name,
  ...(policy ?? DEFAULT_POLICY),
});
