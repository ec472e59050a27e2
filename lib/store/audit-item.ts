import * as z from 'zod';
import { MigrationEventSchema } from '../session/model.ts';
import type { AuditEntry } from '../session/record.ts';
import { keys, planEventsPartition } from './keys.ts';
import { KEY } from './tables.ts';

/** An audit entry as it is stored and streamed. */
export function auditItem({ event, settles, shard, expires_at_epoch }: AuditEntry): Record<string, unknown> {
  return {
    ...keys.event(event.tenant_id, event.session_id, event.timestamp, event.event_id),
    ...(event.plan_id !== undefined && {
      plan_pk: planEventsPartition(event.tenant_id, event.plan_id, shard),
    }),
    // JSON text: it comes back, from the table and from its stream, exactly as it went in.
    entry: JSON.stringify({ event, settles }),
    [KEY.expires]: expires_at_epoch,
  };
}

const stored = z.object({
  event: MigrationEventSchema,
  settles: z.object({ plan_id: z.string(), deployment_id: z.string() }).optional(),
});

/** What an item of the audit trail says. */
export function readAuditItem(item: { readonly entry: string }): Pick<AuditEntry, 'event' | 'settles'> {
  return stored.parse(JSON.parse(item.entry));
}
