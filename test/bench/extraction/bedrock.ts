/** The same conversations, understood by a model on Amazon Bedrock: where there is one to be asked. */
import { bedrockExtractor } from '../../../lib/gap-fill/extraction/bedrock/bedrock-extractor.ts';
import type { ExtractionProvider } from '../../../lib/gap-fill/extraction/provider.ts';
import { measureQuality, type Quality } from './quality.ts';

/** Where the SDK finds credentials without asking the machine. */
const CREDENTIALS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];
const MODEL = 'BEDROCK_MODEL_ID';
/** The default of `gap_fill.extraction_timeout_ms`: what comes later finds nothing. */
const TIME_LIMIT_MS = 4_000;

export interface Measured extends Quality {
  readonly notes: readonly string[];
}

/** A model is no part of Midstream: its figures are shown, and bound to nothing. */
export async function measureBedrock(environment: NodeJS.ProcessEnv): Promise<Measured> {
  const modelId = environment[MODEL];
  if (!CREDENTIALS.some((name) => environment[name])) return notRun('there are no AWS credentials');
  if (!modelId) return notRun(`${MODEL} names no model`);
  const failures: string[] = [];
  const quality = await measureQuality(forgiving(bedrockExtractor({ modelId }), failures), TIME_LIMIT_MS);
  const failed =
    failures.length === 0 ? '' : `, ${failures.length} of them without an answer (${failures[0]})`;
  return {
    ...quality,
    bounds: [],
    notes: [`Amazon Bedrock: ${modelId} was asked about every conversation${failed}.`],
  };
}

const notRun = (why: string): Measured => ({
  figures: [],
  bounds: [],
  notes: [`Amazon Bedrock: not run, because ${why}.`],
});

/** Where a model does not answer, nothing is found; so it is in a conversation, too. */
const forgiving = (provider: ExtractionProvider, failures: string[]): ExtractionProvider => ({
  ...provider,
  extract: (request, signal) =>
    provider.extract(request, signal).catch((error: unknown) => {
      failures.push(error instanceof Error ? error.name : 'error');
      return [];
    }),
});
