import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { COUNT, type CountStore, type OutcomeCounts } from '../deployment/record.ts';
import { Unavailable } from '../errors.ts';
import { conditionFailed, type Database } from './client.ts';
import { keys } from './keys.ts';
import { getItem, getStored } from './read.ts';

/** Attributes of the counts item: counts under `n:`, the last counted position of a stream shard under `s:`. */
const NUMBER = 'n:';
const SHARD = 's:';
const ATTEMPTS = 5;
const MS_PER_DAY = 86_400_000;

/** What became of plans' sessions, on DynamoDB: one item a plan. */
export function countStore(db: Database, now: () => Date): CountStore {
  const TableName = db.tables.scenarios;
  const read = async (tenant: string, planId: string) =>
    (await getItem(db, TableName, keys.counts(tenant, planId))) ?? {};
  return {
    async counts(tenant, planId): Promise<OutcomeCounts> {
      const item = await read(tenant, planId);
      const numbers = Object.entries(item).flatMap(([name, value]) =>
        name.startsWith(NUMBER) && typeof value === 'number'
          ? [[name.slice(NUMBER.length), value] as const]
          : [],
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
      // A plan that clean-up has removed counts nothing more: nobody would ever remove the counts.
      if (!(await getStored(db, TableName, keys.plan(tenant, planId)))) return;
      const today = Math.floor(now().getTime() / MS_PER_DAY);
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const item = await read(tenant, planId);
        const seen = positionSchema.safeParse(item[SHARD + shard]).data;
        const fresh = events.filter((event) => position(event.sequence) > (seen?.at ?? ''));
        const last = fresh.at(-1);
        if (!last) return;

        const sums = new Map<string, number>();
        let migratedAt = typeof item.last_migration_at === 'string' ? item.last_migration_at : undefined;
        for (const { increments, migrated_at } of fresh) {
          for (const [name, by] of Object.entries(increments)) sums.set(name, (sums.get(name) ?? 0) + by);
          if (migrated_at !== undefined && migrated_at > (migratedAt ?? '')) migratedAt = migrated_at;
        }
        const names = [...sums.keys()];
        const past = shardsOfThePast(item, today);
        try {
          await db.client.send(
            new UpdateCommand({
              TableName,
              Key: keys.counts(tenant, planId),
              UpdateExpression:
                `ADD ${names.map((_, index) => `#n${index} :n${index}`).join(', ')} SET #shard = :last` +
                (migratedAt === undefined ? '' : ', last_migration_at = :migrated') +
                (past.length === 0 ? '' : ` REMOVE ${past.map((_, index) => `#p${index}`).join(', ')}`),
              ConditionExpression: seen ? '#shard = :seen' : 'attribute_not_exists(#shard)',
              ExpressionAttributeNames: {
                '#shard': SHARD + shard,
                ...Object.fromEntries(names.map((name, index) => [`#n${index}`, NUMBER + name])),
                ...Object.fromEntries(past.map((name, index) => [`#p${index}`, name])),
              },
              ExpressionAttributeValues: {
                ':last': { at: position(last.sequence), on: today },
                ...(seen && { ':seen': seen }),
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

const positionSchema = z.object({ at: z.string(), on: z.number() });

/** A stream keeps its records for a day: positions in shards that were not read for longer are needed no more. */
function shardsOfThePast(item: Readonly<Record<string, unknown>>, today: number): string[] {
  return Object.entries(item).flatMap(([name, value]) => {
    const read = name.startsWith(SHARD) ? positionSchema.safeParse(value).data : undefined;
    return read && read.on < today - 2 ? [name] : [];
  });
}

/** Stream positions are numbers of up to 40 digits; padded, text order is their order. */
const position = (sequence: string): string => sequence.padStart(40, '0');
