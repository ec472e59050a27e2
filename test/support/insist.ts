import { setTimeout as sleep } from 'node:timers/promises';
import { asMidstreamError } from '../../lib/runtime/dependency-failures.ts';

const ATTEMPTS = 50;

/** Does something again, as the state machine does, while the error says that this may help. */
export async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt === ATTEMPTS || asMidstreamError(error)?.kind !== 'unavailable') throw error;
      await sleep(10);
    }
  }
}
