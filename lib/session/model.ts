import * as z from 'zod';
import { MigrationScenarioSchema } from '../diff/model.ts';
import { strictRecord } from '../strict-record.ts';
import { JsonValueSchema } from './json-value.ts';

/**
 * An id as callers choose it or Midstream makes it (then a UUID). What separates the parts of a storage key or of
 * a path cannot be part of it, so that no two things ever share a key.
 */
export const IdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.:@+=|~-]{1,200}$/, 'must be 1 to 200 letters, digits or any of _ . : @ + = | ~ -');

const utc = (time: string): string => new Date(time).toISOString();

/**
 * ISO 8601 with an offset or `Z`. It is kept as UTC, to the millisecond and with four digits of the year, so that
 * times sort as text.
 */
export const TimeSchema = z.iso
  .datetime({ offset: true, abort: true })
  .refine((time) => /^\d{4}-/.test(utc(time)), {
    abort: true,
    error: 'must be in the years 0000 to 9999, UTC',
  })
  .overwrite(utc);

/** How sure somebody is. What is next to nothing is nothing: the store knows no number below 1E-130. */
export const ConfidenceSchema = z
  .number()
  .min(0)
  .max(1)
  .overwrite((confidence) => (confidence < 1e-9 ? 0 : confidence));

/** Values by field name. */
export const ValuesSchema = strictRecord(z.string().min(1).max(200), JsonValueSchema);

/** A session's variables, as JSON, take no more than this; its record stays one small item. */
export const MAX_VARIABLES_BYTES = 64 * 1024;

/** Whether values, as JSON, are within a session's limit. */
export const withinVariablesLimit = (values: unknown): boolean =>
  Buffer.byteLength(JSON.stringify(values)) <= MAX_VARIABLES_BYTES;

/** Values that enter from outside; `params.too_large` makes the refusal a 413 and not a 400. */
export const IncomingValuesSchema = ValuesSchema.refine(withinVariablesLimit, {
  message: `must take no more than ${MAX_VARIABLES_BYTES} bytes as JSON`,
  params: { too_large: 'variables_too_large' },
});

/** A value by itself may be as large as all of a session's. */
export const IncomingValueSchema = JsonValueSchema.refine(withinVariablesLimit, {
  message: `must take no more than ${MAX_VARIABLES_BYTES} bytes as JSON`,
  params: { too_large: 'value_too_large' },
});

/** Why a session stays on its graph although a newer version is published. */
export const PinReasonSchema = z.enum([
  'out_of_scope',
  'update_downstream',
  /** Moving would skip a checkpoint, and the policy does not want it run or left out. */
  'would_skip_checkpoint',
  'checkpoint',
  'no_match',
  // Reasons of an earlier release, which could not decide at forks and had nothing executed.
  'undecided_fork',
  'required_action',
  'skipped_checkpoint',
]);

/** Proof that a step which cannot be undone was passed in this run. */
export const CheckpointInfoSchema = z
  .strictObject({
    step_id: z.string().min(1).max(200),
    step_name: z.string(),
    checkpoint_description: z.string(),
    step_content_hash: z.string(),
    graph_version: z.int(),
    passed_at: z.string(),
  })
  .meta({ id: 'CheckpointInfo' });

export const StepVisitSchema = z
  .strictObject({
    visit_id: z.string(),
    run_id: z.string(),
    step_id: z.string(),
    step_name: z.string(),
    step_content_hash: z.string(),
    graph_version: z.int(),
    entered_at: z.string(),
    turn_number: z.int(),
    transition_reason: z.string(),
    confidence: z.number(),
    is_checkpoint: z.boolean(),
    checkpoint_description: z.string().optional(),
  })
  .meta({ id: 'StepVisit' });

/** The mark that a deployment leaves on a session: it is to be moved at its next turn. */
export const PendingMigrationSchema = z
  .strictObject({
    target_version: z.int(),
    anchor_content_hash: z.string(),
    migration_plan_id: z.string(),
    deployment_id: z.string(),
    marked_at: z.string(),
  })
  .meta({ id: 'PendingMigration' });

export const GapFillSourceSchema = z.enum(['provided', 'profile', 'session', 'extraction', 'not_found']);

/** What became of one field that a move needs. */
export const GapFillResultSchema = z
  .strictObject({
    field_name: z.string(),
    filled: z.boolean(),
    value: JsonValueSchema.optional(),
    source: GapFillSourceSchema,
    confidence: z.number(),
    needs_confirmation: z.boolean(),
    extraction_quote: z.string().optional(),
    validation_errors: z.array(z.string()),
  })
  .meta({ id: 'GapFillResult' });

/** A skipped step that the engine was asked to execute, as it was in the graph it belongs to. */
export const MigrationActionSchema = z
  .strictObject({
    step_id: z.string(),
    step_name: z.string(),
    step_content_hash: z.string(),
    graph_version: z.int(),
    /** Says that the step is a checkpoint. */
    checkpoint_description: z.string().optional(),
    /** When the engine reported it as executed. */
    executed_at: z.string().optional(),
  })
  .meta({ id: 'MigrationAction' });

