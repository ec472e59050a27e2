import type { Config } from '../config/config.ts';
import type { MigrationEvent } from './model.ts';
import type { AuditEntry, SessionRecord } from './record.ts';

/** An audit entry for a session, and the mark it settles, if it clears one. */
export function auditEntry(
  event: MigrationEvent,
  session: SessionRecord,
  config: Config,
  mark: SessionRecord['mark'],
): AuditEntry {
  return {
    event,
    ...(mark && { settles: { plan_id: mark.migration_plan_id, deployment_id: mark.deployment_id } }),
    shard: session.shard,
    // Whole seconds, as the database wants them; the option may be a fraction of a day.
    expires_at_epoch: Math.floor(
      Date.parse(event.timestamp) / 1000 + config.retention.audit_retention_days * 86_400,
    ),
  };
}
