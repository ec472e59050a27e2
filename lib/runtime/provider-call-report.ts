import type { ProviderCall } from '../gap-fill/extraction/understanding.ts';
import { DIMENSION, METRIC } from './metric-names.ts';
import type { Telemetry } from './telemetry.ts';

/** Says in metrics and logs what a call of a provider came to; names of fields only, never what was said. */
export function reportProviderCall({ logger, count, duration }: Telemetry, call: ProviderCall): void {
  const { provider, purpose, outcome, error, milliseconds, refused } = call;
  duration(METRIC.understandingMs, milliseconds);
  count(METRIC.understandingCalls, 1, { [DIMENSION.purpose]: purpose, [DIMENSION.outcome]: outcome });
  for (const { kind } of refused) count(METRIC.findingsRefused, 1, { [DIMENSION.kind]: kind });
  if (outcome !== 'answered') {
    logger.warn('a conversation could not be understood', { provider, purpose, outcome, error_name: error });
  } else if (refused.length > 0) {
    logger.info('some of what was found did not count', { provider, refused });
  }
}
