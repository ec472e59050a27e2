import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MarkingStore, MarkResult, UnitState } from '../deployment/record.ts';
import { type Database, guardedWrite, uncontended } from './client.ts';
import { keys } from './keys.ts';
import { getItem, itemsUnder, type StoredItem } from './read.ts';

const counts = {
  seen: z.int(),
  marked: z.int(),
  skipped: z.record(z.string(), z.int()),
  by_anchor: z.record(z.string(), z.int()),
};
const unitItem = z.object({
  ...counts,
  unit: z.int(),
  unit_revision: z.int(),
  at: z.int(),
  after: z.string().optional(),
  in_flight: z.array(z.object({ session_id: z.string(), step_id: z.string() })),
  done: z.boolean(),
});

function readUnit(item: StoredItem): UnitState {
  const { unit_revision: revision, ...state } = unitItem.parse(item);
  return { ...state, revision };
}

const totalsItem = z.object({ ...counts, units_total: z.int(), units_done: z.int() });

/** In DynamoDB's own format, as a refused write gives the item back. */
const markOfItem = z
  .object({
    M: z.object({
      deployment_id: z.object({ S: z.string() }),
      anchor_content_hash: z.object({ S: z.string() }),
    }),
  })
  .transform(({ M }) => ({ deployment: M.deployment_id.S, anchor: M.anchor_content_hash.S }))
  .optional();
/** The attributes that say why a session was not marked. */
const refusedItem = z.object({
  pending_migration: markOfItem,
  dropped_mark: markOfItem,
  session_status: z.object({ S: z.string() }),
  graph_version: z.object({ N: z.string() }).optional(),
  active_step_id: z.object({ S: z.string() }).optional(),
});

/** Marks and the progress of units on DynamoDB. */
export function markingStore(db: Database): MarkingStore {
  const TableName = db.tables.scenarios;
  return {
    async mark(tenant, sessionId, expected, mark): Promise<MarkResult> {
      const update = new UpdateCommand({
        TableName: db.tables.sessions,
        Key: keys.session(tenant, sessionId),
        UpdateExpression: 'SET pending_migration = :mark',
        // Only published versions' plans lead from here on, so a mark for a later version than this graph's,
        // of another deployment, is of one that was never published: it counts as absent.
        ConditionExpression:
          'session_status = :active AND graph_version = :from AND active_step_id = :step AND ' +
          '(attribute_not_exists(pending_migration) OR ' +
          '(pending_migration.deployment_id <> :deployment AND pending_migration.target_version > :from)) AND ' +
          // It was set here already, and the session started again since.
          '(attribute_not_exists(dropped_mark) OR dropped_mark.deployment_id <> :deployment OR ' +
          'dropped_mark.anchor_content_hash <> :anchor)',
        ExpressionAttributeValues: {
          ':mark': mark,
          ':active': 'active',
          ':from': expected.graph_version,
          ':step': expected.step_id,
          ':deployment': mark.deployment_id,
          ':anchor': mark.anchor_content_hash,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        // A turn may be writing the session at that moment.
        await uncontended(() => db.client.send(update));
        return 'marked';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const old = refusedItem.safeParse(error.Item);
        const carried = old.data?.pending_migration;
        const own = [carried, old.data?.dropped_mark].filter(
          (each) => each?.deployment === mark.deployment_id,
        );
        if (own.some((each) => each?.anchor === mark.anchor_content_hash)) return 'marked_here';
        if (carried && own.includes(carried)) return 'marked_elsewhere';
        const stillHere =
          old.data?.session_status.S === 'active' &&
          old.data.graph_version?.N === String(expected.graph_version) &&
          old.data.active_step_id?.S === expected.step_id;
        return stillHere && carried ? 'marked_before' : 'moved_on';
      }
    },

    async unit(tenant, planId, deploymentId, unit) {
      const item = await getItem(db, TableName, keys.unit(tenant, planId, deploymentId, unit));
      return item && readUnit(item);
    },

    async putUnit(tenant, planId, deploymentId, { revision, ...state }) {
      return guardedWrite(() =>
        db.client.send(
          new PutCommand({
            TableName,
            Item: {
              ...keys.unit(tenant, planId, deploymentId, state.unit),
              ...state,
              unit_revision: revision,
            },
            ConditionExpression: 'attribute_not_exists(pk) OR unit_revision = :seen',
            ExpressionAttributeValues: { ':seen': revision - 1 },
          }),
        ),
      );
    },

    async units(tenant, planId, deploymentId) {
      const items = await itemsUnder(db, TableName, keys.units(tenant, planId, deploymentId));
      return items.map(readUnit);
    },

    async putTotals(tenant, planId, deploymentId, totals) {
      // JSON text: thousands of anchors as a map would be several times as large.
      await db.client.send(
        new PutCommand({
          TableName,
          Item: { ...keys.totals(tenant, planId, deploymentId), totals: JSON.stringify(totals) },
        }),
      );
    },

    async totals(tenant, planId, deploymentId) {
      const item = await getItem(db, TableName, keys.totals(tenant, planId, deploymentId));
      return item && totalsItem.parse(JSON.parse(String(item.totals)));
    },
  };
}
