import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ScenarioInput, ScenarioInputSchema } from '../scenario/model.ts';
import type {
  DeployedLink,
  PartRef,
  ScenarioPointer,
  ScenarioStore,
  VersionHeader,
} from '../scenario/record.ts';
import { onBoard } from './board.ts';
import { type Database, guardedWrite, transact } from './client.ts';
import { deployedLinkItem, pointerItem, versionItem } from './items.ts';
import { type Key, keys } from './keys.ts';
import { deleteParts, getPart, putPart } from './packed.ts';
import { getItem, itemsUnder, queryAll } from './read.ts';
import { asWritten, upToDate } from './schema.ts';

/** Scenarios and their versions on DynamoDB. */
export function scenarioStore(db: Database, now = (): Date => new Date()): ScenarioStore {
  const TableName = db.tables.scenarios;
  const get = (key: Key) => getItem(db, TableName, key);
  const graphPk = (tenant: string, scenarioId: string) => keys.scenario(tenant, scenarioId).pk;

  return {
    async pointer(tenant, scenarioId): Promise<ScenarioPointer | undefined> {
      const item = await get(keys.scenario(tenant, scenarioId));
      return item && pointerItem.parse(item);
    },

    async header(tenant, scenarioId, version): Promise<VersionHeader | undefined> {
      const item = await get(keys.version(tenant, scenarioId, version));
      return item && versionItem.parse(item);
    },

    async headers(tenant, scenarioId): Promise<readonly VersionHeader[]> {
      const { pk } = keys.scenario(tenant, scenarioId);
      return (await itemsUnder(db, TableName, { pk, sk: 'VERSION#' })).map((item) => versionItem.parse(item));
    },

    async graph(tenant, scenarioId, ref): Promise<ScenarioInput | undefined> {
      const value = await getPart(db, graphPk(tenant, scenarioId), ref, 'graph');
      return value === undefined ? undefined : ScenarioInputSchema.parse(value);
    },

    putGraph(tenant, scenarioId, scenario, planId): Promise<PartRef> {
      const pk = graphPk(tenant, scenarioId);
      return putPart(db, pk, randomUUID(), 'graph', scenario, { at: now(), planId });
    },

    deleteGraph(tenant, scenarioId, ref): Promise<void> {
      return deleteParts(db, graphPk(tenant, scenarioId), [ref]);
    },

    async create(pointer, first): Promise<boolean> {
      const board = await onBoard(db, pointer.tenant_id, pointer.scenario_id, {
        version: pointer.published_version,
        checksum: pointer.published_checksum,
      });
      return transact(db, [
        {
          Put: {
            TableName,
            Item: asWritten({ ...keys.scenario(pointer.tenant_id, pointer.scenario_id), ...pointer }),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        {
          Put: {
            TableName,
            Item: asWritten({ ...keys.version(first.tenant_id, first.scenario_id, first.version), ...first }),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        ...board,
      ]);
    },

    async widenIndex(tenant, scenarioId, shards): Promise<void> {
      // Where the condition fails, somebody has widened it already, or further.
      await guardedWrite(() =>
        db.client.send(
          new UpdateCommand({
            TableName,
            Key: keys.scenario(tenant, scenarioId),
            UpdateExpression: 'SET index_shards = :shards',
            ConditionExpression: 'attribute_exists(pk) AND index_shards < :shards',
            ExpressionAttributeValues: { ':shards': shards },
          }),
        ),
      );
    },

    async deployedSince(tenant, scenarioId, version): Promise<readonly DeployedLink[]> {
      const { pk, sk } = keys.deployed(tenant, scenarioId, version);
      const items = await queryAll(db, {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pk, ':from': sk, ':to': 'DEPLOYED#~' },
      });
      return items.map((item) => deployedLinkItem.parse(upToDate(item)));
    },
  };
}
