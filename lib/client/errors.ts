/** What a call came to where it did not go well: which call, a stable `code`, and whether it may be sent again. */
export abstract class CallError extends Error {
  abstract override readonly name: string;
  /** Whether the same call, sent again as it is, does no harm and may then go well. */
  abstract readonly retry_safe: boolean;
  /** `reconcile`, or a call of the HTTP API such as `POST /sessions/{session_id}/visits`. */
  readonly call: string;
  /** Stable, to decide by: `session_not_found`, `stale_revision`, ... */
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(call: string, { code, message, details }: Said, cause?: unknown) {
    super(`${call}: ${message} (${code})`, cause === undefined ? undefined : { cause });
    this.call = call;
    this.code = code;
    this.details = details;
  }
}

/** An error as Midstream says it. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The call is wrong, or the state of things forbids it: as it is, it will be refused again. */
export class Refused extends CallError {
  override readonly name = 'Refused';
  override readonly retry_safe = false;
}

/** Throttled, out of reach or out of time, at every attempt. The call may have arrived; repeating it is harmless. */
export class Unavailable extends CallError {
  override readonly name = 'Unavailable';
  override readonly retry_safe = true;
}

/** Not a refusal and not known to pass: a defect, or an answer that is none. */
export class Failed extends CallError {
  override readonly name = 'Failed';
  override readonly retry_safe = false;
}
