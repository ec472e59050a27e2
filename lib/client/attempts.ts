import { setTimeout as pause } from 'node:timers/promises';
import { type CallError, Unavailable } from './errors.ts';

/** How often a call is tried and how long it is waited in between. */
export interface Attempts {
  /** Calls in all, the first one included. */
  readonly most: number;
  /** The longest wait before the second attempt; it doubles with every further one. */
  readonly firstWaitMs: number;
  /** No wait is longer. Where the service asks for a longer one, the call is given up at once. */
  readonly longestWaitMs: number;
  /** After that an attempt counts as lost. */
  readonly timeoutMs: number;
}

/**
 * Waits 0.2 + 0.4 + 0.8 = 1.4 s at most, half of that on average: a customer waits for the answer. A call has as long
 * as API Gateway gives it.
 */
export const PATIENCE: Attempts = { most: 4, firstWaitMs: 200, longestWaitMs: 5_000, timeoutMs: 30_000 };

/** What one attempt came to. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: CallError; readonly retryAfterMs?: number | undefined };

/**
 * Makes a call until it goes well, is refused, or has been tried often enough. Waits are drawn at random up to a bound
 * that doubles ("full jitter"), so that callers who failed together do not come back together.
 * @param attempt one try; it ends when the signal says so
 * @throws CallError the last attempt's
 */
export async function attempted<T>(
  attempt: (signal: AbortSignal) => Promise<Outcome<T>>,
  { most, firstWaitMs, longestWaitMs, timeoutMs }: Attempts,
): Promise<T> {
  for (let made = 1; ; made += 1) {
    const outcome = await attempt(AbortSignal.timeout(timeoutMs));
    if (outcome.ok) return outcome.value;
    const { error, retryAfterMs = 0 } = outcome;
    const again = error instanceof Unavailable && made < most && retryAfterMs <= longestWaitMs;
    if (!again) throw error;
    const bound = Math.min(firstWaitMs * 2 ** (made - 1), longestWaitMs);
    await pause(Math.max(retryAfterMs, Math.random() * bound));
  }
}
