/**
 * What can go wrong, as data: a literal `name` (class names are minified; the state machine retries by name), a
 * stable `code` for callers, and details. `runtime` maps them to HTTP in one place.
 */
export interface Problem {
  /** Where: a path into the request or the scenario, such as `steps[3].transitions[0].to_step_id`. */
  readonly path: string;
  readonly code: string;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

export type ErrorKind =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'unavailable';

/** The names by which the state machine knows errors; see `infra/state-machine.ts`. */
export const ERROR_NAMES = {
  badRequest: 'BadRequest',
  unauthenticated: 'Unauthenticated',
  forbidden: 'Forbidden',
  notFound: 'NotFound',
  conflict: 'Conflict',
  tooLarge: 'TooLarge',
  /** Throttled, timed out or contended: nothing was written, a retry is safe. */
  unavailable: 'Unavailable',
  /** A deployment that was cancelled or has ended; its tasks stop. */
  deploymentStopped: 'DeploymentStopped',
} as const;

export abstract class MidstreamError extends Error {
  abstract override readonly name: string;
  abstract readonly kind: ErrorKind;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: string, message: string, details?: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

/** An answer lists every problem; one that a program made by the thousand is as well understood by its first ones. */
export const MAX_PROBLEMS = 500;

/** Bad input; `details.problems` lists every problem with its place. */
export class BadRequest extends MidstreamError {
  override readonly name = ERROR_NAMES.badRequest;
  override readonly kind = 'bad_request';

  static of(
    problems: readonly Problem[],
    code = 'invalid_request',
    more: Readonly<Record<string, unknown>> = {},
  ): BadRequest {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    const first = problems.slice(0, MAX_PROBLEMS);
    return new BadRequest(code, `the request has ${count}; see details.problems`, {
      problems: first,
      ...more,
    });
  }
}

export class Unauthenticated extends MidstreamError {
  override readonly name = ERROR_NAMES.unauthenticated;
  override readonly kind = 'unauthenticated';
}

export class Forbidden extends MidstreamError {
  override readonly name = ERROR_NAMES.forbidden;
  override readonly kind = 'forbidden';
}

/** Also for what belongs to another tenant. */
export class NotFound extends MidstreamError {
  override readonly name = ERROR_NAMES.notFound;
  override readonly kind = 'not_found';
}

/** The current state forbids it; `details` say what that state is. */
export class Conflict extends MidstreamError {
  override readonly name = ERROR_NAMES.conflict;
  override readonly kind = 'conflict';
}

export class TooLarge extends MidstreamError {
  override readonly name = ERROR_NAMES.tooLarge;
  override readonly kind = 'too_large';
}

/** A dependency failed; nothing was written unless `details.retry_safe` is false. */
export class Unavailable extends MidstreamError {
  override readonly name = ERROR_NAMES.unavailable;
  override readonly kind = 'unavailable';
}

/** Raised to the state machine only. */
export class DeploymentStopped extends MidstreamError {
  override readonly name = ERROR_NAMES.deploymentStopped;
  override readonly kind = 'conflict';
}
