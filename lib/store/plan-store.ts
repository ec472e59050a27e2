import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { CompactMap } from '../diff/compact-map.ts';
import { Unavailable } from '../errors.ts';
import {
  AnchorMigrationPolicySchema,
  MigrationSummarySchema,
  type PlanListEntry,
  type PlanStatus,
} from '../plan/model.ts';
import type { Change, PlanHeader, PlanPage, PlanStore } from '../plan/record.ts';
import { LIVE_STATUSES } from '../plan/record.ts';
import { onBoard } from './board.ts';
import { type Database, type TransactItem, transact } from './client.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { planItem, planListItem } from './items.ts';
import { keys, plansPartition } from './keys.ts';
import { deleteParts, getPart, putPart } from './packed.ts';
import { planTables } from './plan-tables.ts';
import { getItem, itemsUnder, queryAll } from './read.ts';
import { asWritten, type StoredItem } from './schema.ts';
import { TABLES } from './tables.ts';

/** Written by this code only, and large: its outline is checked, not each of its rows. */
const mapPart = z.custom<CompactMap>(
  (value) => typeof value === 'object' && value !== null && 'anchors' in value && 'sets' in value,
);
const policiesPart = z.record(z.string(), AnchorMigrationPolicySchema);

/** Where a plan is in its tenant's list: by age. */
const placeInList = ({ created_at, id }: Pick<PlanListEntry, 'created_at' | 'id'>): string =>
  `${created_at}#${id}`;

function readListEntry(item: StoredItem): PlanListEntry {
  const { plan_id: id, plan_status: status, ...entry } = planListItem.parse(item);
  return { id, status, ...entry };
}

