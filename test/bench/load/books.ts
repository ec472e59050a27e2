import type { DeploymentStatus } from '../../../lib/api/plan-operations.ts';
import type { StoredSession } from '../../reconcile/stored-session.ts';

/** What became of the sessions that a deployment marked. */
export const FATES = ['moved', 'exited', 'pinned', 'blocked', 'closed', 'restarted', 'pending'] as const;
export type Fate = (typeof FATES)[number];

export type Fates = Readonly<Record<Fate, number>>;

/** As the sessions and their audit trail tell it. */
export function fatesOf(stored: readonly StoredSession[], deploymentId: string): Fates {
  const fates = Object.fromEntries(FATES.map((fate) => [fate, 0])) as Record<Fate, number>;
  for (const { record, entries } of stored) {
    if (record.mark?.deployment_id === deploymentId) fates.pending += 1;
    for (const { event, settles } of entries) {
      if (settles?.deployment_id !== deploymentId) continue;
      if (event.event_type === 'session_migrated') fates.moved += 1;
      else if (event.event_type === 'session_exited') fates.exited += 1;
      else if (event.event_type === 'mark_dropped') {
        fates[event.action_taken === 'close' ? 'closed' : 'restarted'] += 1;
      } else fates[event.blocked_by_checkpoint ? 'blocked' : 'pinned'] += 1;
    }
  }
  return fates;
}

/** How far what the units and the audit stream counted is from what the sessions tell. */
export function imbalance(
  { sessions_marked: marked, migrations_pending: pending }: DeploymentStatus,
  fates: Fates,
): number {
  const told = Object.values(fates).reduce((sum, each) => sum + each, 0);
  return Math.abs(marked - told) + Math.abs(pending - fates.pending);
}
