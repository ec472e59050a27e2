import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandInput,
  type BatchExecuteStatementCommandOutput,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MarkingStore, MarkResult, MarkTarget, UnitState } from '../deployment/record.ts';
import { type Database, guardedWrite, uncontended } from './client.ts';
import { keys } from './keys.ts';
import { getItem, queryAll } from './read.ts';
import {
  asWritten,
  ITEMS,
  itemUpToDate,
  latest,
  SCHEMA_VERSION,
  type StoredItem,
  upToDate,
} from './schema.ts';
import { SEALED_MARKS } from './session-item.ts';

type BatchStatement = NonNullable<BatchExecuteStatementCommandInput['Statements']>[number];

const counts = {
  seen: z.int(),
  marked: z.int(),
  skipped: z.record(z.string(), z.int()),
  by_anchor: z.record(z.string(), z.int()),
};
const foundSessions = z.array(z.object({ session_id: z.string(), step_id: z.string() }));
const countsItem = z.object({ ...counts, done: z.boolean() });
const unitItem = z.object({
  ...countsItem.shape,
  unit: z.int(),
  unit_revision: z.int(),
  at: z.int(),
  after: z.string().optional(),
  in_flight: z
    .instanceof(Uint8Array)
    .transform((packed) => foundSessions.parse(JSON.parse(inflateRawSync(packed).toString()))),
});

/** An announced page is most of what a unit's progress costs: a session takes about 30 bytes of it, packed. */
const pack = (found: UnitState['in_flight']): Uint8Array => deflateRawSync(JSON.stringify(found));

function readUnit(item: StoredItem): UnitState {
  const { unit_revision: revision, ...state } = unitItem.parse(item);
  return { ...state, revision };
}

const totalsItem = z.object({ ...counts, units_total: z.int(), units_done: z.int() });

const markOfItem = z.object({ deployment_id: z.string(), anchor_content_hash: z.string() }).optional();
/** The attributes that say why a session was not marked, as a refused write gives the item back. */
const refusedItem = z.object({
  pending_migration: markOfItem,
  dropped_mark: markOfItem,
  sealed_marks: z.set(z.string()).optional(),
  session_status: z.string(),
  graph_version: z.number().optional(),
  active_step_id: z.string().optional(),
});

const sealOf = ({ mark }: MarkTarget): string => `${mark.deployment_id}#${mark.anchor_content_hash}`;

/** Codes of a statement of a batch that was not carried out, and may be the next time. */
const THROTTLED = ['ThrottlingError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded'];
const CONTENDED = ['TransactionConflict', 'InternalServerError'];

/** Names of errors of a whole request, when the SDK has given up on it. */
const REQUEST_THROTTLED = [
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
];

