import type { ReconcileAnswer, ReconcileInput } from '../reconcile/model.ts';
import { type Attempts, attempted, type Outcome } from './attempts.ts';
import { Failed, Refused, type Said, Unavailable } from './errors.ts';
import { parsed, saidOf } from './http-call.ts';

/**
 * Invokes the Lambda `reconcile`, and waits for what it answers.
 * @throws InvokeRefused where the Lambda service does not take the call; anything else counts as out of reach
 */
export type Invoke = (payload: string, signal: AbortSignal) => Promise<Invocation>;

export interface Invocation {
  readonly payload: string;
  /** The function threw; the payload says what. */
  readonly threw: boolean;
}

/** The Lambda service does not take the call, whoever sends it again: no such function, no permission. */
export class InvokeRefused extends Error {
  override readonly name = 'InvokeRefused';
}

const CALL = 'reconcile';

/** Names under which Lambda reports a function that ended without an answer. */
const NO_ANSWER = new Set(['Sandbox.Timedout', 'Runtime.ExitError', 'Lambda.Unknown']);

/**
 * Asks before a turn. The same `turn_id` with the same input gets the same answer, so that a lost one is asked for
 * again.
 * @throws Refused, Unavailable, Failed
 */
export function reconcileCall(
  invoke: Invoke,
  input: ReconcileInput,
  attempts: Attempts,
): Promise<ReconcileAnswer> {
  const payload = JSON.stringify(input);
  return attempted(async (signal) => {
    try {
      return outcomeOf(await invoke(payload, signal));
    } catch (cause) {
      return { ok: false, error: notInvoked(cause) };
    }
  }, attempts);
}

function notInvoked(cause: unknown): Refused | Unavailable {
  if (cause instanceof InvokeRefused) {
    return new Refused(CALL, { code: 'not_invoked', message: cause.message }, cause);
  }
  return new Unavailable(CALL, { code: 'unreachable', message: 'no answer from the Lambda' }, cause);
}

function outcomeOf({ payload, threw }: Invocation): Outcome<ReconcileAnswer> {
  const json = parsed(payload);
  if (!threw) {
    if (json !== undefined) return { ok: true, value: json };
    return { ok: false, error: new Failed(CALL, { code: 'no_answer', message: 'the answer is not JSON' }) };
  }
  const { errorType = 'Error', errorMessage = '' } = Object(json);
  const said = saidOf(parsed(errorMessage), errorType);
  return { ok: false, error: new (kindOf(errorType, said.details))(CALL, said) };
}

/** Midstream names its refusals and what may pass; any other name is a defect's. */
function kindOf(errorType: string, details: Said['details']) {
  if (errorType === 'Unavailable') return details?.retry_safe === false ? Failed : Unavailable;
  if (NO_ANSWER.has(errorType)) return Unavailable;
  return ['BadRequest', 'NotFound', 'Conflict', 'TooLarge', 'Forbidden'].includes(errorType)
    ? Refused
    : Failed;
}
