import type { ErrorKind } from '../errors.ts';
import { asMidstreamError } from './dependency-failures.ts';

/** A failure as HTTP: the only place that knows which kind of error is which status. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly code: string;
    readonly message: string;
    readonly details?: Readonly<Record<string, unknown>>;
  };
  /** A defect: the answer says nothing about it, so the log has to. */
  readonly defect: boolean;
}

const STATUS = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

const HEADERS: { readonly [K in ErrorKind]?: Readonly<Record<string, string>> } = {
  unauthenticated: { 'www-authenticate': 'Bearer' },
  // Throttling and contention pass within a second.
  unavailable: { 'retry-after': '1' },
};

/** What to answer when something was thrown. */
export function errorAnswer(error: unknown): ErrorAnswer {
  const known = asMidstreamError(error);
  if (!known) {
    const body = { code: 'internal_error', message: 'something went wrong; the request id leads to the log' };
    return { status: 500, headers: {}, body, defect: true };
  }
  const { kind, code, message, details } = known;
  return {
    status: STATUS[kind],
    headers: HEADERS[kind] ?? {},
    body: details ? { code, message, details } : { code, message },
    defect: false,
  };
}
