import * as z from 'zod';
import { MidstreamError, TooLarge, Unavailable } from '../errors.ts';

/** Names and codes under which the AWS SDK, Node's network and middy's early time-out say "not now". */
const PASSING = new Set([
  'ThrottlingException',
  'ThrottledException',
  'ThrottlingError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
  'TransactionConflictException',
  'TransactionInProgressException',
  'InternalServerError',
  'InternalServerException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ModelTimeoutException',
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * An error as Midstream knows it: its own ones as they are, throttling and time-outs of a dependency as
 * `Unavailable`, and nothing for what is a defect.
 */
export function asMidstreamError(error: unknown): MidstreamError | undefined {
  if (error instanceof MidstreamError) return error;
  if (isTooLarge(error)) {
    const message = 'what would have to be kept together is larger than the store takes (400 KB)';
    return new TooLarge('item_too_large', message, undefined, error);
  }
  if (!isPassing(error)) return undefined;
  // Every write is conditional and carries the caller's own id or revision, so that a repeat does no harm even
  // where the answer to a write was lost.
  return new Unavailable('unavailable', 'not available just now; try again', { retry_safe: true }, error);
}

/** DynamoDB says this of an item in words only, alone or as the reason of a cancelled transaction. */
const TOO_LARGE = /^Item size (?:to update )?has exceeded/;

function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ValidationException') return TOO_LARGE.test(error.message);
  const { data } = CancellationSchema.safeParse(error);
  return data?.CancellationReasons.some(({ Message = '' }) => TOO_LARGE.test(Message)) ?? false;
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (PASSING.has(error.name)) return true;
  if ('code' in error && typeof error.code === 'string' && PASSING.has(error.code)) return true;
  return isPassingCancellation(error);
}

/** A transaction is cancelled for reasons, one an item; it passes where each item that has one is a passing one. */
const CancellationSchema = z.object({
  name: z.literal('TransactionCanceledException'),
  CancellationReasons: z.array(z.object({ Code: z.string().optional(), Message: z.string().optional() })),
});
const PASSING_REASONS = new Set([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'TransactionConflict',
  'RequestLimitExceeded',
]);

function isPassingCancellation(error: Error): boolean {
  const cancelled = CancellationSchema.safeParse(error);
  const reasons = (cancelled.data?.CancellationReasons ?? []).flatMap(({ Code }) =>
    Code === undefined || Code === 'None' ? [] : [Code],
  );
  return reasons.length > 0 && reasons.every((code) => PASSING_REASONS.has(code));
}
