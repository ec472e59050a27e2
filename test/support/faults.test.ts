import { randomUUID } from 'node:crypto';
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  BatchWriteCommand,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { expect, inject, it } from 'vitest';
import { cancellationCodes } from '../../lib/store/client.ts';
import { testDatabase } from './database.ts';
import { type Fault, type FaultOptions, Faults } from './faults.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const TableName = db.tables.sessions;
const ConsistentRead = true;

/** A client under which every request that can meet a fault does. */
function always(fault: Fault, more: Partial<FaultOptions> = {}, seed = 1) {
  const { client } = testDatabase(inject('tables'), inject('dynamoEndpoint'));
  const faults = new Faults(seed, { rates: { [fault]: 1 }, ...more });
  faults.under(client);
  return { client, faults };
}

const aKey = () => ({ pk: randomUUID(), sk: 'faults' });
const stored = async (Key: object) =>
  (await db.client.send(new GetCommand({ TableName, Key: { ...Key }, ConsistentRead }))).Item;
const put = (Key: object, more: object = {}) => new PutCommand({ TableName, Item: { ...Key, ...more } });
const transaction = (...keys: object[]) =>
  new TransactWriteCommand({
    TransactItems: keys.map((Key) => ({
      Put: { TableName, Item: { ...Key }, ConditionExpression: 'attribute_not_exists(pk)' },
    })),
  });

it.each([
  ['throttled', /^(ThrottlingException|ProvisionedThroughputExceededException)$/],
  ['unsent', /^TimeoutError$/],
  ['conflict', /^TransactionConflictException$/],
] as const)('%s: nothing is written, however often the SDK tries', async (fault, name) => {
  const { client, faults } = always(fault);
  const key = aKey();
  await expect(client.send(put(key))).rejects.toMatchObject({ name: expect.stringMatching(name) });
  expect(await stored(key)).toBeUndefined();
  // A conflict is for the caller to try again; the SDK does not.
  expect(faults.struck[fault])[fault === 'conflict' ? 'toBe' : 'toBeGreaterThan'](1);
});

it('unanswered: it is written, and the caller hears nothing of it', async () => {
  const { client } = always('unanswered');
  const key = aKey();
  await expect(client.send(put(key))).rejects.toThrow();
  expect(await stored(key)).toEqual(key);
});

it('a transaction whose answer was lost is repeated by the SDK as the same one', async () => {
  // As likely as not: some are answered at the first attempt, some later.
  const { client, faults } = always('unanswered', { rates: { unanswered: 0.5 } }, 7);
  const keys = Array.from({ length: 12 }, aKey);
  await Promise.allSettled(keys.map((key) => client.send(transaction(key))));
  expect(faults.struck.unanswered).toBeGreaterThan(2);
  for (const key of keys) expect(await stored(key)).toEqual(key);
});

it('a transaction is cancelled as DynamoDB does it: one item is why', async () => {
  const { client } = always('conflict');
  const error = await client.send(transaction(aKey(), aKey(), aKey())).catch((thrown: unknown) => thrown);
  expect(cancellationCodes(error)?.toSorted()).toEqual(['None', 'None', 'TransactionConflict']);
});

it('partial: some of a batch is done, and the rest handed back', async () => {
  const { client } = always('partial');
  const items = Array.from({ length: 6 }, aKey);
  const { UnprocessedItems } = await client.send(
    new BatchWriteCommand({ RequestItems: { [TableName]: items.map((Item) => ({ PutRequest: { Item } })) } }),
  );
  const left = (UnprocessedItems?.[TableName] ?? []).map((request) => request.PutRequest?.Item?.pk);
  expect(left.length).toBeGreaterThan(0);
  for (const item of items) {
    expect(await stored(item)).toEqual(left.includes(item.pk) ? undefined : item);
  }

  for (const item of items) await db.client.send(put(item));
  const { Responses, UnprocessedKeys } = await client.send(
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys: items, ConsistentRead } } }),
  );
  const found = [...(Responses?.[TableName] ?? []), ...(UnprocessedKeys?.[TableName]?.Keys ?? [])];
  expect(Responses?.[TableName]?.length).toBeLessThan(items.length);
  expect(new Set(found.map((item) => item.pk))).toEqual(new Set(items.map((item) => item.pk)));
});

it.each(['partial', 'conflict'] as const)(
  '%s: some statements of a batch are done, and of the others it is said why',
  async (fault) => {
    const { client } = always(fault);
    const items = Array.from({ length: 6 }, aKey);
    for (const item of items) await db.client.send(put(item));
    const Statements = items.map(({ pk, sk }) => ({
      Statement: `UPDATE "${TableName}" SET done = ? WHERE pk = ? AND sk = ?`,
      Parameters: [true, pk, sk],
    }));
    const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
    expect(Responses).toHaveLength(items.length);
    expect(Responses.some((response) => response.Error)).toBe(true);
    for (const [at, item] of items.entries()) {
      const refusal = Responses[at]?.Error;
      expect(await stored(item)).toEqual(refusal ? item : { ...item, done: true });
      if (refusal) expect(refusal.Code).toMatch(fault === 'partial' ? /Throttl|Throughput/ : /Conflict/);
    }
  },
);

it('the same seed strikes the same requests, and lets the others through', async () => {
  const rates = { throttled: 0.05, unsent: 0.15, unanswered: 0.15, conflict: 0.15 };
  const outcome = async (seed: number) => {
    const { client, faults } = always('throttled', { rates, lasting: 0.2, delayMs: 2 }, seed);
    const answers: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      answers.push(
        await client.send(put(aKey())).then(
          () => 'done',
          (error: Error) => error.name,
        ),
      );
    }
    return { answers, struck: faults.struck };
  };
  const [one, same, other] = await Promise.all([outcome(3), outcome(3), outcome(4)]);
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
  expect(one.answers).toContain('done');
  expect(Object.values(one.struck).filter((times) => times > 0).length).toBeGreaterThan(2);
});
