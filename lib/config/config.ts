import * as z from 'zod';

const days = (preset: number) => z.number().min(0).max(36_500).default(preset);
const share = (preset: number) => z.number().min(0).max(1).default(preset);

/** `anthropic.claude-…-v1:0`, `eu.anthropic.claude-…`, or an ARN. */
const MODEL_ID =
  /^(arn:aws[a-z-]*:bedrock:[a-z0-9-]*:(\d{12})?:[a-z-]+\/)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[A-Za-z0-9]+)*$/;

/**
 * Every option with its default. Set in `cdk.json`, context `midstream`; validated at synth and
 * when a Lambda starts.
 */
export const ConfigSchema = z.strictObject({
  enabled: z.boolean().default(true),
  deployment: z
    .strictObject({
      auto_mark_sessions: z.boolean().default(true),
      require_approval: z.boolean().default(true),
      require_separate_approver: z.boolean().default(false),
      index_shards: z.int().min(1).max(64).default(8),
    })
    .prefault({}),
  gap_fill: z
    .strictObject({
      extraction_enabled: z.boolean().default(true),
      /** `local` needs no network and judges no conditions; `bedrock` sends conversations to a model in the region. */
      provider: z.enum(['local', 'bedrock']).default('local'),
      /** A foundation model's id, an inference profile's id, or the ARN of either. */
      bedrock_model_id: z.string().regex(MODEL_ID, 'must be the id or the ARN of a Bedrock model').optional(),
      /** The stack's own without it. */
      bedrock_region: z
        .string()
        .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-central-1')
        .optional(),
      extraction_confidence_threshold: share(0.85),
      confirmation_threshold: share(0.95),
      max_conversation_turns: z.int().min(1).max(200).default(20),
      /** For all searches of a turn, and for all judgements: together they leave time to answer within 15 s. */
      extraction_timeout_ms: z.int().min(100).max(6_000).default(4_000),
    })
    .superRefine((gapFill, context) => {
      const say = (option: keyof typeof gapFill, message: string) =>
        context.addIssue({ code: 'custom', path: [option], message });
      if (gapFill.provider === 'bedrock' && gapFill.bedrock_model_id === undefined) {
        say('bedrock_model_id', 'must be set where gap_fill.provider is "bedrock"');
      }
      if (gapFill.extraction_confidence_threshold > gapFill.confirmation_threshold) {
        say('extraction_confidence_threshold', 'must not be above confirmation_threshold');
      }
    })
    .prefault({}),
  re_routing: z
    .strictObject({
      enabled: z.boolean().default(true),
      notify_user: z.boolean().default(true),
      notification_template: z
        .string()
        .max(2_000)
        .default('Something has changed since we last spoke. We continue with: {step_name}.'),
    })
    .prefault({}),
  checkpoints: z
    .strictObject({
      block_teleport_past_checkpoint: z.boolean().default(true),
      unmatched: z.enum(['block', 'allow']).default('block'),
      log_checkpoint_blocks: z.boolean().default(true),
    })
    .prefault({}),
  retention: z
    .strictObject({
      version_retention_days: days(7),
      plan_retention_days: days(30),
      session_idle_days: days(90),
      audit_retention_days: days(400),
    })
    .prefault({}),
  logging: z
    .strictObject({
      log_clean_grafts: z.boolean().default(false),
      log_gap_fills: z.boolean().default(true),
      log_re_routes: z.boolean().default(true),
    })
    .prefault({}),
});

export type Config = z.infer<typeof ConfigSchema>;

/** A setting that cannot be used; the message names each place. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads the options, filling in defaults.
 * @throws ConfigurationError naming every wrong place
 */
export function readConfig(input: unknown): Config {
  const parsed = ConfigSchema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const places = placesOf(parsed.error, 'midstream');
  throw new ConfigurationError(`configuration is not valid:\n${places.join('\n')}`);
}

/** Every problem with its place, such as `midstream.deployment.index_shards: ...`, below a name if there is one. */
export function placesOf({ issues }: z.ZodError, ...below: readonly string[]): string[] {
  return issues.map(({ path, message }) => `${[...below, ...path].join('.')}: ${message}`);
}