/** What a move that takes several turns has found out so far; it survives a newer version being published. */
export const MigrationProgressSchema = z
  .strictObject({
    target_version: z.int(),
    /** Values found, confirmed ones and those that wait for the customer's yes, by field name. */
    fields: z.record(z.string(), GapFillResultSchema),
    /** Fields that the customer was asked for: an answer is kept, whatever is decided then. */
    asked_fields: z.array(z.string()),
    /** Fields whose found value the customer refused: they are asked for and not offered again. */
    refused_fields: z.array(z.string()),
    /** Fields that the conversation was searched for: in vain, unless they are among `fields`. */
    extracted_fields: z.array(z.string()),
    /** Stands for what the customer had said by then: the same is not searched twice. */
    extracted_from: z.string().optional(),
    /** What the engine was asked to execute, and what of it was: nothing runs twice. */
    actions: z.array(MigrationActionSchema),
    started_at: z.string(),
  })
  .meta({ id: 'MigrationProgress' });

/** The last reconciliation that wrote something: asked again for the same turn and input, it is repeated. */
export const LastReconciliationSchema = z
  .strictObject({
    turn_id: z.string(),
    input_digest: z.string(),
    session_revision: z.int(),
    action: z.string(),
    at: z.string(),
  })
  .meta({ id: 'LastReconciliation' });

export const SessionSchema = z
  .strictObject({
    tenant_id: z.string(),
    session_id: z.string(),
    customer_id: z.string().optional(),
    channel: z.string(),
    active_scenario_id: z.string().optional(),
    /** The version that the session counts as. */
    active_scenario_version: z.int().optional(),
    /** The graph that the engine navigates; checksum, step and hash follow it. */
    graph_version: z.int().optional(),
    /** The published version for which the last decision was taken. */
    settled_for_version: z.int().optional(),
    scenario_checksum: z.string().optional(),
    active_step_id: z.string().optional(),
    step_content_hash: z.string().optional(),
    run_id: z.string(),
    /** No plan where none exists. */
    pinned: z.strictObject({ plan_id: z.string().optional(), reason: PinReasonSchema }).optional(),
    variables: ValuesSchema,
    pending_migration: PendingMigrationSchema.optional(),
    migration_progress: MigrationProgressSchema.optional(),
    last_reconciliation: LastReconciliationSchema.optional(),
    checkpoints: z.array(CheckpointInfoSchema),
    turn_count: z.int(),
    status: z.enum(['active', 'closed']),
    revision: z.int(),
    created_at: z.string(),
    last_activity_at: z.string(),
  })
  .meta({ id: 'Session' });

export const ProfileFieldSchema = z
  .strictObject({
    value: JsonValueSchema,
    source: z.string(),
    confidence: z.number(),
    needs_confirmation: z.boolean(),
    provenance: z.strictObject({ session_id: z.string().optional(), quote: z.string().optional() }),
    updated_at: z.string(),
    expires_at: z.string().optional(),
  })
  .meta({ id: 'ProfileField' });

/** What is known about a customer, across sessions. */
export const ProfileSchema = z
  .strictObject({
    tenant_id: z.string(),
    customer_id: z.string(),
    fields: z.record(z.string(), ProfileFieldSchema),
  })
  .meta({ id: 'Profile' });

export const EventTypeSchema = z.enum([
  'session_migrated',
  'session_pinned',
  'session_exited',
  'data_requested',
  'action_requested',
  'mark_dropped',
]);

export const ActionTakenSchema = z.enum([
  'continue',
  'teleport',
  'collect',
  'execute_action',
  'exit_scenario',
  'pin',
  'close',
  'restart',
]);

/** One entry of the audit trail. Field names only, never a customer's values. */
export const MigrationEventSchema = z
  .strictObject({
    event_id: z.string(),
    event_type: EventTypeSchema,
    session_id: z.string(),
    tenant_id: z.string(),
    scenario_id: z.string(),
    plan_id: z.string().optional(),
    plan_chain: z.array(z.string()),
    from_version: z.int(),
    to_version: z.int(),
    migration_scenario: MigrationScenarioSchema.optional(),
    anchor_key: z.string().optional(),
    step_before_id: z.string(),
    action_taken: ActionTakenSchema,
    step_after_id: z.string().optional(),
    fields_gap_filled: z.record(z.string(), GapFillSourceSchema),
    fields_collected: z.array(z.string()),
    blocked_by_checkpoint: z.boolean(),
    checkpoint_id: z.string().optional(),
    checkpoint_description: z.string().optional(),
    reason: z.string(),
    duration_ms: z.number(),
    turn_id: z.string().optional(),
    timestamp: z.string(),
  })
  .meta({ id: 'MigrationEvent' });

export type Values = z.infer<typeof ValuesSchema>;
export type PinReason = z.infer<typeof PinReasonSchema>;
export type CheckpointInfo = z.infer<typeof CheckpointInfoSchema>;
export type StepVisit = z.infer<typeof StepVisitSchema>;
export type PendingMigration = z.infer<typeof PendingMigrationSchema>;
export type GapFillSource = z.infer<typeof GapFillSourceSchema>;
export type GapFillResult = z.infer<typeof GapFillResultSchema>;
export type MigrationAction = z.infer<typeof MigrationActionSchema>;
export type MigrationProgress = z.infer<typeof MigrationProgressSchema>;
export type LastReconciliation = z.infer<typeof LastReconciliationSchema>;
export type Session = z.infer<typeof SessionSchema>;
export type ProfileField = z.infer<typeof ProfileFieldSchema>;
export type EventType = z.infer<typeof EventTypeSchema>;
export type ActionTaken = z.infer<typeof ActionTakenSchema>;
export type MigrationEvent = z.infer<typeof MigrationEventSchema>;
