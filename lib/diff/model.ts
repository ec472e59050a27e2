import * as z from 'zod';

/** The field's terms for what a plan says about the steps of two versions. */
export const MigrationScenarioSchema = z.enum(['clean_graft', 'gap_fill', 're_route']);
export const CertaintySchema = z.enum(['always', 'path_dependent']);

export const InsertedNodeSchema = z
  .strictObject({
    node_id: z.string(),
    node_name: z.string(),
    collects_fields: z.array(z.string()),
    has_rules: z.boolean(),
    is_required_action: z.boolean(),
    is_checkpoint: z.boolean(),
    gained_by_edit: z.boolean(),
    certainty: CertaintySchema,
  })
  .meta({ id: 'InsertedNode' });

export const ForkBranchSchema = z
  .strictObject({
    target_step_id: z.string(),
    target_step_name: z.string(),
    condition_text: z.string(),
    condition_fields: z.array(z.string()),
    leads_away: z.boolean(),
  })
  .meta({ id: 'ForkBranch' });

export const NewForkSchema = z
  .strictObject({
    fork_node_id: z.string(),
    fork_node_name: z.string(),
    branches: z.array(ForkBranchSchema),
  })
  .meta({ id: 'NewFork' });

export const TransitionChangeSchema = z
  .strictObject({
    from_step_id: z.string(),
    to_step_id_v1: z.string().optional(),
    to_step_id_v2: z.string().optional(),
    change_type: z.enum(['added', 'removed', 'modified']),
    condition_text_v1: z.string().optional(),
    condition_text_v2: z.string().optional(),
  })
  .meta({ id: 'TransitionChange' });

const changesShape = {
  inserted_nodes: z.array(InsertedNodeSchema),
  removed_node_ids: z.array(z.string()),
  new_forks: z.array(NewForkSchema),
  modified_transitions: z.array(TransitionChangeSchema),
};
export const UpstreamChangesSchema = z.strictObject(changesShape).meta({ id: 'UpstreamChanges' });
export const DownstreamChangesSchema = z.strictObject(changesShape).meta({ id: 'DownstreamChanges' });

export const MatchKindSchema = z.enum(['exact', 'edited', 'mapped']);
export const MatchedBySchema = z.enum(['content', 'context', 'step_id', 'name', 'operator']);

export const AnchorTransformationSchema = z
  .strictObject({
    anchor_key: z.string(),
    anchor_content_hash: z.string(),
    anchor_name: z.string(),
    anchor_node_id_v1: z.string(),
    anchor_node_id_v2: z.string(),
    match: MatchKindSchema,
    matched_by: MatchedBySchema,
    upstream_changes: UpstreamChangesSchema,
    downstream_changes: DownstreamChangesSchema,
    migration_scenario: MigrationScenarioSchema,
  })
  .meta({ id: 'AnchorTransformation' });

export const DeletedNodeSchema = z
  .strictObject({
    anchor_key: z.string(),
    node_id_v1: z.string(),
    node_name: z.string(),
    content_hash: z.string(),
    nearest_anchor_hash: z.string().optional(),
    nearest_anchor_id_v2: z.string().optional(),
  })
  .meta({ id: 'DeletedNode' });

export const TransformationMapSchema = z
  .strictObject({
    anchors: z.array(AnchorTransformationSchema),
    deleted_nodes: z.array(DeletedNodeSchema),
    new_node_ids: z.array(z.string()),
  })
  .meta({ id: 'TransformationMap' });

export type MigrationScenario = z.infer<typeof MigrationScenarioSchema>;
export type InsertedNode = z.infer<typeof InsertedNodeSchema>;
export type NewFork = z.infer<typeof NewForkSchema>;
export type ForkBranch = z.infer<typeof ForkBranchSchema>;
export type TransitionChange = z.infer<typeof TransitionChangeSchema>;
export type UpstreamChanges = z.infer<typeof UpstreamChangesSchema>;
export type MatchKind = z.infer<typeof MatchKindSchema>;
export type MatchedBy = z.infer<typeof MatchedBySchema>;
export type AnchorTransformation = z.infer<typeof AnchorTransformationSchema>;
export type DeletedNode = z.infer<typeof DeletedNodeSchema>;
export type TransformationMap = z.infer<typeof TransformationMapSchema>;

/** A step of V and the step of W that is the same step. Ids, not ordinals: it outlives both graphs. */
export interface StepMatch {
  readonly v1: string;
  readonly v2: string;
  readonly match: Exclude<MatchKind, 'mapped'>;
  readonly matchedBy: Exclude<MatchedBy, 'operator'>;
  /** Equal content in equal surroundings: matched in a stable order, and reported. */
  readonly ambiguous: boolean;
}

/** The computed one-to-one correspondence of two versions, before any operator's mapping. */
export interface Matching {
  readonly matches: readonly StepMatch[];
  readonly imageOf: ReadonlyMap<string, StepMatch>;
  readonly preimageOf: ReadonlyMap<string, StepMatch>;
}

/** A decision that exists in W and did not in V; `branches` are those of its ways that are new (ordinals of W). */
export interface ForkFinding {
  readonly fork: number;
  readonly branches: readonly {
    readonly to: number;
    readonly condition: string;
    readonly fields: readonly string[];
  }[];
}
