import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { COUNT, type CountedEvent } from '../../lib/deployment/record.ts';
import { countStore } from '../../lib/store/count-store.ts';
import { keys } from '../../lib/store/keys.ts';
import { itemsOf, testDatabase } from '../support/database.ts';
import { at } from '../support/records.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const store = countStore(db, () => new Date(at(0)));

/** Events of one shard, by their positions there; each is a session that moved. */
const moves = (...sequences: number[]): CountedEvent[] =>
  sequences.map((sequence) => ({
    sequence: `${sequence}`,
    increments: { [COUNT.applied]: 1, [COUNT.action('continue')]: 1 },
    migrated_at: at(sequence),
  }));

async function aPlanOfItsOwn() {
  const [tenant, plan] = [randomUUID(), randomUUID()];
  const Item = keys.plan(tenant, plan);
  await db.client.send(new PutCommand({ TableName: db.tables.scenarios, Item }));
  return {
    tenant,
    add: (shard: string, events: CountedEvent[], counts = store) => counts.add(tenant, plan, shard, events),
    applied: async () => (await store.counts(tenant, plan)).applied,
    counts: () => store.counts(tenant, plan),
  };
}

describe('the counts of a plan', () => {
  it('are zero before anything happened', async () => {
    expect(await (await aPlanOfItsOwn()).counts()).toEqual({
      applied: 0,
      checkpoint_blocks: 0,
      by_scenario: {},
      by_action: {},
      settled: {},
    });
  });

  it('add up what the events say, by name', async () => {
    const plan = await aPlanOfItsOwn();
    await plan.add('shard-1', [
      { sequence: '1', increments: { [COUNT.applied]: 1, [COUNT.scenario('gap_fill')]: 1 } },
      { sequence: '2', increments: { [COUNT.action('pin')]: 1, [COUNT.checkpointBlocks]: 1 } },
      { sequence: '3', increments: { [COUNT.settled('deployment:1')]: 1, [COUNT.action('pin')]: 1 } },
    ]);
    expect(await plan.counts()).toEqual({
      applied: 1,
      checkpoint_blocks: 1,
      by_scenario: { gap_fill: 1 },
      by_action: { pin: 2 },
      settled: { 'deployment:1': 1 },
    });
  });

  it('count a batch that comes twice once', async () => {
    const plan = await aPlanOfItsOwn();
    await plan.add('shard-1', moves(1, 2, 3));
    await plan.add('shard-1', moves(1, 2, 3));
    expect(await plan.applied()).toBe(3);
  });

  it('count of a batch that overlaps with the last one only what is new', async () => {
    const plan = await aPlanOfItsOwn();
    await plan.add('shard-1', moves(1, 2, 3));
    await plan.add('shard-1', moves(2, 3, 4, 5));
    expect(await plan.applied()).toBe(5);
  });

  it('pass over a batch that comes late', async () => {
    const plan = await aPlanOfItsOwn();
    await plan.add('shard-1', moves(1, 2));
    await plan.add('shard-1', moves(3, 4));
    await plan.add('shard-1', moves(1, 2));
    expect(await plan.applied()).toBe(4);
  });

  it('compare positions as numbers, however long they are', async () => {
    const plan = await aPlanOfItsOwn();
    await plan.add('shard-1', moves(9));
    await plan.add('shard-1', moves(10));
    expect(await plan.applied()).toBe(2);
    const long: CountedEvent = { sequence: '1'.repeat(38), increments: { [COUNT.applied]: 1 } };
    await plan.add('shard-1', [long]);
    await plan.add('shard-1', [long]);
    expect(await plan.applied()).toBe(3);
  });

  it('know each shard by itself', async () => {
    const plan = await aPlanOfItsOwn();
    await plan.add('shard-1', moves(100));
    await plan.add('shard-2', moves(1));
    await plan.add('shard-2', moves(1));
    expect(await plan.applied()).toBe(2);
  });

  it('lose nothing and count nothing twice when batches come at the same time', async () => {
    const plan = await aPlanOfItsOwn();
    const batch = moves(1, 2, 3);
    await Promise.all([
      plan.add('shard-1', batch),
      plan.add('shard-1', batch),
      plan.add('shard-2', batch),
      plan.add('shard-3', batch),
    ]);
    expect(await plan.applied()).toBe(9);
  });

  it('know when the last session moved, in whatever order the shards are read', async () => {
    const plan = await aPlanOfItsOwn();
    await plan.add('shard-1', moves(1, 50));
    await plan.add('shard-2', moves(20));
    expect((await plan.counts()).last_migration_at).toBe(at(50));
  });

  it('belong to one plan of one tenant', async () => {
    const plan = await aPlanOfItsOwn();
    await plan.add('shard-1', moves(1));
    expect((await store.counts(plan.tenant, randomUUID())).applied).toBe(0);
  });

  it('forget shards that were not read for days, so that their item stays small', async () => {
    const plan = await aPlanOfItsOwn();
    await plan.add('shard-old', moves(1));
    const daysLater = countStore(db, () => new Date(at(5 * 86_400)));
    await plan.add('shard-new', moves(1), daysLater);
    const item = (await itemsOf(db, plan.tenant)).find(({ sk }) => sk === 'COUNTS');
    expect(Object.keys(item ?? {}).filter((name) => name.includes('shard'))).toEqual(['s:shard-new']);
    expect(await plan.applied()).toBe(2);
  });
});
