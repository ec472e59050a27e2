import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RetentionStore, StoredPlan } from '../retention/cleanup.ts';
import type { Database } from './client.ts';
import { planItem } from './items.ts';
import { type Key, keys } from './keys.ts';
import { deleteKeys, deleteParts } from './packed.ts';

const stored = planItem.pick({
  tenant_id: true,
  id: true,
  scenario_id: true,
  plan_status: true,
  expires_at: true,
  draft: true,
});
const keyOnly = z.object({ pk: z.string(), sk: z.string() });

/** Clean-up on DynamoDB. It reads the whole table, once a day; nothing points at what has expired. */
export function retentionStore(db: Database): RetentionStore {
  const TableName = db.tables.scenarios;
  return {
    async *plans(): AsyncIterable<StoredPlan> {
      let start: Record<string, unknown> | undefined;
      do {
        const page = await db.client.send(
          new ScanCommand({
            TableName,
            FilterExpression: 'sk = :plan',
            ExpressionAttributeValues: { ':plan': 'PLAN' },
            ExclusiveStartKey: start,
          }),
        );
        for (const item of page.Items ?? []) {
          const { plan_status: status, ...plan } = stored.parse(item);
          yield { ...plan, status };
        }
        start = page.LastEvaluatedKey;
      } while (start);
    },

    async removePlan(plan) {
      const header = keys.plan(plan.tenant_id, plan.id);
      await deleteParts(db, keys.scenario(plan.tenant_id, plan.scenario_id).pk, [plan.draft]);
      let start: Record<string, unknown> | undefined;
      do {
        const page = await db.client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': header.pk },
            ProjectionExpression: 'pk, sk',
            ExclusiveStartKey: start,
          }),
        );
        const doomed = (page.Items ?? []).map((item): Key => keyOnly.parse(item));
        await deleteKeys(
          db,
          doomed.filter((key) => key.sk !== header.sk),
        );
        start = page.LastEvaluatedKey;
      } while (start);
      await deleteKeys(db, [header]);
    },
  };
}
