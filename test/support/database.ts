/** DynamoDB Local as the stores and the tests see it. */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { CREDENTIALS, REGION } from '../../infra/local/identity.ts';
import type { TableNames } from '../../infra/local/local-stack.ts';
import { type Database, openDatabase } from '../../lib/store/client.ts';

/** The client that the Lambdas use, on the local stack's tables. */
export function testDatabase(tables: TableNames, endpoint: string): Database {
  // As Lambda sets them.
  process.env.AWS_REGION = REGION;
  process.env.AWS_ACCESS_KEY_ID = CREDENTIALS.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = CREDENTIALS.secretAccessKey;
  return openDatabase(tables, endpoint);
}

export type StoredItem = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** Everything that a tenant has in all tables, in the order of its keys. */
export async function itemsOf(db: Database, tenantId: string): Promise<StoredItem[]> {
  const tables = Object.values(db.tables);
  const items = await Promise.all(tables.map((table) => scan(db, table, `T#${tenantId}#`)));
  return items.flat().sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
}

async function scan(db: Database, TableName: string, prefix: string): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  const pages = paginateScan(
    { client: db.client },
    {
      TableName,
      ConsistentRead: true,
      FilterExpression: 'begins_with(pk, :tenant)',
      ExpressionAttributeValues: { ':tenant': prefix },
    },
  );
  for await (const page of pages) {
    for (const item of page.Items ?? []) items.push({ ...item, pk: String(item.pk), sk: String(item.sk) });
  }
  return items;
}
