import { createContext, Script } from 'node:vm';

const sandbox = createContext({ run: () => {} });
const script = new Script('run()');

/**
 * Runs something that computes, and stops it when it takes too long: a regular expression that backtracks without
 * end cannot be stopped from the same thread in any other way. Nothing is isolated by this; it is a clock.
 * @returns its value, or nothing when it was stopped
 */
export function withinTime<T>(milliseconds: number, compute: () => T): { value: T } | undefined {
  let done: { value: T } | undefined;
  sandbox.run = () => {
    done = { value: compute() };
  };
  try {
    script.runInContext(sandbox, { timeout: milliseconds });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  } finally {
    sandbox.run = () => {};
  }
  return done;
}

/** By its code alone: the error belongs to the other context, and is no `Error` of this one. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
