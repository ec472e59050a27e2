import type { MigrationEvent } from '../session/model.ts';
import type { AuditEntry } from '../session/record.ts';
import { COUNT, type CountedEvent, type CountStore } from './record.ts';

/** An audit entry as it came through the stream. */
export interface StreamedEntry extends Pick<AuditEntry, 'event' | 'settles'> {
  readonly shard: string;
  readonly sequence: string;
}

/**
 * Counts what became of sessions, from the audit trail's stream: batches come in order per shard and may come
 * again, and are counted once. Counting here keeps a hot counter out of every customer's turn.
 */
export async function countOutcomes(entries: readonly StreamedEntry[], counts: CountStore): Promise<void> {
  const groups = new Map<string, { tenant: string; planId: string; shard: string; events: CountedEvent[] }>();
  for (const { event, settles, shard, sequence } of entries) {
    const add = (planId: string, increments: Record<string, number>, migratedAt?: string): void => {
      const key = JSON.stringify([event.tenant_id, planId, shard]);
      const group = groups.get(key) ?? { tenant: event.tenant_id, planId, shard, events: [] };
      group.events.push({ sequence, increments, migrated_at: migratedAt });
      groups.set(key, group);
    };
    const settled = settles && { [COUNT.settled(settles.deployment_id)]: 1 };
    if (event.plan_id !== undefined) {
      const own = settles?.plan_id === event.plan_id ? settled : undefined;
      const moved = event.event_type === 'session_migrated' || event.event_type === 'session_exited';
      add(event.plan_id, { ...incrementsOf(event, moved), ...own }, moved ? event.timestamp : undefined);
    }
    if (settles && settled && settles.plan_id !== event.plan_id) add(settles.plan_id, settled);
  }
  await Promise.all(
    [...groups.values()].map(({ tenant, planId, shard, events }) =>
      counts.add(tenant, planId, shard, events),
    ),
  );
}

function incrementsOf(event: MigrationEvent, moved: boolean): Record<string, number> {
  return {
    [COUNT.action(event.action_taken)]: 1,
    ...(moved && { [COUNT.applied]: 1 }),
    ...(event.migration_scenario && { [COUNT.scenario(event.migration_scenario)]: 1 }),
    ...(event.blocked_by_checkpoint && { [COUNT.checkpointBlocks]: 1 }),
  };
}
