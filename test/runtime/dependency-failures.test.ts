import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { asMidstreamError } from '../../lib/runtime/dependency-failures.ts';

const cancelledFor = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe('a transaction that was cancelled', () => {
  it.each([['ThrottlingError'], ['ProvisionedThroughputExceeded'], ['TransactionConflict']])(
    'because of %s may be tried again',
    (code) => {
      expect(asMidstreamError(cancelledFor('None', code))).toMatchObject({
        name: 'Unavailable',
        details: { retry_safe: true },
      });
    },
  );

  it('because a condition failed is for the caller to understand, whatever else was throttled', () => {
    expect(asMidstreamError(cancelledFor('ConditionalCheckFailed', 'ThrottlingError'))).toBeUndefined();
  });

  it('because of what it was asked to write is a defect', () => {
    expect(asMidstreamError(cancelledFor('ValidationError'))).toBeUndefined();
  });
});

it('what is no failure of a dependency is a defect', () => {
  expect(asMidstreamError(new TypeError('undefined is not a function'))).toBeUndefined();
  expect(asMidstreamError('text')).toBeUndefined();
});
