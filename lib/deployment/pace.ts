import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../errors.ts';
import { MARKS_A_REQUEST } from './record.ts';

/** Requests of one worker under way at the same time, as long as nothing is throttled. */
const MOST_REQUESTS = 4;
/** Sessions that one worker marks a second at most; see `UNITS_AT_ONCE`. */
export const MARKS_A_SECOND = 1_000;
/** Full jitter: 0..50, 0..100 ... 0..3,200 ms, 6 s at most in total. */
const FIRST_WAIT_MS = 50;
const REFUSALS = 8;

/**
 * How much one worker writes at a time. Throttling halves it and makes it wait, the longer the more often; what
 * goes well widens it again, by one request at a time.
 */
export class Pace {
  #requests = MOST_REQUESTS;
  #refusals = 0;

  /** How many sessions the next round may have. */
  get width(): number {
    return this.#requests * MARKS_A_REQUEST;
  }

  /**
   * Takes note of a round, and waits as long as it wants.
   * @param began `performance.now()` when it began
   * @throws Unavailable when round after round is refused
   */
  async after(round: {
    readonly began: number;
    readonly done: number;
    readonly throttled: number;
    readonly contended: number;
  }): Promise<void> {
    const refused = round.throttled + round.contended;
    this.#refusals = refused > 0 && round.done === 0 ? this.#refusals + 1 : refused > 0 ? 1 : 0;
    if (this.#refusals === REFUSALS) {
      throw new Unavailable('throttled', 'the store takes no more marks now; try again', {
        retry_safe: true,
      });
    }
    if (round.throttled > 0) this.#requests = Math.max(1, this.#requests >> 1);
    else if (refused === 0) this.#requests = Math.min(MOST_REQUESTS, this.#requests + 1);

    const wait =
      refused > 0
        ? Math.random() * FIRST_WAIT_MS * 2 ** (this.#refusals - 1)
        : (round.done * 1_000) / MARKS_A_SECOND - (performance.now() - round.began);
    if (wait >= 1) await sleep(wait);
  }
}
