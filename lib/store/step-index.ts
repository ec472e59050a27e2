import { QueryCommand, type QueryCommandInput, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MarkCandidate, StepEntries } from '../deployment/record.ts';
import type { StepIndex } from '../plan/estimate.ts';
import type { Database } from './client.ts';
import { graphPartition, sessionOfKey, stepPartition } from './keys.ts';
import { TABLES } from './tables.ts';

const entry = z.object({
  pk: z.string(),
  channel: z.string(),
  active_step_id: z.string(),
  step_sk: z.string(),
});

const stepOfEntry = entry.pick({ active_step_id: true });

/** So few that a page takes some hundredths of a second. */
const COUNTED_AT_ONCE = 1_000;
/** Times begin with a digit. */
const BEFORE_ALL_TIMES = '!';
const AFTER_ALL_TIMES = '~';

/** The index on the step hash: eventually consistent, so what is found there is checked when it is written. */
export function stepIndex(db: Database): StepIndex & StepEntries {
  const IndexName = TABLES.sessions.indexes.steps.name;
  return {
    async countAt({ tenant, scenarioId, version, hash, shard }, steps, deadline) {
      const byStep = new Map<string, number>();
      const add = (step: string, count: number) => byStep.set(step, (byStep.get(step) ?? 0) + count);
      const [only, ...others] = steps;
      const query = {
        TableName: db.tables.sessions,
        IndexName,
        KeyConditionExpression: 'step_pk = :pk',
        ExpressionAttributeValues: { ':pk': stepPartition(tenant, scenarioId, version, hash, shard) },
      };
      if (only !== undefined && others.length === 0) {
        // Where one step alone has the content, the number is all there is to know.
        const complete = await untilDeadline(db, { ...query, Select: 'COUNT' }, deadline, ({ Count }) => {
          if (Count) add(only, Count);
        });
        return { byStep, complete };
      }
      const told = { ...query, ProjectionExpression: 'active_step_id' };
      const complete = await untilDeadline(db, told, deadline, ({ Items = [] }) => {
        for (const item of Items) add(stepOfEntry.parse(item).active_step_id, 1);
      });
      return { byStep, complete };
    },

    async countOn({ tenant, scenarioId, version, shard }, deadline) {
      let sessions = 0;
      const query: QueryCommandInput = {
        TableName: db.tables.sessions,
        IndexName: TABLES.sessions.indexes.graphs.name,
        KeyConditionExpression: 'graph_pk = :pk',
        ExpressionAttributeValues: { ':pk': graphPartition(tenant, scenarioId, version, shard) },
        Select: 'COUNT',
      };
      const complete = await untilDeadline(db, query, deadline, ({ Count = 0 }) => {
        sessions += Count;
      });
      return { sessions, complete };
    },

    async page({ tenant, scenarioId, version, hash, shard }, created, limit, after) {
      const page = await db.client.send(
        new QueryCommand({
          TableName: db.tables.sessions,
          IndexName,
          KeyConditionExpression: 'step_pk = :pk AND step_sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':pk': stepPartition(tenant, scenarioId, version, hash, shard),
            // No id has a character before `+`, so that this is just behind the last one.
            ':from': after === undefined ? (created.from ?? BEFORE_ALL_TIMES) : `${after}!`,
            // The time and all that goes on behind it: `$` follows on `#`.
            ':to': created.to === undefined ? AFTER_ALL_TIMES : `${created.to}$`,
          },
          Limit: limit,
        }),
      );
      const entries = (page.Items ?? []).map((item): MarkCandidate => {
        const read = entry.parse(item);
        return {
          session_id: sessionOfKey(read).session_id,
          channel: read.channel,
          step_id: read.active_step_id,
          created_at: read.step_sk.slice(0, read.step_sk.indexOf('#')),
        };
      });
      const last = page.Items?.at(-1);
      return {
        candidates: entries,
        next: page.LastEvaluatedKey && last ? entry.parse(last).step_sk : undefined,
      };
    },
  };
}

/**
 * Takes page after page of a query; in the middle of a request, too, it is over at the deadline.
 * @param deadline in the time of `performance.now()`
 * @returns whether it got through
 */
async function untilDeadline(
  db: Database,
  query: QueryCommandInput,
  deadline: number,
  take: (page: QueryCommandOutput) => void,
): Promise<boolean> {
  let start: Record<string, unknown> | undefined;
  do {
    const left = deadline - performance.now();
    if (left <= 0) return false;
    try {
      const page = await db.client.send(
        new QueryCommand({ ...query, Limit: COUNTED_AT_ONCE, ExclusiveStartKey: start }),
        { abortSignal: AbortSignal.timeout(Math.ceil(left)) },
      );
      take(page);
      start = page.LastEvaluatedKey;
    } catch (error) {
      if (performance.now() < deadline) throw error;
      return false;
    }
  } while (start);
  return true;
}
