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
    event,
    ...(settles && { settles }),
    [KEY.expires]: expires_at_epoch,
  };
}
