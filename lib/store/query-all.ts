import { paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Database } from './client.ts';

/** Every item that a query finds, over all its pages. */
export async function queryAll(db: Database, query: QueryCommandInput): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const page of paginateQuery({ client: db.client }, query)) items.push(...(page.Items ?? []));
  return items;
}
