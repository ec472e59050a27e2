import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { LocalStack } from '../../../infra/local/local-stack.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import type { MigrationEvent } from '../../../lib/session/model.ts';
import { auditItem } from '../../../lib/store/audit-item.ts';
import { ApiClient, waitUntil } from '../../support/api-client.ts';
import { anAuditEntry, anEvent } from '../../support/records.ts';
import { type Shares, shares } from '../measure.ts';
import type { Population } from './population.ts';

export interface StatusTimes {
  readonly sessions: number;
  /** Times (ms) of a call over HTTP: while it marks with everybody counted, and at rest. */
  readonly marking: Shares;
  readonly atRest: Shares;
  /** Whether it told exactly what the audit trail holds. */
  readonly exact: boolean;
}

const BATCH = 25;
const WRITERS = 8;
/** The audit trail's stream is counted as it comes. */
const COUNTED_WITHIN_MS = 600_000;

/**
 * `GET deployment-status` of a deployment that runs and has marked everybody; and then, published, of one of which every
 * session has moved, but each tenth is pinned instead.
 */
export async function measureStatus(
  population: Population,
  stack: LocalStack,
  calls: number,
): Promise<StatusTimes> {
  const { world, sessions } = population;
  const api = new ApiClient(stack.url, { tenantId: world.tenant });
  const status = () => api.status(world.planId);
  const marking = await times(status, calls);
  await world.publish();

  const events = sessions.map(({ session_id, position }, at): MigrationEvent => {
    const pinned = at % 10 === 0;
    return anEvent(world.tenant, {
      session_id,
      scenario_id: world.scenarioId,
      plan_id: world.planId,
      event_type: pinned ? 'session_pinned' : 'session_migrated',
      ...(!pinned && { migration_scenario: 'clean_graft' }),
      step_before_id: position?.step_id ?? '',
      timestamp: new Date().toISOString(),
    });
  });
  await writeEvents(population, events);
  const told = await waitUntil(
    'every event is counted',
    status,
    ({ migrations_pending }) => migrations_pending === 0,
    COUNTED_WITHIN_MS,
  );
  const moved = events.filter((event) => event.event_type === 'session_migrated').length;
  const expected = {
    ...told,
    sessions_marked: sessions.length,
    migrations_applied: moved,
    migrations_by_scenario: { clean_graft: moved },
    actions: { continue: sessions.length },
  };
  return {
    sessions: sessions.length,
    marking,
    atRest: await times(status, calls),
    exact: isDeepStrictEqual(await status(), expected),
  };
}

async function times(call: () => Promise<unknown>, calls: number): Promise<Shares> {
  await call();
  const taken: number[] = [];
  for (let n = 0; n < calls; n += 1) {
    const began = performance.now();
    await call();
    taken.push(performance.now() - began);
  }
  return shares(taken);
}

async function writeEvents({ world }: Population, events: readonly MigrationEvent[]): Promise<void> {
  const { client, tables } = world.db;
  const settles = { plan_id: world.planId, deployment_id: world.ref.deployment_id };
  const requests = events.map((event, at) => ({
    PutRequest: { Item: auditItem(anAuditEntry(event, { settles, shard: at % 8 })) },
  }));
  const batches = Array.from({ length: Math.ceil(requests.length / BATCH) }, (_, at) =>
    requests.slice(at * BATCH, (at + 1) * BATCH),
  );
  await inParallel(batches, WRITERS, async (batch) => {
    await client.send(new BatchWriteCommand({ RequestItems: { [tables.audit]: batch } }));
  });
}
