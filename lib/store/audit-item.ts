import * as z from 'zod';
import { MigrationEventSchema } from '../session/model.ts';
import type { AuditEntry } from '../session/record.ts';
import { keys, planEventsPartition } from './keys.ts';
import { asWritten, itemUpToDate, type StoredItem } from './schema.ts';
import { KEY } from './tables.ts';

/** An audit entry as it is stored and streamed. */
export function auditItem({ event, settles, shard, expires_at_epoch }: AuditEntry): StoredItem {
  return asWritten({
    ...keys.event(event.tenant_id, event.session_id, event.timestamp, event.event_id),
    ...(event.plan_id !== undefined && {
      plan_pk: planEventsPartition(event.tenant_id, event.plan_id, shard),
    }),
    // JSON text: it comes back, from the table and from its stream, exactly as it went in.
    entry: JSON.stringify({ event, settles }),
    [KEY.expires]: expires_at_epoch,
  });
}

const withEntry = z.object({ entry: z.string() });
const stored = z.object({
  event: MigrationEventSchema,
  settles: z.object({ plan_id: z.string(), deployment_id: z.string() }).optional(),
});

/** What an item of the audit trail says, with or without its key. @throws Unavailable for one of a newer release */
export function readAuditItem(item: StoredItem): Pick<AuditEntry, 'event' | 'settles'> {
  const { entry } = withEntry.parse(itemUpToDate('EVENT', item));
  return stored.parse(JSON.parse(entry));
}
