/**
 * Schemas of stored items: what is read back is checked, so that a damaged or foreign item is an error at its
 * place and never a wrong decision later. Unknown attributes (keys, index attributes) are dropped.
 */
import * as z from 'zod';
import { MigrationPlanSchema, PlanListEntrySchema } from '../plan/model.ts';
import { VersionStateSchema } from '../scenario/model.ts';

export const partRef = z.object({ id: z.string(), chunks: z.int() });

export const pointerItem = z.object({
  tenant_id: z.string(),
  scenario_id: z.string(),
  name: z.string(),
  created_at: z.string(),
  published_version: z.int(),
  published_checksum: z.string(),
  graph: partRef,
  index_shards: z.int(),
  deploying: z.object({ plan_id: z.string(), deployment_id: z.string() }).optional(),
  plans_revision: z.int(),
});

export const versionItem = z.object({
  tenant_id: z.string(),
  scenario_id: z.string(),
  version: z.int(),
  name: z.string(),
  source: z.string().optional(),
  checksum: z.string(),
  total_steps: z.int(),
  state: VersionStateSchema,
  created_at: z.string(),
  created_by: z.string(),
  archived_at: z.string().optional(),
  retiring_since: z.string().optional(),
  unindexed_sessions: z.boolean().optional(),
  graph: partRef,
});

export const deployedLinkItem = z.object({
  from_version: z.int(),
  to_version: z.int(),
  plan_id: z.string(),
  deployment_id: z.string(),
  started_at: z.string(),
  deployed_at: z.string(),
  table: partRef,
  outline: partRef.optional(),
});

const deployment = z.object({
  id: z.string(),
  attempt: z.int(),
  started_at: z.string(),
  started_by: z.string(),
  layout: z.object({ units: z.int(), shards: z.int(), group_size: z.int() }).optional(),
  table: partRef.optional(),
  outline: partRef.optional(),
  ended_at: z.string().optional(),
  error: z.string().optional(),
});

const { id: plan_id, status: plan_status, ...listed } = PlanListEntrySchema.shape;

/** `status` alone is a word that DynamoDB keeps to itself. */
export const planListItem = z.object({ ...listed, plan_id, plan_status });

export const planItem = z.object({
  ...MigrationPlanSchema.omit({
    transformation_map: true,
    anchor_policies: true,
    summary: true,
    status: true,
  }).shape,
  plan_status,
  total_anchors: z.int(),
  estimated_sessions_affected: z.int(),
  warning_count: z.int(),
  base: partRef,
  draft: partRef,
  map: partRef,
  policies: partRef,
  summary: partRef,
  deployment: deployment.optional(),
});
