import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { auditEntry } from './audit-entry.ts';
import type { AuditEntry, DroppedMark, SessionRecord } from './record.ts';

/** What a session remembers of the mark that goes. */
export const rememberedMark = ({ mark, dropped_mark }: SessionRecord): DroppedMark | undefined =>
  mark ? { deployment_id: mark.deployment_id, anchor_content_hash: mark.anchor_content_hash } : dropped_mark;

/** The audit entry for a mark that goes without a move, because the session is closed or starts again. */
export function droppedMark(
  session: SessionRecord,
  action: 'close' | 'restart',
  reason: string,
  now: string,
  config: Config,
): AuditEntry | undefined {
  const { mark, position } = session;
  if (!mark || !position) return undefined;
  return auditEntry(
    {
      event_id: randomUUID(),
      event_type: 'mark_dropped',
      session_id: session.session_id,
      tenant_id: session.tenant_id,
      scenario_id: position.scenario_id,
      plan_id: mark.migration_plan_id,
      plan_chain: [],
      from_version: position.graph_version,
      to_version: mark.target_version,
      step_before_id: position.step_id,
      action_taken: action,
      fields_gap_filled: {},
      fields_collected: [],
      blocked_by_checkpoint: false,
      reason,
      duration_ms: 0,
      timestamp: now,
    },
    session,
    config,
    mark,
  );
}
