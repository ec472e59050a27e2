import type { DeploymentStatus } from '../../lib/api/plan-operations.ts';
import type { ActionTaken, EventType, MigrationEvent } from '../../lib/session/model.ts';
import type { Entry } from './books.ts';

/** What turns came to, in a form that can be compared whoever counted. */
export interface Tally {
  readonly applied: number;
  readonly actions: Readonly<Record<string, number>>;
  readonly scenarios: Readonly<Record<string, number>>;
  readonly blocks: number;
}

interface Counted {
  readonly event: EventType;
  readonly action: ActionTaken;
  readonly scenario: string | undefined;
  readonly blocked: boolean;
}

export const tallyOfBooks = (entries: readonly Entry[]): Tally => tally(entries);

export const tallyOfAudit = (events: readonly MigrationEvent[]): Tally =>
  tally(
    events.map((event) => ({
      event: event.event_type,
      action: event.action_taken,
      scenario: event.migration_scenario,
      blocked: event.blocked_by_checkpoint,
    })),
  );

export const tallyOfStatus = (status: DeploymentStatus): Tally => ({
  applied: status.migrations_applied,
  actions: status.actions,
  scenarios: status.migrations_by_scenario,
  blocks: status.checkpoint_blocks,
});

function tally(counted: readonly Counted[]): Tally {
  return {
    applied: counted.filter(({ event }) => event === 'session_migrated' || event === 'session_exited').length,
    actions: countBy(counted.map(({ action }) => action)),
    scenarios: countBy(counted.flatMap(({ scenario }) => scenario ?? [])),
    blocks: counted.filter(({ blocked }) => blocked).length,
  };
}

export function countBy<Name extends string>(names: readonly Name[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
