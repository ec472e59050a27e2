import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { type Config, ConfigSchema, ConfigurationError, placesOf } from '../lib/config/config.ts';
import { DEFAULT_ASSETS } from './paths.ts';

const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;
const LOG_RETENTION_DAYS = Object.values(RetentionDays).filter(
  (days) => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

/** What a stage is made of, whatever its Lambdas do: these options they are not told. */
export const InfrastructureSchema = z.strictObject({
  /**
   * What encrypts tables, logs, executions, alarms and what could not be counted: keys that AWS manages, a key that
   * the stack creates and that is rotated every year, or the key of this ARN.
   */
  kms_key: z
    .union([z.enum(['aws', 'create']), z.string().regex(KEY_ARN)], {
      error: 'must be "aws", "create" or the ARN of a key (arn:aws:kms:<region>:<account>:key/<id>)',
    })
    .default('aws'),
  log_retention_days: z
    .int()
    .refine((days) => LOG_RETENTION_DAYS.includes(days), `must be one of ${LOG_RETENTION_DAYS.join(', ')}`)
    .default(30),
  /** Over all callers: steady requests per second, and how many may come at once. Beyond that the answer is 429. */
  api_throttle: z
    .strictObject({
      rate_per_second: z.int().min(1).max(100_000).default(500),
      burst: z.int().min(1).max(100_000).default(1_000),
    })
    .prefault({}),
  /** So many turns at the same time are kept free for reconcile, and no more are taken. */
  reconcile_reserved_concurrency: z.int().min(1).max(100_000).optional(),
});
export type Infrastructure = z.infer<typeof InfrastructureSchema>;

/** `cdk -c midstream='{"enabled":false}'` gives text where `cdk.json` gives an object. */
const orJson = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value ?? {};
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  }, schema);

/** What may be set in `cdk.json` or by `cdk -c`. */
const ContextSchema = z.object({
  /** Part of every name, so that stages can live side by side in one account. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'at most 20 lower-case letters, digits and dashes, a letter first')
    .default('dev'),
  /** Where people on call find the runbook; alarms refer to its sections. */
  runbook: z.string().min(1).max(500).default('infra/RUNBOOK.md'),
  /** A folder with the bundled functions. */
  assets: z.string().min(1).default(DEFAULT_ASSETS),
  infrastructure: orJson(InfrastructureSchema),
  midstream: orJson(ConfigSchema),
});

export interface Settings extends Omit<z.infer<typeof ContextSchema>, 'midstream'> {
  readonly config: Config;
}

/** The stage that holds customers' data: nothing in it may be deleted by mistake. */
export const PRODUCTION = 'production';

/**
 * Reads the CDK context.
 * @throws ConfigurationError naming every wrong place
 */
export function readContext(get: (key: string) => unknown): Settings {
  const given = Object.keys(ContextSchema.shape).map((key) => [key, get(key) ?? undefined]);
  const parsed = ContextSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    throw new ConfigurationError(`the context is not valid:\n${placesOf(parsed.error).join('\n')}`);
  }
  const { midstream: config, ...settings } = parsed.data;
  return { ...settings, config };
}
