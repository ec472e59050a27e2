import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type BatchWriteCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../errors.ts';
import type { PartRef } from '../scenario/record.ts';
import type { Database } from './client.ts';
import { type Key, keys } from './keys.ts';
import { storedUnder } from './read.ts';
import { type Content, contentUpToDate, SCHEMA_VERSION, schemaOfContent } from './schema.ts';

const deflate = promisify(gzip);
const inflate = promisify(gunzip);

/** Leaves room for keys below DynamoDB's 400 KB an item. */
const CHUNK_BYTES = 380_000;
/** DynamoDB takes 25 items, and 16 MB, in one batch of writes. */
const BATCH = 25;

/** When a part was written, and the plan it was made for, if it lies in another partition than the plan. */
interface Origin {
  readonly at: Date;
  readonly planId?: string | undefined;
}

/**
 * Packs a value of any size into chunks. Nothing refers to them until the caller writes a header that does; should
 * that never happen, clean-up finds them by their age.
 */
export async function putPart(
  db: Database,
  pk: string,
  id: string,
  content: Content,
  value: unknown,
  { at, planId }: Origin,
): Promise<PartRef> {
  const packed = await deflate(Buffer.from(JSON.stringify(value)));
  const chunks = Math.max(1, Math.ceil(packed.length / CHUNK_BYTES));
  const items = Array.from({ length: chunks }, (_, index) => ({
    ...keys.part(pk, id, index),
    part_of: pk,
    part_sk: `${at.toISOString()}#${id}#${index}`,
    plan_id: planId,
    ...schemaOfContent(content),
    data: packed.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  }));
  await batchWrite(
    db,
    items.map((Item) => ({ PutRequest: { Item } })),
  );
  return { id, chunks };
}

/**
 * Reads a value back, in the latest version of its schema; its shape is the caller's to check.
 * @returns undefined when a chunk is missing: whatever it belonged to has been removed
 * @throws Unavailable for a value that a newer release has written
 */
export async function getPart(db: Database, pk: string, ref: PartRef, content: Content): Promise<unknown> {
  const items = await storedUnder(db, db.tables.scenarios, keys.parts(pk, ref.id));
  const chunks = items.map(({ data }) => data).filter((data) => data instanceof Uint8Array);
  if (chunks.length < ref.chunks) return undefined;
  const json = await inflate(Buffer.concat(chunks));
  return contentUpToDate(content, items[0]?.[SCHEMA_VERSION], JSON.parse(json.toString('utf8')));
}

/** Removes the chunks of values that nothing refers to any more. */
export async function deleteParts(db: Database, pk: string, refs: readonly PartRef[]): Promise<void> {
  const doomed = refs.flatMap((ref) =>
    Array.from({ length: ref.chunks }, (_, index) => keys.part(pk, ref.id, index)),
  );
  await deleteKeys(db, doomed);
}

export async function deleteKeys(db: Database, doomed: readonly Key[]): Promise<void> {
  await batchWrite(
    db,
    doomed.map((Key) => ({ DeleteRequest: { Key } })),
  );
}

type WriteRequest = { PutRequest: { Item: Record<string, unknown> } } | { DeleteRequest: { Key: Key } };

async function batchWrite(db: Database, requests: readonly WriteRequest[]): Promise<void> {
  for (let at = 0; at < requests.length; at += BATCH) {
    await writeBatch(db, requests.slice(at, at + BATCH));
  }
}

/** DynamoDB may take a part of a batch only and hand back the rest. */
async function writeBatch(db: Database, requests: readonly WriteRequest[]): Promise<void> {
  const table = db.tables.scenarios;
  let left: BatchWriteCommandInput['RequestItems'] = { [table]: [...requests] };
  for (let attempt = 0; left?.[table]?.length; attempt += 1) {
    if (attempt === 8) throw new Unavailable('throttled', 'the store takes no more writes now; try again');
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt));
    const answer: BatchWriteCommandOutput = await db.client.send(
      new BatchWriteCommand({ RequestItems: left }),
    );
    left = answer.UnprocessedItems;
  }
}
