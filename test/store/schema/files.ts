/** What is stored of a tenant as a file, in DynamoDB's own JSON, and back. */
import { readFile } from 'node:fs/promises';
import { type AttributeValue, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Database } from '../../../lib/store/client.ts';

export type Item = Record<string, AttributeValue>;
export type Table = keyof Database['tables'];
type Tables = Readonly<Record<Table, readonly Item[]>>;

/** Stands in files for the tenant. */
export const TENANT = 'tenant-of-an-earlier-release';
const TABLES = ['scenarios', 'sessions', 'audit'] as const;

/** Everything that the tables hold, in the order of the keys, an item a line; binary values in base 64. */
export async function asFile({ client, tables }: Database): Promise<string> {
  const scan = async (TableName: string): Promise<Item[]> => {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const scan = new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey });
      const page = await client.send(scan);
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  };
  const lines = async (table: Table): Promise<string> => {
    const items = (await scan(tables[table])).map((item) => JSON.stringify(item, base64));
    return `"${table}": [\n${items.join(',\n')}\n]`;
  };
  return `{\n${(await Promise.all(TABLES.map(lines))).join(',\n')}\n}\n`;
}

const keyOf = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`;

const base64 = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;

/** What an earlier release has stored, by a name for it; see `capture.ts`. */
export const storedFile = (name: string): URL => new URL(`./stored/${name}.json`, import.meta.url);

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/**
 * What a file holds as the items of a tenant, as if all of it had been stored just now: an hour ago, whole hours being
 * part of what is stored.
 */
export async function fromFile(file: URL, tenant: string, now = Date.now()): Promise<Tables> {
  const text = (await readFile(file, 'utf8')).replaceAll(TENANT, tenant);
  const newest = [...text.matchAll(TIME)].map(([time]) => time).reduce((a, b) => (a > b ? a : b));
  const HOUR = 3_600_000;
  const shift = Math.floor((now - Date.parse(newest)) / HOUR) * HOUR;
  const shifted = (time: string): string => new Date(Date.parse(time) + shift).toISOString();
  return JSON.parse(
    text
      .replaceAll(TIME, shifted)
      .replaceAll(/(?<="active_hour":\{"S":")[^"]*/g, (hour) => shifted(`${hour}:00:00.000Z`).slice(0, 13))
      .replaceAll(/(?<="expires_at_epoch":\{"N":")\d+/g, (epoch) => String(Number(epoch) + shift / 1_000)),
    (name, value) => (name === 'B' && typeof value === 'string' ? Buffer.from(value, 'base64') : value),
  );
}

/** Stores items; what was there under their keys is overwritten. */
export async function put({ client, tables }: Database, items: Tables): Promise<void> {
  for (const table of TABLES) {
    for (const Item of items[table])
      await client.send(new PutItemCommand({ TableName: tables[table], Item }));
  }
}

/** What has to be there. */
export function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('something is missing');
  return value;
}
