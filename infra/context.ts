import * as z from 'zod';
import { type Config, ConfigurationError, readConfig } from '../lib/config/config.ts';
import { DEFAULT_ASSETS } from './paths.ts';

/** What may be set in `cdk.json` or by `cdk -c`, apart from the options under `midstream`. */
const ContextSchema = z.object({
  /** Part of every function's name, so that stages can live side by side in one account. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'at most 20 lower-case letters, digits and dashes, a letter first')
    .default('dev'),
  /** Where people on call find the runbook; alarms refer to its sections. */
  runbook: z.string().min(1).max(500).default('infra/RUNBOOK.md'),
  /** A folder with the bundled functions. */
  assets: z.string().min(1).default(DEFAULT_ASSETS),
});

export interface Settings extends z.infer<typeof ContextSchema> {
  readonly config: Config;
}

/** The stage that holds customers' data: nothing in it may be deleted by mistake. */
export const PRODUCTION = 'production';

/**
 * Reads the CDK context.
 * @throws ConfigurationError naming every wrong place
 */
export function readContext(get: (key: string) => unknown): Settings {
  const parsed = ContextSchema.safeParse({
    stage: get('stage') ?? undefined,
    assets: get('assets') ?? undefined,
    runbook: get('runbook') ?? undefined,
  });
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigurationError(`the context is not valid:\n${places.join('\n')}`);
  }
  return { ...parsed.data, config: readConfig(asObject(get('midstream'))) };
}

/** `cdk -c midstream='{"enabled":false}'` gives text where `cdk.json` gives an object. */
function asObject(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new ConfigurationError('configuration is not valid:\nmidstream: not JSON');
  }
}
