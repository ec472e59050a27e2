import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { COUNT, type CountStore, type OutcomeCounts } from '../deployment/record.ts';
import { Unavailable } from '../errors.ts';
import { conditionFailed, type Database } from './client.ts';
import { keys } from './keys.ts';

/** Attributes of the counts item: counts under `n:`, the last counted position of a stream shard under `s:`. */
const NUMBER = 'n:';
const SHARD = 's:';
const ATTEMPTS = 5;

/** What became of plans' sessions, on DynamoDB: one item a plan. */
export function countStore(db: Database): CountStore {
  const TableName = db.tables.scenarios;
  const read = async (tenant: string, planId: string): Promise<Record<string, unknown>> => {
    const Key = keys.counts(tenant, planId);
    return (await db.client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item ?? {};
  };
  return {
    async counts(tenant, planId): Promise<OutcomeCounts> {
      const item = await read(tenant, planId);
      const numbers = Object.entries(item).flatMap(([name, value]) =>
        name.startsWith(NUMBER) && typeof value === 'number' ? [[name.slice(NUMBER.length), value] as const] : [],
      );
      const under = (prefix: string): Record<string, number> =>
        Object.fromEntries(
          numbers.flatMap(([name, value]) =>
            name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
          ),
        );
      const all = new Map(numbers);
      return {
        applied: all.get(COUNT.applied) ?? 0,
        checkpoint_blocks: all.get(COUNT.checkpointBlocks) ?? 0,
        by_scenario: under(COUNT.scenario('')),
        by_action: under(COUNT.action('')),
        settled: under(COUNT.settled('')),
        ...(typeof item.last_migration_at === 'string' && { last_migration_at: item.last_migration_at }),
      };
    },

    async add(tenant, planId, shard, events) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const item = await read(tenant, planId);
        const counted = item[SHARD + shard];
        const seen = typeof counted === 'string' ? counted : '';
        const fresh = events.filter((event) => position(event.sequence) > seen);
        const last = fresh.at(-1);
        if (!last) return;

        const sums = new Map<string, number>();
        let migratedAt = typeof item.last_migration_at === 'string' ? item.last_migration_at : undefined;
        for (const { increments, migrated_at } of fresh) {
          for (const [name, by] of Object.entries(increments)) sums.set(name, (sums.get(name) ?? 0) + by);
          if (migrated_at !== undefined && migrated_at > (migratedAt ?? '')) migratedAt = migrated_at;
        }
        const names = [...sums.keys()];
        try {
          await db.client.send(
            new UpdateCommand({
              TableName,
              Key: keys.counts(tenant, planId),
              UpdateExpression:
                `ADD ${names.map((_, index) => `#n${index} :n${index}`).join(', ')} SET #shard = :last` +
                (migratedAt === undefined ? '' : ', last_migration_at = :migrated'),
              ConditionExpression: seen === '' ? 'attribute_not_exists(#shard)' : '#shard = :seen',
              ExpressionAttributeNames: {
                '#shard': SHARD + shard,
                ...Object.fromEntries(names.map((name, index) => [`#n${index}`, NUMBER + name])),
              },
              ExpressionAttributeValues: {
                ':last': position(last.sequence),
                ...(seen !== '' && { ':seen': seen }),
                ...(migratedAt !== undefined && { ':migrated': migratedAt }),
                ...Object.fromEntries(names.map((name, index) => [`:n${index}`, sums.get(name)])),
              },
            }),
          );
          return;
        } catch (error) {
          // The same batch is being counted twice at once: look again at what is left of it.
          if (!conditionFailed(error)) throw error;
        }
      }
      throw new Unavailable('contended', `the counts of plan ${planId} are being written by others`);
    },
  };
}

/** Stream positions are numbers of up to 40 digits; padded, text order is their order. */
const position = (sequence: string): string => sequence.padStart(40, '0');
