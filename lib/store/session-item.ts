import * as z from 'zod';
import { MigrationProgressSchema, PendingMigrationSchema, SessionSchema } from '../session/model.ts';
import type { SessionRecord } from '../session/record.ts';
import { packSteps, unpackSteps } from '../session/walked-path.ts';
import { countedPartition, graphPartition, keys, sessionOfKey, stepPartition } from './keys.ts';
import { isOfOtherSchema, type StoredItem, schemaOfItem, upToDate } from './schema.ts';

const bytes = z.instanceof(Uint8Array);

/** Whose it is stands in the key. */
const { status: session_status, ...sessionFields } = SessionSchema.omit({
  variables: true,
  tenant_id: true,
  session_id: true,
}).shape;

/**
 * Every byte counts: DynamoDB writes in units of 1 KB, and a record that is within one when it is marked is marked,
 * and visited, for half the price. So what stands elsewhere in the item is left out, and what is as it mostly is.
 */
const item = z.object({
  ...sessionFields,
  pk: z.string(),
  session_status,
  checkpoints: sessionFields.checkpoints.default([]),
  dropped_mark: PendingMigrationSchema.pick({ deployment_id: true, anchor_content_hash: true }).optional(),
  /** JSON text, as it holds customers' values: numbers and empty values come back exactly as they went in. */
  migration_progress: z.string().optional(),
  walked_path: bytes,
  detours: bytes.optional(),
  shard: z.int(),
});

const positionOf = (stored: z.infer<typeof item>): SessionRecord['position'] =>
  stored.active_scenario_id === undefined ||
  stored.graph_version === undefined ||
  stored.scenario_checksum === undefined ||
  stored.active_step_id === undefined ||
  stored.step_content_hash === undefined
    ? undefined
    : {
        scenario_id: stored.active_scenario_id,
        version: stored.active_scenario_version ?? stored.graph_version,
        graph_version: stored.graph_version,
        settled_for_version: stored.settled_for_version ?? stored.graph_version,
        checksum: stored.scenario_checksum,
        step_id: stored.active_step_id,
        step_hash: stored.step_content_hash,
      };

/**
 * A stored item, of whatever version, as a record.
 * @throws ZodError for an item that is not a session, Unavailable for one that a newer release has written
 */
export function readSession(stored: StoredItem): SessionRecord {
  const read = item.parse(upToDate(stored));
  return {
    ...sessionOfKey(read),
    customer_id: read.customer_id,
    channel: read.channel,
    status: read.session_status,
    run_id: read.run_id,
    position: positionOf(read),
    pinned: read.pinned,
    mark: read.pending_migration,
    dropped_mark: read.dropped_mark,
    progress:
      read.migration_progress === undefined
        ? undefined
        : MigrationProgressSchema.parse(JSON.parse(read.migration_progress)),
    last_reconciliation: read.last_reconciliation,
    checkpoints: read.checkpoints,
    walk: { path: unpackSteps(read.walked_path), detours: read.detours ? unpackSteps(read.detours) : [] },
    turn_count: read.turn_count,
    shard: read.shard,
    revision: read.revision,
    created_at: read.created_at,
    last_activity_at: read.last_activity_at,
    ...(isOfOtherSchema(stored) && { outdated: Object.keys(stored) }),
  };
}

/** The hour of a time, as sortable text: `2026-03-01T12`. */
export const hourOf = (time: string): string => time.slice(0, 13);

/** A record's attributes, without its keys. Only live sessions are in the indexes. */
function sessionAttributes(record: SessionRecord): Record<string, unknown> {
  const { position } = record;
  /** Hardly any session counts as, or is settled for, another version than the one whose graph it has. */
  const unlessGraph = (version: number | undefined) =>
    version === position?.graph_version ? undefined : version;
  return {
    ...schemaOfItem('SESSION'),
    customer_id: record.customer_id,
    channel: record.channel,
    session_status: record.status,
    run_id: record.run_id,
    active_scenario_id: position?.scenario_id,
    active_scenario_version: unlessGraph(position?.version),
    graph_version: position?.graph_version,
    settled_for_version: unlessGraph(position?.settled_for_version),
    scenario_checksum: position?.checksum,
    active_step_id: position?.step_id,
    step_content_hash: position?.step_hash,
    pinned: record.pinned,
    pending_migration: record.mark,
    dropped_mark: record.dropped_mark,
    migration_progress: record.progress && JSON.stringify(record.progress),
    last_reconciliation: record.last_reconciliation,
    checkpoints: record.checkpoints.length > 0 ? record.checkpoints : undefined,
    walked_path: packSteps(record.walk.path),
    detours: record.walk.detours.length > 0 ? packSteps(record.walk.detours) : undefined,
    turn_count: record.turn_count,
    shard: record.shard,
    revision: record.revision,
    created_at: record.created_at,
    last_activity_at: record.last_activity_at,
    ...(position &&
      record.status === 'active' && {
        step_pk: stepPartition(
          record.tenant_id,
          position.scenario_id,
          position.graph_version,
          position.step_hash,
          record.shard,
        ),
        step_sk: `${record.created_at}#${record.session_id}`,
        graph_pk: graphPartition(
          record.tenant_id,
          position.scenario_id,
          position.graph_version,
          record.shard,
        ),
        counted_pk:
          position.version === position.graph_version
            ? undefined
            : countedPartition(record.tenant_id, position.scenario_id, position.version, record.shard),
        active_hour: hourOf(record.last_activity_at),
      }),
  };
}

/** A record as it is stored. */
export const sessionItem = (record: SessionRecord): Record<string, unknown> => ({
  ...keys.session(record.tenant_id, record.session_id),
  ...sessionAttributes(record),
});

/**
 * Which marks a session will not take any more: a set beside its record, which hardly any session has, and which
 * nothing but marking reads.
 */
export const SEALED_MARKS = 'sealed_marks';

/** Attributes that are written, or written as well, by others who do not look at the rest of the record. */
const OF_OTHERS = ['pk', 'sk', 'pending_migration', SEALED_MARKS];

/**
 * The update that leads from one record to another: it names the attributes that differ and no others, so that it
 * never undoes what somebody else (a deployment marking the session) wrote beside it. Only a record that was read
 * from another version of the schema is written whole, so that it is in no version between two; what others write
 * is left alone in this case, too.
 */
export function sessionUpdate(before: SessionRecord, after: SessionRecord) {
  const old = sessionAttributes(before);
  const wanted = sessionAttributes(after);
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const sets: string[] = [];
  const removes: string[] = [];
  const { outdated } = before;
  for (const name of new Set([...Object.keys(old), ...Object.keys(wanted), ...(outdated ?? [])])) {
    const value = wanted[name];
    if (same(old[name], value) && (!outdated || OF_OTHERS.includes(name))) continue;
    names[`#${name}`] = name;
    if (value === undefined) removes.push(`#${name}`);
    else {
      values[`:${name}`] = value;
      sets.push(`#${name} = :${name}`);
    }
  }
  const clauses = [
    ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
  ];
  return { Key: keys.session(after.tenant_id, after.session_id), clauses, names, values };
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
