import * as z from 'zod';
import type { StreamedEntry } from '../deployment/count-outcomes.ts';
import { readAuditItem } from './audit-item.ts';
import { SCHEMA_VERSION } from './schema.ts';

/**
 * What Lambda gets from the audit table's stream: batches of one shard, in order. The mapping has a tumbling
 * window, not for its state but because only then Lambda says which shard a batch is of.
 */
export const AuditStreamSchema = z.object({
  shardId: z.string(),
  /** None when a window closes. */
  Records: z.array(
    z.object({
      eventName: z.string(),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        NewImage: z
          .object({
            entry: z.object({ S: z.string() }),
            [SCHEMA_VERSION]: z.object({ N: z.coerce.number() }).optional(),
          })
          .optional(),
      }),
    }),
  ),
});

/** The audit entries of a batch. */
export function streamedEntries({ shardId, Records }: z.infer<typeof AuditStreamSchema>): StreamedEntry[] {
  return Records.flatMap(({ eventName, dynamodb }) => {
    // What expires is removed from the trail; it stays counted.
    if (eventName !== 'INSERT' || !dynamodb.NewImage) return [];
    const { entry: text, [SCHEMA_VERSION]: version } = dynamodb.NewImage;
    const entry = readAuditItem({ entry: text.S, [SCHEMA_VERSION]: version?.N });
    return [{ ...entry, shard: shardId, sequence: dynamodb.SequenceNumber }];
  });
}
