import * as z from 'zod';
import { strictRecord } from '../strict-record.ts';

/** Largest number of steps a scenario may have. */
export const MAX_STEPS = 5_000;

const text = (max: number) => z.string().max(max);
const name = z.string().min(1).max(200);
const stepId = z.string().min(1).max(200);
const names = z.array(z.string().min(1).max(200)).max(500);

/** One way on from a step. An empty `condition_text` means "otherwise". */
export const TransitionSchema = z
  .strictObject({
    to_step_id: stepId,
    condition_text: text(4_000).default(''),
    condition_fields: names.default([]),
    priority: z.int().default(0),
  })
  .meta({ id: 'Transition' });

export const StepSchema = z
  .strictObject({
    id: stepId,
    name,
    description: text(20_000).default(''),
    transitions: z.array(TransitionSchema).max(500).default([]),
    rule_ids: names.default([]),
    template_ids: names.default([]),
    tool_ids: names.default([]),
    collects_profile_fields: names.default([]),
    performs_action: z.boolean().default(false),
    is_required_action: z.boolean().default(false),
    is_checkpoint: z.boolean().default(false),
    checkpoint_description: text(2_000).optional(),
    is_terminal: z.boolean().default(false),
    awaits_customer: z.boolean().optional(),
  })
  .meta({ id: 'Step' });

export const FieldTypeSchema = z.enum([
  'string',
  'number',
  'integer',
  'boolean',
  'date',
  'email',
  'phone',
  'enum',
]);

/** What a value of a profile field must look like, and how to ask for it. */
export const FieldDefinitionSchema = z
  .strictObject({
    type: FieldTypeSchema,
    display_name: text(200).optional(),
    prompt: text(2_000).optional(),
    extraction_hints: text(2_000).optional(),
    examples: z.array(text(500)).max(50).default([]),
    enum_values: z.array(text(500)).min(1).max(500).optional(),
    pattern: text(500).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  })
  .meta({ id: 'FieldDefinition' });

/** A scenario version as an operator sends it. Rules between its parts are checked by `validateScenario`. */
export const ScenarioInputSchema = z
  .strictObject({
    name,
    description: text(20_000).optional(),
    version: z.int().min(1),
    source: text(500).optional(),
    entry_step_id: stepId,
    steps: z.array(StepSchema),
    field_definitions: strictRecord(z.string().min(1).max(200), FieldDefinitionSchema).optional(),
  })
  .meta({ id: 'ScenarioInput' });

export const VersionStateSchema = z.enum(['draft', 'published', 'archived', 'retiring']);

/** A stored, immutable version of a scenario. */
export const ScenarioVersionSchema = ScenarioInputSchema.extend({
  tenant_id: z.string(),
  scenario_id: z.string(),
  checksum: z.string(),
  created_at: z.string(),
  created_by: z.string(),
  state: VersionStateSchema,
}).meta({ id: 'ScenarioVersion' });

export type Transition = z.infer<typeof TransitionSchema>;
export type Step = z.infer<typeof StepSchema>;
export type FieldDefinition = z.infer<typeof FieldDefinitionSchema>;
export type ScenarioInput = z.infer<typeof ScenarioInputSchema>;
export type ScenarioVersion = z.infer<typeof ScenarioVersionSchema>;
export type VersionState = z.infer<typeof VersionStateSchema>;
