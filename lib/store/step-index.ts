import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MarkCandidate, StepEntries } from '../deployment/record.ts';
import type { StepIndex } from '../plan/estimate.ts';
import type { Database } from './client.ts';
import { graphPartition, stepPartition } from './keys.ts';
import { TABLES } from './tables.ts';

const entry = z.object({
  pk: z.string(),
  session_id: z.string(),
  channel: z.string(),
  active_step_id: z.string(),
  last_activity_at: z.string().optional(),
  step_sk: z.string(),
});

/** The index on the step hash: eventually consistent, so what is found there is checked when it is written. */
export function stepIndex(db: Database): StepIndex & StepEntries {
  const IndexName = TABLES.sessions.indexes.steps.name;
  return {
    async countAt({ tenant, scenarioId, version, hash, shard }, deadline) {
      const counts = new Map<string, number>();
      let start: Record<string, unknown> | undefined;
      do {
        if (performance.now() > deadline) return undefined;
        const page = await db.client.send(
          new QueryCommand({
            TableName: db.tables.sessions,
            IndexName,
            KeyConditionExpression: 'step_pk = :pk',
            ExpressionAttributeValues: { ':pk': stepPartition(tenant, scenarioId, version, hash, shard) },
            ExclusiveStartKey: start,
          }),
        );
        for (const item of page.Items ?? []) {
          const { active_step_id: step } = entry.parse(item);
          counts.set(step, (counts.get(step) ?? 0) + 1);
        }
        start = page.LastEvaluatedKey;
      } while (start);
      return counts;
    },

    async countOn({ tenant, scenarioId, version, shard }, deadline) {
      let sessions = 0;
      let start: Record<string, unknown> | undefined;
      do {
        if (performance.now() > deadline) return { sessions, complete: false };
        const page = await db.client.send(
          new QueryCommand({
            TableName: db.tables.sessions,
            IndexName: TABLES.sessions.indexes.graphs.name,
            KeyConditionExpression: 'graph_pk = :pk',
            ExpressionAttributeValues: { ':pk': graphPartition(tenant, scenarioId, version, shard) },
            Select: 'COUNT',
            ExclusiveStartKey: start,
          }),
        );
        sessions += page.Count ?? 0;
        start = page.LastEvaluatedKey;
      } while (start);
      return { sessions, complete: true };
    },

    async page({ tenant, scenarioId, version, hash, shard }, limit, after) {
      const pk = stepPartition(tenant, scenarioId, version, hash, shard);
      const page = await db.client.send(
        new QueryCommand({
          TableName: db.tables.sessions,
          IndexName,
          // The cursor is a sort key, and a key may not be compared twice: it starts just behind it.
          KeyConditionExpression:
            after === undefined ? 'step_pk = :pk' : 'step_pk = :pk AND step_sk > :after',
          ExpressionAttributeValues: { ':pk': pk, ...(after !== undefined && { ':after': after }) },
          Limit: limit,
        }),
      );
      const entries = (page.Items ?? []).map((item): MarkCandidate => {
        const read = entry.parse(item);
        return {
          session_id: read.session_id,
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
