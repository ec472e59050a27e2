import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../errors.ts';

/** The tables of one stack and a client for them. */
export interface Database {
  readonly client: DynamoDBDocumentClient;
  readonly tables: { readonly scenarios: string; readonly sessions: string; readonly audit: string };
}

/** A client for a warm Lambda: connections are kept, absent values are left out of items. */
export function openDatabase(tables: Database['tables'], endpoint?: string): Database {
  const base = new DynamoDBClient(endpoint ? { endpoint } : {});
  return {
    client: DynamoDBDocumentClient.from(base, { marshallOptions: { removeUndefinedValues: true } }),
    tables,
  };
}

/** Why a transaction was refused: the first code per item, in the order of its items. */
export function cancellationCodes(error: unknown): readonly string[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  return (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
}

/** Did a condition fail, alone or as the reason of a cancelled transaction? */
export function conditionFailed(error: unknown): boolean {
  if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return true;
  return cancellationCodes(error)?.includes('ConditionalCheckFailed') ?? false;
}

/** Was the write refused because another transaction touched the same items? Nothing was written. */
export function contended(error: unknown): boolean {
  if (error instanceof Error && error.name === 'TransactionConflictException') return true;
  return cancellationCodes(error)?.includes('TransactionConflict') ?? false;
}

const ATTEMPTS = 5;

/**
 * Runs a write, again on mere contention, a few times. The SDK does not: a write of one item that a transaction
 * touches at that moment fails at once.
 * @throws Unavailable when the contention goes on
 */
export async function uncontended<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (conditionFailed(error) || !contended(error)) throw error;
      if (attempt === ATTEMPTS) {
        throw new Unavailable(
          'contended',
          'the item is being written by others; try again',
          { retry_safe: true },
          error,
        );
      }
      // Full jitter: 0..20, 0..40, 0..80, 0..160 ms; 300 ms at most in total.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
    }
  }
}

/**
 * Runs a write whose condition guards against others, again on mere contention.
 * @returns true when written, false when a condition failed
 * @throws Unavailable when the contention goes on
 */
export async function guardedWrite(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await uncontended(write);
    return true;
  } catch (error) {
    if (conditionFailed(error)) return false;
    throw error;
  }
}

/** One write of a transaction. */
export type TransactItem = NonNullable<
  ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']
>[number];

/** Writes all or nothing, as `guardedWrite` does. */
export function transact(db: Database, items: TransactItem[]): Promise<boolean> {
  return guardedWrite(() => db.client.send(new TransactWriteCommand({ TransactItems: items })));
}
