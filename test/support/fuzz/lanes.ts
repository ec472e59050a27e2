import fc from 'fast-check';
import { SEED } from '../seed.ts';

/** So many requests are on their way at once. */
export const WIDTH = 16;

/**
 * Tries something with generated values, many at a time: as many properties, each with a seed of its own. What fails
 * is made as small as it goes, and reported with the seed that repeats it.
 */
export async function inLanes<T>(
  values: fc.Arbitrary<T>,
  count: number,
  attempt: (value: T, lane: number) => Promise<void>,
): Promise<void> {
  const lanes = Array.from({ length: WIDTH }, (_, lane) =>
    fc.assert(
      fc.asyncProperty(values, (value) => attempt(value, lane)),
      { seed: SEED + lane, numRuns: Math.ceil(count / WIDTH) },
    ),
  );
  // All of them: what is still on its way when one has failed must not disturb the next test.
  for (const end of await Promise.allSettled(lanes)) if (end.status === 'rejected') throw end.reason;
}
