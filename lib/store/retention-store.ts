import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RetentionStore, StoredPart, Use, VersionPlace } from '../retention/record.ts';
import type { VersionState } from '../scenario/model.ts';
import type { VersionHeader } from '../scenario/record.ts';
import { type Database, guardedWrite } from './client.ts';
import {
  countedPartition,
  graphPartition,
  isPart,
  type Key,
  keys,
  ownerOf,
  partitionOf,
  stepPartition,
} from './keys.ts';
import { deleteKeys, deleteParts } from './packed.ts';
import { queryAll, storedUnder } from './read.ts';
import { asWritten, upToDate } from './schema.ts';
import { hourOf } from './session-item.ts';
import { TABLES } from './tables.ts';

const { parts: PARTS } = TABLES.scenarios.indexes;
/** Entries of an index of some 200 bytes each that are read at once: a tenth of what DynamoDB reads at most. */
const PAGE = 500;
/** Most sessions of a version that has any are not idle: the first entries tell. */
const FIRST_LOOK = 20;

/** Which index tells who has a version, and its partitions. */
const INDEX_OF = {
  graph: { ...TABLES.sessions.indexes.graphs, partitionOf: graphPartition },
  counted: { ...TABLES.sessions.indexes.counted, partitionOf: countedPartition },
} as const satisfies Record<Use, unknown>;

const { steps: STEPS } = TABLES.sessions.indexes;

/** Something for each shard of an index. */
const shardsOf = <T>(shards: number, of: (shard: number) => T): T[] =>
  Array.from({ length: shards }, (_, shard) => of(shard));

const bookmarkItem = z.object({ place: z.record(z.string(), z.string()) });
const keyOnly = z.object({ pk: z.string(), sk: z.string() });
const partEntry = keyOnly.extend({ plan_id: z.string().optional() });

