import { TooLarge } from '../errors.ts';
import type { ScenarioInput } from './model.ts';

/**
 * Lambda answers no more than 6 MB, and its answer holds a version's JSON as a text: with every quote escaped. This
 * leaves room for what an answer says besides.
 */
const MAX_ANSWER_BYTES = 5_500_000;

/**
 * Sees to it that a scenario which is stored can be read again: what a request leaves out is part of it.
 * @throws TooLarge
 */
export function expectReadable(scenario: ScenarioInput): void {
  const bytes = Buffer.byteLength(JSON.stringify(JSON.stringify(scenario)));
  if (bytes <= MAX_ANSWER_BYTES) return;
  throw new TooLarge(
    'scenario_too_large',
    `with its defaults the scenario comes to ${bytes} bytes as an answer; ${MAX_ANSWER_BYTES} are allowed`,
    { bytes, limit: MAX_ANSWER_BYTES },
  );
}
