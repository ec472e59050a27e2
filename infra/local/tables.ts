import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Intrinsics } from './intrinsics.ts';
import type { Template } from './template.ts';

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const TableSchema = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema,
  BillingMode: z.literal('PAY_PER_REQUEST'),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema,
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .optional(),
  StreamSpecification: z
    .object({ StreamViewType: z.enum(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY']) })
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});

/**
 * Creates the template's tables, those that exist already excepted.
 * @returns their names by logical id
 * @throws when a table exists with other indexes: the data were kept by another version of the stack
 */
export async function createTables(
  client: DynamoDBClient,
  template: Template,
  intrinsics: Intrinsics,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { logicalId, resource } of template.ofType('AWS::DynamoDB::Table')) {
    const TableName = intrinsics.nameOf(logicalId);
    names.set(logicalId, TableName);
    const { StreamSpecification, TimeToLiveSpecification, ...table } = TableSchema.parse(
      intrinsics.resolve(resource.Properties),
    );
    try {
      await client.send(
        new CreateTableCommand({
          TableName,
          ...table,
          ...(StreamSpecification && {
            StreamSpecification: { ...StreamSpecification, StreamEnabled: true },
          }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error;
      await refuseOtherIndexes(client, TableName, table.GlobalSecondaryIndexes ?? []);
      continue;
    }
    if (TimeToLiveSpecification) {
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    }
  }
  return names;
}

async function refuseOtherIndexes(
  client: DynamoDBClient,
  TableName: string,
  wanted: readonly { readonly IndexName: string }[],
): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const names = (indexes: readonly { readonly IndexName?: string | undefined }[]) =>
    indexes
      .map(({ IndexName }) => IndexName)
      .sort()
      .join(', ');
  const kept = names(Table?.GlobalSecondaryIndexes ?? []);
  if (kept !== names(wanted)) {
    throw new Error(
      `table ${TableName} was kept with the indexes ${kept}, but the template has ${names(wanted)}: ` +
        'the data are of another version; move the folder away and start again',
    );
  }
}