/** What clean-up needs on DynamoDB. */
export function retentionStore(db: Database): RetentionStore {
  const TableName = db.tables.scenarios;

  const isInUseIn = async (use: Use, partition: string, hour: string): Promise<boolean> => {
    let start: Record<string, unknown> | undefined;
    let limit = FIRST_LOOK;
    do {
      const page = await db.client.send(
        new QueryCommand({
          TableName: db.tables.sessions,
          IndexName: INDEX_OF[use].name,
          KeyConditionExpression: '#partition = :partition',
          FilterExpression: 'active_hour >= :hour',
          ExpressionAttributeNames: { '#partition': INDEX_OF[use].partition },
          ExpressionAttributeValues: { ':partition': partition, ':hour': hour },
          Limit: limit,
          ExclusiveStartKey: start,
        }),
      );
      if ((page.Count ?? 0) > 0) return true;
      start = page.LastEvaluatedKey;
      limit = PAGE;
    } while (start);
    return false;
  };

  const changeState = (
    { tenant_id: tenant, scenario_id: scenarioId, version }: VersionHeader,
    from: VersionState,
    update: string,
    values: Readonly<Record<string, string>>,
  ): Promise<boolean> =>
    guardedWrite(() =>
      db.client.send(
        new UpdateCommand({
          TableName,
          Key: keys.version(tenant, scenarioId, version),
          UpdateExpression: update,
          ConditionExpression: '#state = :from',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ...values, ':from': from },
        }),
      ),
    );

  /** Keys in a partition, the large items among them too: what they hold is read by DynamoDB, and not sent. */
  const keysIn = async (pk: string, beginning?: string): Promise<Key[]> => {
    const items = await queryAll(db, {
      TableName,
      ConsistentRead: true,
      KeyConditionExpression:
        beginning === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :beginning)',
      ExpressionAttributeValues: { ':pk': pk, ':beginning': beginning },
      ProjectionExpression: 'pk, sk',
    });
    return items.map((item) => keyOnly.parse(item));
  };

  /** How many sessions are in some partitions of an index. */
  const countIn = async (index: { name: string; partition: string }, partitions: readonly string[]) => {
    const counts = await Promise.all(
      partitions.map(async (partition) => {
        let count = 0;
        const pages = paginateQuery(
          { client: db.client },
          {
            TableName: db.tables.sessions,
            IndexName: index.name,
            KeyConditionExpression: '#partition = :partition',
            ExpressionAttributeNames: { '#partition': index.partition },
            ExpressionAttributeValues: { ':partition': partition },
            Select: 'COUNT',
          },
        );
        for await (const { Count = 0 } of pages) count += Count;
        return count;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  };

  return {
    async owners(after) {
      const page = await db.client.send(
        new ScanCommand({
          TableName,
          IndexName: PARTS.name,
          Limit: PAGE,
          ExclusiveStartKey: after === undefined ? undefined : JSON.parse(after),
        }),
      );
      const partitions = new Set((page.Items ?? []).map((item) => keyOnly.parse(item).pk));
      return {
        owners: [...partitions].map(ownerOf).filter((owner) => owner !== undefined),
        ...(page.LastEvaluatedKey && { next: JSON.stringify(page.LastEvaluatedKey) }),
      };
    },

    async bookmark() {
      const { Item } = await db.client.send(new GetCommand({ TableName, Key: keys.bookmark() }));
      return Item && JSON.stringify(bookmarkItem.parse(upToDate(Item)).place);
    },

    async setBookmark(place) {
      const Key = keys.bookmark();
      if (place === undefined) {
        await db.client.send(new DeleteCommand({ TableName, Key }));
      } else {
        const Item = asWritten({ ...Key, place: JSON.parse(place) });
        await db.client.send(new PutCommand({ TableName, Item }));
      }
    },

    async isInUse(use: Use, { tenant, scenarioId, version, shards }: VersionPlace, since: Date) {
      const hour = hourOf(since.toISOString());
      const found = await Promise.all(
        shardsOf(shards, (shard) =>
          isInUseIn(use, INDEX_OF[use].partitionOf(tenant, scenarioId, version, shard), hour),
        ),
      );
      return found.includes(true);
    },

    async hasUnindexed({ tenant, scenarioId, version, shards }, hashes) {
      // Whoever leaves in between is taken for one that is not known: it is looked again.
      let atSteps = 0;
      for (const hash of hashes) {
        const partitions = shardsOf(shards, (shard) =>
          stepPartition(tenant, scenarioId, version, hash, shard),
        );
        atSteps += await countIn(STEPS, partitions);
      }
      const partitions = shardsOf(shards, (shard) => graphPartition(tenant, scenarioId, version, shard));
      return atSteps > (await countIn(INDEX_OF.graph, partitions));
    },

    retire(version, at) {
      return changeState(version, 'archived', 'SET #state = :retiring, retiring_since = :at', {
        ':retiring': 'retiring',
        ':at': at.toISOString(),
      });
    },

    async restore(version) {
      await changeState(version, 'retiring', 'SET #state = :archived REMOVE retiring_since', {
        ':archived': 'archived',
      });
    },

    async removeVersion(version) {
      const { tenant_id: tenant, scenario_id: scenarioId, version: number, retiring_since: since } = version;
      // The header first: whoever reads it has the graph as well. Killed in between, the graph is one that nothing
      // refers to.
      const removed = await guardedWrite(() =>
        db.client.send(
          new DeleteCommand({
            TableName,
            Key: keys.version(tenant, scenarioId, number),
            ConditionExpression: '#state = :retiring AND retiring_since = :since',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':retiring': 'retiring', ':since': since },
          }),
        ),
      );
      if (removed) await deleteParts(db, keys.scenario(tenant, scenarioId).pk, [version.graph]);
      return removed;
    },

    async headers(owner) {
      const pk = partitionOf(owner);
      const kinds = owner.kind === 'scenario' ? ['SCENARIO', 'VERSION#'] : ['PLAN'];
      return (await Promise.all(kinds.map((sk) => storedUnder(db, TableName, { pk, sk })))).flat();
    },

    async parts(owner, before): Promise<readonly StoredPart[]> {
      const items = await queryAll(db, {
        TableName,
        IndexName: PARTS.name,
        KeyConditionExpression: '#of = :of AND #at < :before',
        ExpressionAttributeNames: { '#of': PARTS.partition, '#at': PARTS.sort },
        ExpressionAttributeValues: { ':of': partitionOf(owner), ':before': before.toISOString() },
      });
      const parts = items.map((item): [string, StoredPart] => {
        const { sk, plan_id } = partEntry.parse(item);
        const [, id = ''] = sk.split('#');
        return [id, { id, plan_id }];
      });
      return [...new Map(parts).values()];
    },

    async removePart(owner, { id }) {
      const { pk, sk } = keys.parts(partitionOf(owner), id);
      await deleteKeys(db, await keysIn(pk, sk));
    },

    removeDraft({ tenant_id: tenant, scenario_id: scenarioId, draft }) {
      return deleteParts(db, keys.scenario(tenant, scenarioId).pk, [draft]);
    },

    async removeLink({ tenant_id: tenant, scenario_id: scenarioId, from_version: from }) {
      await deleteKeys(db, [keys.deployed(tenant, scenarioId, from)]);
    },

    async removePlan(tenant, planId) {
      const header = keys.plan(tenant, planId);
      await deleteKeys(db, [header]);
      // Parts last: by them the plan is found again, should this be killed in between.
      const doomed = await keysIn(header.pk);
      await deleteKeys(db, [...doomed.filter((key) => !isPart(key)), ...doomed.filter(isPart)]);
    },
  };
}
