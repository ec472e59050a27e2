import { withinSignal } from '../../within-signal.ts';
import type { PhoneReader } from '../phone-reader.ts';
import { type Checked, checkFindings, type Thresholds } from './findings.ts';
import { withoutImitations } from './imitation.ts';
import type { ExtractionProvider, ExtractionRequest } from './provider.ts';

/**
 * Looks for values in what the customer said: one call for all fields.
 * @throws what the provider throws, and when the signal ends its time, whether or not the provider heeds it
 */
export async function search(
  request: ExtractionRequest,
  provider: ExtractionProvider,
  signal: AbortSignal,
  thresholds: Thresholds,
  readPhone?: PhoneReader,
): Promise<Checked> {
  const conversation = withoutImitations(request.conversation);
  const asked = { ...request, conversation };
  const answer = await withinSignal(provider.extract(asked, signal), signal);
  return checkFindings(answer, asked, thresholds, readPhone);
}
