import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { StreamedEntry } from '../deployment/count-outcomes.ts';
import { MigrationEventSchema } from '../session/model.ts';

const image = z.custom<Record<string, AttributeValue>>(
  (value) => typeof value === 'object' && value !== null,
);

/**
 * What Lambda gets from a table's stream: batches of one shard, in order. The mapping has a tumbling window, not for
 * its state but because only then Lambda says which shard a batch is of.
 */
export const StreamEventSchema = z.object({
  shardId: z.string(),
  /** None when a window closes. */
  Records: z.array(
    z.object({
      eventID: z.string().optional(),
      eventName: z.string(),
      eventSourceARN: z.string().optional(),
      dynamodb: z.object({ SequenceNumber: z.string(), NewImage: image.optional() }),
    }),
  ),
});

const entry = z.object({
  event: MigrationEventSchema,
  settles: z.object({ plan_id: z.string(), deployment_id: z.string() }).optional(),
});

/** The audit entries of a batch. */
export function streamedEntries({ shardId, Records }: z.infer<typeof StreamEventSchema>): StreamedEntry[] {
  return Records.flatMap(({ eventName, dynamodb }) => {
    // What expires is removed from the trail; it stays counted.
    if (eventName !== 'INSERT' || !dynamodb.NewImage) return [];
    const { event: audit, settles } = entry.parse(unmarshall(dynamodb.NewImage));
    return [{ event: audit, settles, shard: shardId, sequence: dynamodb.SequenceNumber }];
  });
}