/** Migration plans on DynamoDB: large parts first, the header last and only over the header that was read. */
export function planStore(db: Database, now = (): Date => new Date()): PlanStore {
  const TableName = db.tables.scenarios;

  const toItem = (plan: PlanHeader): Record<string, unknown> => {
    const { status, ...rest } = plan;
    return asWritten({
      ...keys.plan(plan.tenant_id, plan.id),
      ...rest,
      plan_id: plan.id,
      plan_status: status,
      plans_pk: plansPartition(plan.tenant_id),
      plans_sk: placeInList(plan),
    });
  };

  const isLive = (status: PlanStatus): boolean => LIVE_STATUSES.includes(status);
  const liveKey = (plan: PlanHeader) =>
    keys.livePlan(plan.tenant_id, plan.scenario_id, plan.from_version, plan.to_version);

  /** The header over the one that was read, and the pair given free when the plan is no longer live. */
  const changeItems = ({ before, after }: Change): TransactItem[] => {
    const items: TransactItem[] = [
      {
        Put: {
          TableName,
          Item: toItem(after),
          ConditionExpression: 'revision = :revision AND plan_status = :status',
          ExpressionAttributeValues: { ':revision': before.revision, ':status': before.status },
        },
      },
    ];
    if (isLive(before.status) && !isLive(after.status)) {
      items.push({ Delete: { TableName, Key: liveKey(before) } });
    }
    return items;
  };

  const slotFree = ({ after }: Change): TransactItem => ({
    Update: {
      TableName,
      Key: keys.scenario(after.tenant_id, after.scenario_id),
      UpdateExpression: 'REMOVE deploying',
      ConditionExpression: 'deploying.deployment_id = :deployment',
      ExpressionAttributeValues: { ':deployment': after.deployment?.id ?? '' },
    },
  });

  return {
    async get(tenant, planId): Promise<PlanHeader | undefined> {
      const item = await getItem(db, TableName, keys.plan(tenant, planId));
      if (!item) return undefined;
      const { plan_status, ...header } = planItem.parse(item);
      return { ...header, status: plan_status };
    },

    async content(header) {
      const { pk } = keys.plan(header.tenant_id, header.id);
      const [map, policies, summary] = await Promise.all([
        getPart(db, pk, header.map, 'map'),
        getPart(db, pk, header.policies, 'policies'),
        getPart(db, pk, header.summary, 'summary'),
      ]);
      if (map === undefined || policies === undefined || summary === undefined) {
        const message = `plan ${header.id} is being changed by others; try again`;
        throw new Unavailable('plan_changed', message, { retry_safe: true });
      }
      return {
        map: mapPart.parse(map),
        policies: policiesPart.parse(policies),
        summary: MigrationSummarySchema.parse(summary),
      };
    },

    async policies(header) {
      const { pk } = keys.plan(header.tenant_id, header.id);
      return policiesPart.parse(await getPart(db, pk, header.policies, 'policies'));
    },

    async putContent(tenant, planId, content) {
      const { pk } = keys.plan(tenant, planId);
      const [map, policies, summary] = await Promise.all([
        putPart(db, pk, randomUUID(), 'map', content.map, { at: now() }),
        putPart(db, pk, randomUUID(), 'policies', content.policies, { at: now() }),
        putPart(db, pk, randomUUID(), 'summary', content.summary, { at: now() }),
      ]);
      return { map, policies, summary };
    },

    deleteContent(tenant, planId, refs) {
      return deleteParts(db, keys.plan(tenant, planId).pk, [refs.map, refs.policies, refs.summary]);
    },

    putTable(header, table) {
      const { pk } = keys.plan(header.tenant_id, header.id);
      return putPart(db, pk, randomUUID(), 'table', table, { at: now() });
    },

    ...planTables(db),

    async liveFrom(tenant, scenarioId, from) {
      const items = await itemsUnder(db, TableName, keys.livePlansFrom(tenant, scenarioId, from));
      const live = z.object({ plan_id: z.string(), to_version: z.int() });
      return items.map((item) => live.parse(item));
    },

    create(plan, superseded, pointer) {
      return transact(db, [
        { Put: { TableName, Item: toItem(plan), ConditionExpression: 'attribute_not_exists(pk)' } },
        {
          Put: {
            TableName,
            Item: asWritten({ ...liveKey(plan), plan_id: plan.id, to_version: plan.to_version }),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        ...superseded.flatMap(changeItems),
        {
          Update: {
            TableName,
            Key: keys.scenario(plan.tenant_id, plan.scenario_id),
            UpdateExpression: 'SET plans_revision = :next',
            ConditionExpression: 'plans_revision = :seen AND published_version = :from',
            ExpressionAttributeValues: {
              ':next': pointer.plans_revision + 1,
              ':seen': pointer.plans_revision,
              ':from': plan.from_version,
            },
          },
        },
      ]);
    },

    replace: (change) => transact(db, changeItems(change)),

    startDeployment: (change) =>
      transact(db, [
        ...changeItems(change),
        {
          Update: {
            TableName,
            Key: keys.scenario(change.after.tenant_id, change.after.scenario_id),
            UpdateExpression: 'SET deploying = :slot',
            ConditionExpression: 'attribute_not_exists(deploying) AND published_version = :from',
            ExpressionAttributeValues: {
              ':slot': { plan_id: change.after.id, deployment_id: change.after.deployment?.id },
              ':from': change.after.from_version,
            },
          },
        },
      ]),

    endDeployment: (change) => transact(db, [...changeItems(change), slotFree(change)]),

    publish: async (change, { published, archived, link }) =>
      transact(db, [
        ...changeItems(change),
        ...(await onBoard(db, published.tenant_id, published.scenario_id, {
          version: published.version,
          checksum: published.checksum,
        })),
        {
          Update: {
            TableName,
            Key: keys.scenario(published.tenant_id, published.scenario_id),
            UpdateExpression:
              'SET published_version = :version, published_checksum = :checksum, graph = :graph REMOVE deploying',
            ConditionExpression: 'published_version = :from AND deploying.deployment_id = :deployment',
            ExpressionAttributeValues: {
              ':version': published.version,
              ':checksum': published.checksum,
              ':graph': published.graph,
              ':from': archived.version,
              ':deployment': link.deployment_id,
            },
          },
        },
        {
          Put: {
            TableName,
            Item: asWritten({
              ...keys.version(published.tenant_id, published.scenario_id, published.version),
              ...published,
            }),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        {
          Put: {
            TableName,
            Item: asWritten({
              ...keys.version(archived.tenant_id, archived.scenario_id, archived.version),
              ...archived,
            }),
            ConditionExpression: '#state = :published',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':published': 'published' },
          },
        },
        {
          Put: {
            TableName,
            Item: asWritten({
              ...keys.deployed(published.tenant_id, published.scenario_id, link.from_version),
              ...link,
            }),
          },
        },
      ]),

    async list(tenant, filter, limit, cursor, now): Promise<PlanPage> {
      const after = cursor === undefined ? undefined : readCursor(cursor);
      const values: Record<string, unknown> = { ':pk': plansPartition(tenant), ':now': now.toISOString() };
      const filters = ['(attribute_not_exists(expires_at) OR expires_at > :now)'];
      for (const [attribute, value] of [
        ['scenario_id', filter.scenario_id],
        ['plan_status', filter.status],
      ] as const) {
        if (value === undefined) continue;
        values[`:${attribute}`] = value;
        filters.push(`${attribute} = :${attribute}`);
      }
      // One pass gives the page and the total: a tenant has few plans, and an index entry is small.
      const items = await queryAll(db, {
        TableName,
        IndexName: TABLES.scenarios.indexes.plans.name,
        KeyConditionExpression: 'plans_pk = :pk',
        ExpressionAttributeValues: values,
        FilterExpression: filters.join(' AND '),
        ScanIndexForward: false,
      });
      const entries = items.map(readListEntry);
      const left = after === undefined ? entries : entries.filter((entry) => placeInList(entry) < after);
      const plans = left.slice(0, limit);
      const last = plans.at(-1);
      return {
        plans,
        total: entries.length,
        ...(last && left.length > limit && { next_cursor: writeCursor(placeInList(last)) }),
      };
    },
  };
}
