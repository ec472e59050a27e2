import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { TableNames } from '../../infra/local/local-stack.ts';
import type { Database } from '../../lib/store/client.ts';

/**
 * Empty tables, as the stack has them: for what goes through all tenants, and by a clock of its own. No stream is
 * read from them.
 */
export async function ownTables({ client, tables }: Database): Promise<TableNames> {
  const suffix = randomUUID().slice(0, 8);
  const copied = async (name: string): Promise<string> => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const TableName = `${name}-${suffix}`;
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: Table?.KeySchema,
        AttributeDefinitions: Table?.AttributeDefinitions,
        GlobalSecondaryIndexes: Table?.GlobalSecondaryIndexes?.map(
          ({ IndexName, KeySchema, Projection }) => ({
            IndexName,
            KeySchema,
            Projection,
          }),
        ),
      }),
    );
    return TableName;
  };
  return {
    scenarios: await copied(tables.scenarios),
    sessions: await copied(tables.sessions),
    audit: await copied(tables.audit),
  };
}
