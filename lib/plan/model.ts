import * as z from 'zod';
import { TransformationMapSchema } from '../diff/model.ts';

export const PlanStatusSchema = z.enum([
  'pending',
  'approved',
  'deploying',
  'deployed',
  'deploy_failed',
  'rejected',
  'superseded',
]);

const labels = z.array(z.string().min(1).max(200)).max(500).default([]);

/** Which sessions at a step a plan may touch. Empty lists filter nothing; exclude beats include; all must hold. */
export const ScopeFilterSchema = z
  .strictObject({
    include_channels: labels,
    exclude_channels: labels,
    include_current_nodes: labels,
    exclude_current_nodes: labels,
    min_session_age_days: z.number().min(0).optional(),
    max_session_age_days: z.number().min(0).optional(),
    custom_conditions: z.array(z.string().min(1).max(2_000)).max(20).default([]),
  })
  .meta({ id: 'ScopeFilter' });

/** What an operator decided for the sessions at one step. */
export const AnchorMigrationPolicySchema = z
  .strictObject({
    anchor_content_hash: z.string().optional(),
    anchor_name: z.string().optional(),
    scope_filter: ScopeFilterSchema.prefault({}),
    update_downstream: z.boolean().default(true),
    force_scenario: z.enum(['clean_graft', 'gap_fill', 're_route']).optional(),
    target_step_id: z.string().min(1).max(200).optional(),
    skipped_checkpoints: z.enum(['pin', 'run', 'skip']).default('pin'),
  })
  .meta({ id: 'AnchorMigrationPolicy' });

/** What holds for the sessions at a step of which nobody has decided anything. */
export const DEFAULT_POLICY = AnchorMigrationPolicySchema.parse({});

export const WARNING_CODES = [
  'target_before_checkpoint',
  'image_before_checkpoint',
  'checkpoint_would_be_skipped',
  'step_deleted',
  'condition_not_evaluable',
  'condition_field_never_collected',
  'required_action_late',
  'ambiguous_match',
  'step_edited',
  'fields_to_collect',
  'step_unreachable',
  'sessions_on_older_versions',
  'checkpoint_blocking_disabled',
] as const;

export const WarningSchema = z
  .strictObject({
    severity: z.enum(['info', 'warning', 'critical']),
    code: z.enum(WARNING_CODES),
    anchor_key: z.string().optional(),
    anchor_name: z.string(),
    message: z.string(),
    affected_sessions_estimate: z.int(),
  })
  .meta({ id: 'Warning' });

export const FieldToCollectSchema = z
  .strictObject({
    field_name: z.string(),
    display_name: z.string(),
    affected_anchors: z.array(z.string()),
    reason: z.string(),
    can_extract_from_conversation: z.boolean(),
  })
  .meta({ id: 'FieldToCollect' });

export const MigrationSummarySchema = z
  .strictObject({
    total_anchors: z.int(),
    anchors_with_clean_graft: z.int(),
    anchors_with_gap_fill: z.int(),
    anchors_with_re_route: z.int(),
    nodes_edited: z.int(),
    nodes_deleted: z.int(),
    nodes_added: z.int(),
    estimated_sessions_affected: z.int(),
    sessions_by_anchor: z.record(z.string(), z.int()),
    older_sessions_by_version: z.record(z.string(), z.int()),
    estimate_complete: z.boolean(),
    warnings: z.array(WarningSchema),
    fields_to_collect: z.array(FieldToCollectSchema),
  })
  .meta({ id: 'MigrationSummary' });

export const MigrationPlanSchema = z
  .strictObject({
    id: z.string(),
    tenant_id: z.string(),
    scenario_id: z.string(),
    scenario_name: z.string(),
    from_version: z.int(),
    to_version: z.int(),
    scenario_checksum_v1: z.string(),
    scenario_checksum_v2: z.string(),
    transformation_map: TransformationMapSchema,
    anchor_policies: z.record(z.string(), AnchorMigrationPolicySchema),
    summary: MigrationSummarySchema,
    status: PlanStatusSchema,
    revision: z.int(),
    created_at: z.string(),
    created_by: z.string(),
    approved_at: z.string().optional(),
    approved_by: z.string().optional(),
    rejected_at: z.string().optional(),
    rejected_by: z.string().optional(),
    reject_reason: z.string().optional(),
    deployed_at: z.string().optional(),
    deployed_by: z.string().optional(),
    expires_at: z.string().optional(),
  })
  .meta({ id: 'MigrationPlan' });

export const PlanListEntrySchema = z
  .strictObject({
    id: z.string(),
    scenario_id: z.string(),
    scenario_name: z.string(),
    from_version: z.int(),
    to_version: z.int(),
    status: PlanStatusSchema,
    total_anchors: z.int(),
    estimated_sessions_affected: z.int(),
    warning_count: z.int(),
    created_at: z.string(),
  })
  .meta({ id: 'PlanListEntry' });

export type PlanStatus = z.infer<typeof PlanStatusSchema>;
export type ScopeFilter = z.infer<typeof ScopeFilterSchema>;
export type AnchorMigrationPolicy = z.infer<typeof AnchorMigrationPolicySchema>;
export type Warning = z.infer<typeof WarningSchema>;
export type WarningCode = (typeof WARNING_CODES)[number];
export type FieldToCollect = z.infer<typeof FieldToCollectSchema>;
export type MigrationSummary = z.infer<typeof MigrationSummarySchema>;
export type PlanListEntry = z.infer<typeof PlanListEntrySchema>;
/** Policies that differ from the default, by anchor key. */
export type Policies = Readonly<Record<string, AnchorMigrationPolicy>>;
