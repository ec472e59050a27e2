import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MigrationEvent } from '../session/model.ts';
import { readAuditItem } from './audit-item.ts';
import type { Database } from './client.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { keys, planEventsPartition } from './keys.ts';
import { KEY, TABLES } from './tables.ts';

export interface EventPage {
  readonly events: readonly MigrationEvent[];
  readonly next_cursor?: string | undefined;
}

/** The audit trail, newest first. */
export interface AuditStore {
  ofSession(tenant: string, sessionId: string, limit: number, cursor: string | undefined): Promise<EventPage>;
  /** @param shards the number of shards that the plan's events are spread over */
  ofPlan(
    tenant: string,
    planId: string,
    shards: number,
    limit: number,
    cursor: string | undefined,
  ): Promise<EventPage>;
}

/** What is looked at before what it says is read. */
const stored = z.looseObject({ sk: z.string(), [KEY.expires]: z.number() });
type Stored = z.infer<typeof stored>;

export function auditStore(db: Database, now: () => Date): AuditStore {
  const TableName = db.tables.audit;
  const query = async (
    partition: { name: string; value: string; index?: string },
    limit: number,
    before: string | undefined,
  ): Promise<Stored[]> => {
    const page = await db.client.send(
      new QueryCommand({
        TableName,
        IndexName: partition.index,
        KeyConditionExpression: before === undefined ? '#pk = :pk' : '#pk = :pk AND sk < :before',
        ExpressionAttributeNames: { '#pk': partition.name },
        ExpressionAttributeValues: {
          ':pk': partition.value,
          ...(before !== undefined && { ':before': before }),
        },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return (page.Items ?? []).map((item) => stored.parse(item));
  };

  // What has expired counts as gone, whenever the database removes it. Expired events are the oldest: the end.
  const pageOf = (items: readonly Stored[], limit: number): EventPage => {
    const epoch = now().getTime() / 1000;
    const events = items.slice(0, limit).filter((item) => item[KEY.expires] > epoch);
    const last = events.length === limit ? items[limit - 1]?.sk : undefined;
    return {
      events: events.map((item) => readAuditItem(item).event),
      ...(last !== undefined && items.length > limit && { next_cursor: writeCursor(last) }),
    };
  };

  return {
    async ofSession(tenant, sessionId, limit, cursor) {
      const before = cursor === undefined ? undefined : readCursor(cursor);
      const { pk } = keys.event(tenant, sessionId, '', '');
      return pageOf(await query({ name: KEY.partition, value: pk }, limit + 1, before), limit);
    },

    async ofPlan(tenant, planId, shards, limit, cursor) {
      const before = cursor === undefined ? undefined : readCursor(cursor);
      const { name: index, partition } = TABLES.audit.indexes.plan_events;
      const pages = await Promise.all(
        Array.from({ length: shards }, (_, shard) =>
          query(
            { name: partition, value: planEventsPartition(tenant, planId, shard), index },
            limit + 1,
            before,
          ),
        ),
      );
      const newest = pages.flat().sort((a, b) => (a.sk < b.sk ? 1 : -1));
      return pageOf(newest, limit);
    },
  };
}
