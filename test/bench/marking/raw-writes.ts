/** The same conditional writes without anything around them: what the store itself can do. */
import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { MARKS_A_REQUEST, type MarkTarget } from '../../../lib/deployment/record.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import type { SessionRecord } from '../../../lib/session/record.ts';
import type { Database } from '../../../lib/store/client.ts';
import { keys } from '../../../lib/store/keys.ts';
import { markingStore } from '../../../lib/store/marking-store.ts';
import type { Population } from './population.ts';

/** A way to send them, so many requests at a time. */
export interface Way {
  readonly kind: 'batches' | 'single updates';
  readonly width: number;
}

const WAYS: readonly Way[] = [
  ...[2, 4, 8, 16].map((width): Way => ({ kind: 'batches', width })),
  ...[16, 32, 64].map((width): Way => ({ kind: 'single updates', width })),
];

/** Marks sessions as a deployment that is never published. @returns how long it took (ms) */
export async function writeRaw(
  db: Database,
  tenant: string,
  sessions: readonly SessionRecord[],
  { kind, width }: Way,
): Promise<number> {
  const targets = targetsOf(sessions);
  const store = markingStore(db);
  const batches = Array.from({ length: Math.ceil(targets.length / MARKS_A_REQUEST) }, (_, at) =>
    targets.slice(at * MARKS_A_REQUEST, (at + 1) * MARKS_A_REQUEST),
  );
  const began = performance.now();
  if (kind === 'batches') {
    await inParallel(batches, width, async (batch) => {
      const results = await store.mark(tenant, batch);
      if (results.some((result) => result !== 'marked')) throw new Error(`not marked: ${results}`);
    });
  } else {
    await inParallel(targets, width, async (target) => {
      await db.client.send(update(db, tenant, target));
    });
  }
  return performance.now() - began;
}

function targetsOf(sessions: readonly SessionRecord[]): MarkTarget[] {
  const mark = {
    target_version: 2,
    migration_plan_id: randomUUID(),
    deployment_id: randomUUID(),
    marked_at: new Date().toISOString(),
  };
  return sessions.map(({ session_id, position }) => ({
    session_id,
    step_id: position?.step_id ?? '',
    graph_version: 1,
    mark: { ...mark, anchor_content_hash: position?.step_hash ?? '' },
  }));
}

const update = (db: Database, tenant: string, { session_id, step_id, graph_version, mark }: MarkTarget) =>
  new UpdateCommand({
    TableName: db.tables.sessions,
    Key: keys.session(tenant, session_id),
    UpdateExpression: 'SET pending_migration = :mark',
    ConditionExpression:
      'session_status = :active AND graph_version = :from AND active_step_id = :step AND ' +
      '(attribute_not_exists(pending_migration) OR ' +
      '(pending_migration.deployment_id <> :deployment AND pending_migration.target_version > :from)) AND ' +
      '(attribute_not_exists(dropped_mark) OR dropped_mark.deployment_id <> :deployment) AND ' +
      'NOT contains(sealed_marks, :seal)',
    ExpressionAttributeValues: {
      ':mark': mark,
      ':active': 'active',
      ':from': graph_version,
      ':step': step_id,
      ':deployment': mark.deployment_id,
      ':seal': `${mark.deployment_id}#${mark.anchor_content_hash}`,
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });

export interface RatedWay extends Way {
  readonly perSecond: number;
}

/** Tries all ways, one after the other, on some sessions. @returns what each writes a second, the best first */
export async function rateWays(
  db: Database,
  { world, sessions }: Population,
  count: number,
): Promise<RatedWay[]> {
  const some = sessions.slice(0, count);
  const rated: RatedWay[] = [];
  await writeRaw(db, world.tenant, some, { kind: 'batches', width: 4 });
  for (const way of WAYS) {
    const ms = await writeRaw(db, world.tenant, some, way);
    rated.push({ ...way, perSecond: (some.length * 1_000) / ms });
  }
  return rated.sort((one, other) => other.perSecond - one.perSecond);
}

/** What the write of a mark consumes on average (write units): of the table, and of its index. */
export async function weighMarks(
  db: Database,
  { world, sessions }: Population,
): Promise<{ readonly table: number; readonly index: number }> {
  let table = 0;
  let index = 0;
  const some = sessions.slice(0, 200);
  for (const target of targetsOf(some)) {
    // DynamoDB Local does not say it of batches; alone, the same write weighs the same.
    const request = update(db, world.tenant, target);
    request.input.ReturnConsumedCapacity = 'INDEXES';
    const { ConsumedCapacity } = await db.client.send(request);
    table += ConsumedCapacity?.Table?.CapacityUnits ?? Number.NaN;
    for (const each of Object.values(ConsumedCapacity?.GlobalSecondaryIndexes ?? {})) {
      index += each.CapacityUnits ?? Number.NaN;
    }
  }
  return { table: table / some.length, index: index / some.length };
}
