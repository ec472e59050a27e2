import * as z from 'zod';
import { MigrationScenarioSchema } from '../diff/model.ts';
import { ConversationTurnSchema } from '../gap-fill/extraction/conversation.ts';
import { JsonValueSchema } from '../session/json-value.ts';
import { IdSchema, IncomingValuesSchema } from '../session/model.ts';
import { strictRecord } from '../strict-record.ts';

const stepIds = z.array(z.string().min(1).max(200)).max(5_000);

/** What the engine sends just before it processes a turn. */
export const ReconcileInputSchema = z.strictObject({
  tenant_id: IdSchema,
  session_id: IdSchema,
  turn_id: z.string().min(1).max(200),
  provided_fields: IncomingValuesSchema.optional(),
  confirmations: strictRecord(z.string().min(1).max(200), z.boolean()).optional(),
  /** What an action found out comes in `provided_fields`. */
  executed_action_ids: stepIds.optional(),
  conversation: z.array(ConversationTurnSchema).max(1_000).optional(),
  /** BCP 47, such as `de-AT`. */
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$/, 'must be a BCP 47 language tag')
    .optional(),
  time_zone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Vienna').optional(),
  /** Where phone numbers without a country code belong. */
  default_region: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 country code such as AT')
    .optional(),
  dry_run: z.boolean().optional(),
});

export const ReconcileActionSchema = z.enum([
  'continue',
  'teleport',
  'collect',
  'execute_action',
  'exit_scenario',
]);

/** What the engine does with the turn. It always adopts `step_id` and `graph_version`. */
export const ReconcileAnswerSchema = z.strictObject({
  action: ReconcileActionSchema,
  target_step_id: z.string().optional(),
  teleport_reason: z.string().optional(),
  collect_fields: z.array(z.string()),
  prompts: z.array(z.strictObject({ field_name: z.string(), text: z.string() })),
  confirm_fields: z.array(
    z.strictObject({ field_name: z.string(), value: JsonValueSchema, quote: z.string().optional() }),
  ),
  execute_action_ids: z.array(z.string()),
  user_message: z.string().optional(),
  blocked_by_checkpoint: z.boolean(),
  checkpoint_warning: z.string().optional(),
  migration_scenario: MigrationScenarioSchema.optional(),
  anchor_key: z.string().optional(),
  reason: z.string(),
  /** Absent, like the next two, when the session has no active scenario (any more). */
  scenario_version: z.int().optional(),
  graph_version: z.int().optional(),
  step_id: z.string().optional(),
  /** `resume`: the own image, nothing is executed or said again; `enter`: a jump, the step begins. */
  entry: z.enum(['resume', 'enter']),
  session_revision: z.int(),
  /** The decisions taken, each a short line that an operator can read. */
  trace: z.array(z.string()),
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export type ReconcileInput = z.infer<typeof ReconcileInputSchema>;
export type ReconcileAnswer = z.infer<typeof ReconcileAnswerSchema>;
