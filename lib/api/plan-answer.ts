import * as z from 'zod';
import { AnchorTransformationSchema, TransformationMapSchema } from '../diff/model.ts';
import { MigrationPlanSchema } from '../plan/model.ts';

const count = z.int().min(0);

const ChangeCountsSchema = z
  .strictObject({
    inserted_nodes: count,
    removed_node_ids: count,
    new_forks: count,
    modified_transitions: count,
  })
  .meta({ id: 'ChangeCounts' });

/** An anchor with the number of changes instead of the changes. */
export const AnchorCountsSchema = AnchorTransformationSchema.extend({
  upstream_changes: ChangeCountsSchema,
  downstream_changes: ChangeCountsSchema,
}).meta({ id: 'AnchorCounts' });

/** A plan whose full map would be above 1 MB: each anchor is at `/anchors/{anchor_key}` in full. */
export const TruncatedPlanSchema = MigrationPlanSchema.extend({
  truncated: z.literal(true),
  transformation_map: TransformationMapSchema.extend({ anchors: z.array(AnchorCountsSchema) }),
}).meta({ id: 'TruncatedMigrationPlan' });

/** A plan as every answer that carries one has it. */
export const PlanAnswerSchema = z
  .union([MigrationPlanSchema, TruncatedPlanSchema])
  .meta({ id: 'MigrationPlanAnswer' });

export type PlanAnswer = z.infer<typeof PlanAnswerSchema>;
