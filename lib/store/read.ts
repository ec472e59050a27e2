import { GetCommand, paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Database } from './client.ts';
import type { Key } from './keys.ts';
import { type StoredItem, upToDate } from './schema.ts';

/** An item as it is now, in the latest version of its schema. @throws Unavailable for one of a newer release */
export async function getItem(db: Database, TableName: string, Key: Key): Promise<StoredItem | undefined> {
  const item = await getStored(db, TableName, Key);
  return item && upToDate(item);
}

/** An item as it is stored now, whatever the version. */
export async function getStored(db: Database, TableName: string, Key: Key): Promise<StoredItem | undefined> {
  return (await db.client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
}

/** Every item, or what a projection or an index has of it, that a query finds, over all its pages, as it is stored. */
export async function queryAll(db: Database, query: QueryCommandInput): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  for await (const page of paginateQuery({ client: db.client }, query)) items.push(...(page.Items ?? []));
  return items;
}

/** The items of a partition whose sort key begins with the one given, as they are stored now. */
export function storedUnder(db: Database, TableName: string, { pk, sk }: Key): Promise<StoredItem[]> {
  return queryAll(db, {
    TableName,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
  });
}

/** The same in the latest versions of their schemas. @throws Unavailable where one is of a newer release */
export async function itemsUnder(db: Database, TableName: string, key: Key): Promise<StoredItem[]> {
  return (await storedUnder(db, TableName, key)).map(upToDate);
}
