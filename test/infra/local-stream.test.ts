import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { type LocalStack, startLocalStack } from '../../infra/local/local-stack.ts';
import { tinyFunctions } from '../support/tiny-functions.ts';

const folder = mkdtempSync(join(tmpdir(), 'midstream-stream-'));
const seen = join(folder, 'seen');
const functions = tinyFunctions({
  'count-outcomes': `
    import { appendFileSync } from 'node:fs';
    let failures = 2;
    export const handler = async (event) => {
      if (failures-- > 0) throw new Error('not now');
      for (const record of event.Records) {
        appendFileSync(${JSON.stringify(seen)}, JSON.stringify(record) + '\\n');
      }
    };`,
});
const records = () =>
  existsSync(seen)
    ? readFileSync(seen, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    : [];

describe('the audit stream', () => {
  it('reaches the counter in order, whatever fails, and only once across a restart', async () => {
    const dataDir = join(folder, 'data');
    const problems: string[] = [];
    const start = () => startLocalStack({ functions, dataDir, onProblem: (line) => problems.push(line) });
    const first = await start();
    try {
      // What other tables are written moves this stream's beginning on.
      for (let n = 0; n < 20; n += 1) await put(first, `elsewhere${n}`, first.tables.sessions);
      for (let n = 0; n < 30; n += 1) await put(first, `a${n}`);
      await until(() => records().length >= 30);
      expect(records().map(({ dynamodb }) => dynamodb.NewImage.pk.S)).toEqual(
        Array.from({ length: 30 }, (_, n) => `a${n}`),
      );
      expect(records()[0]).toMatchObject({
        eventID: expect.any(String),
        eventName: 'INSERT',
        eventSource: 'aws:dynamodb',
        eventSourceARN: expect.stringContaining('/stream/'),
        dynamodb: { Keys: { pk: { S: 'a0' }, sk: { S: 's' } }, SequenceNumber: expect.any(String) },
      });
      await put(first, 'last');
      await until(() => records().length >= 31);
    } finally {
      await first.stop();
    }
    const second = await start();
    try {
      await put(second, 'after');
      await until(() => records().some(({ dynamodb }) => dynamodb.NewImage.pk.S === 'after'));
      expect(records()).toHaveLength(32);
    } finally {
      await second.stop();
    }
    expect(problems.filter((line) => line.startsWith('reading'))).toEqual([]);
    expect(problems).not.toEqual([]);
  }, 120_000);
});

async function put(
  { dynamoEndpoint, tables }: LocalStack,
  pk: string,
  TableName = tables.audit,
): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: dynamoEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: 's' } } }));
  client.destroy();
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); ) {
    if (Date.now() > end) throw new Error('it did not come to pass');
    await sleep(20);
  }
}
