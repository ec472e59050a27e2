import { GetCommand, paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Database } from './client.ts';
import type { Key } from './keys.ts';

/** An item as it is stored. */
export type StoredItem = Record<string, unknown>;

/** An item as it is now. */
export async function getItem(db: Database, TableName: string, Key: Key): Promise<StoredItem | undefined> {
  return (await db.client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
}

/** Every item that a query finds, over all its pages. */
export async function queryAll(db: Database, query: QueryCommandInput): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  for await (const page of paginateQuery({ client: db.client }, query)) items.push(...(page.Items ?? []));
  return items;
}

/** The items of a partition whose sort key begins with the one given, as they are now. */
export function itemsUnder(db: Database, TableName: string, { pk, sk }: Key): Promise<StoredItem[]> {
  return queryAll(db, {
    TableName,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
  });
}
