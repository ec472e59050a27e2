import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { LocalFunction } from './functions.ts';
import type { Intrinsics } from './intrinsics.ts';
import type { Lambdas } from './lambdas.ts';
import type { Template } from './template.ts';

/** A Lambda that is fed from a table's stream. */
export interface EventSourceMapping {
  readonly streamArn: string;
  readonly target: LocalFunction;
  readonly batchSize: number;
  /** Only with a window does Lambda say which shard a batch is of. */
  readonly windowed: boolean;
}

const MappingSchema = z.object({
  EventSourceArn: z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('StreamArn')]) }),
  FunctionName: z.unknown(),
  BatchSize: z.number(),
  TumblingWindowInSeconds: z.number().optional(),
});

/** The template's mappings of streams to functions. */
export async function readEventSourceMappings(
  template: Template,
  intrinsics: Intrinsics,
  lambdas: Lambdas,
  client: DynamoDBClient,
): Promise<EventSourceMapping[]> {
  const mappings = template.ofType('AWS::Lambda::EventSourceMapping').map(async ({ logicalId, resource }) => {
    const properties = MappingSchema.parse(resource.Properties);
    const target = lambdas.find(String(intrinsics.resolve(properties.FunctionName)));
    if (target === undefined) throw new Error(`${logicalId}: there is no such function`);
    const TableName = intrinsics.nameOf(properties.EventSourceArn['Fn::GetAtt'][0]);
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.LatestStreamArn === undefined) throw new Error(`table ${TableName} has no stream`);
    return {
      streamArn: Table.LatestStreamArn,
      target,
      batchSize: properties.BatchSize,
      windowed: properties.TumblingWindowInSeconds !== undefined,
    };
  });
  return await Promise.all(mappings);
}
