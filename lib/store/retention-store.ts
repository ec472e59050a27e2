import { paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
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
      const pages = paginateScan(
        { client: db.client },
        { TableName, FilterExpression: 'sk = :plan', ExpressionAttributeValues: { ':plan': 'PLAN' } },
      );
      for await (const page of pages) {
        for (const item of page.Items ?? []) {
          const { plan_status: status, ...plan } = stored.parse(item);
          yield { ...plan, status };
        }
      }
    },

    async removePlan(plan) {
      const header = keys.plan(plan.tenant_id, plan.id);
      await deleteParts(db, keys.scenario(plan.tenant_id, plan.scenario_id).pk, [plan.draft]);
      const pages = paginateQuery(
        { client: db.client },
        {
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': header.pk },
          ProjectionExpression: 'pk, sk',
        },
      );
      for await (const page of pages) {
        const doomed = (page.Items ?? []).map((item): Key => keyOnly.parse(item));
        await deleteKeys(
          db,
          doomed.filter((key) => key.sk !== header.sk),
        );
      }
      await deleteKeys(db, [header]);
    },
  };
}