/** Marks and the progress of units on DynamoDB. */
export function markingStore(db: Database): MarkingStore {
  const TableName = db.tables.scenarios;
  return {
    async mark(tenant, targets) {
      if (targets.length === 0) return [];
      const Statements = targets.map((target) => markStatement(db.tables.sessions, tenant, target));
      let answer: BatchExecuteStatementCommandOutput;
      try {
        // PartiQL, for no other batch of DynamoDB takes conditions.
        answer = await db.client.send(new BatchExecuteStatementCommand({ Statements }));
      } catch (error) {
        if (!(error instanceof Error && REQUEST_THROTTLED.includes(error.name))) throw error;
        return targets.map(() => 'throttled');
      }
      return targets.map((target, at): MarkResult => {
        const response = answer.Responses?.[at];
        if (!response) throw new Error('a batch of marks was answered in part');
        if (!response.Error) return 'marked';
        const { Code = '', Message } = response.Error;
        if (THROTTLED.includes(Code)) return 'throttled';
        if (CONTENDED.includes(Code)) return 'contended';
        if (Code !== 'ConditionalCheckFailed') throw new Error(`a mark was refused: ${Code}: ${Message}`);
        return whyNot(target, response.Error.Item);
      });
    },

    async seal(tenant, target) {
      const update = new UpdateCommand({
        TableName: db.tables.sessions,
        Key: keys.session(tenant, target.session_id),
        UpdateExpression: `ADD ${SEALED_MARKS} :seal`,
        ConditionExpression:
          'attribute_exists(pk) AND ' +
          'NOT (pending_migration.deployment_id = :deployment AND pending_migration.anchor_content_hash = :anchor) AND ' +
          'NOT (dropped_mark.deployment_id = :deployment AND dropped_mark.anchor_content_hash = :anchor)',
        ExpressionAttributeValues: {
          ':seal': new Set([sealOf(target)]),
          ':deployment': target.mark.deployment_id,
          ':anchor': target.mark.anchor_content_hash,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await uncontended(() => db.client.send(update));
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // Where there is no session, there is nothing to mark.
        return error.Item === undefined;
      }
    },

    async unit(tenant, planId, deploymentId, unit) {
      const item = await getItem(db, TableName, keys.unit(tenant, planId, deploymentId, unit));
      return item && readUnit(item);
    },

    async putUnit(tenant, planId, deploymentId, { revision, in_flight, ...state }) {
      return guardedWrite(() =>
        db.client.send(
          new PutCommand({
            TableName,
            Item: asWritten({
              ...keys.unit(tenant, planId, deploymentId, state.unit),
              ...state,
              in_flight: pack(in_flight),
              unit_revision: revision,
            }),
            ConditionExpression: 'attribute_not_exists(pk) OR unit_revision = :seen',
            ExpressionAttributeValues: { ':seen': revision - 1 },
          }),
        ),
      );
    },

    async unitCounts(tenant, planId, deploymentId) {
      const { pk, sk } = keys.units(tenant, planId, deploymentId);
      const items = await queryAll(db, {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ProjectionExpression: `seen, marked, skipped, by_anchor, done, ${SCHEMA_VERSION}`,
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      });
      return items.map((item) => countsItem.parse(itemUpToDate('UNIT', item)));
    },

    async putTotals(tenant, planId, deploymentId, totals) {
      // JSON text: thousands of anchors as a map would be several times as large.
      await db.client.send(
        new PutCommand({
          TableName,
          Item: asWritten({
            ...keys.totals(tenant, planId, deploymentId),
            totals: JSON.stringify(totals),
          }),
        }),
      );
    },

    async totals(tenant, planId, deploymentId) {
      const item = await getItem(db, TableName, keys.totals(tenant, planId, deploymentId));
      return item && totalsItem.parse(JSON.parse(String(item.totals)));
    },
  };
}

/**
 * Only published versions' plans lead from here on, so a mark for a later version than this graph's, of another
 * deployment, is of one that was never published: it counts as absent.
 */
function markStatement(table: string, tenant: string, target: MarkTarget): BatchStatement {
  const { pk, sk } = keys.session(tenant, target.session_id);
  const { deployment_id } = target.mark;
  return {
    Statement:
      `UPDATE "${table}" SET pending_migration = ? WHERE pk = ? AND sk = ? AND ` +
      'session_status = ? AND graph_version = ? AND active_step_id = ? AND ' +
      '(pending_migration IS MISSING OR ' +
      '(pending_migration.deployment_id <> ? AND pending_migration.target_version > ?)) AND ' +
      // It was set already, and the session started again since.
      '(dropped_mark IS MISSING OR dropped_mark.deployment_id <> ?) AND ' +
      `NOT contains(${SEALED_MARKS}, ?) AND ` +
      // What a newer release has stored is not understood, and not touched.
      `(${SCHEMA_VERSION} IS MISSING OR ${SCHEMA_VERSION} <= ?)`,
    Parameters: [
      target.mark,
      pk,
      sk,
      'active',
      target.graph_version,
      target.step_id,
      deployment_id,
      target.graph_version,
      deployment_id,
      sealOf(target),
      latest(ITEMS.SESSION),
    ],
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/**
 * Why a session was not marked, by its item, if there is one.
 * @throws Unavailable for a session that a newer release has stored: what becomes of it, that release has to decide
 */
function whyNot(
  target: MarkTarget,
  item: StoredItem | undefined,
): Exclude<MarkResult, 'marked' | 'throttled' | 'contended'> {
  if (item === undefined) return 'moved_on';
  const session = refusedItem.parse(upToDate(item));
  const { deployment_id, anchor_content_hash } = target.mark;
  const own = [session.pending_migration, session.dropped_mark].filter(
    (each) => each?.deployment_id === deployment_id,
  );
  if (own.some((each) => each?.anchor_content_hash === anchor_content_hash)) return 'marked_here';
  if (own.length > 0) return 'marked_elsewhere';
  const stillHere =
    session.session_status === 'active' &&
    session.graph_version === target.graph_version &&
    session.active_step_id === target.step_id;
  return stillHere && session.pending_migration ? 'marked_before' : 'moved_on';
}
