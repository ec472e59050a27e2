import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { BOARD_SIZE } from '../../lib/store/board.ts';
import { planStore } from '../../lib/store/plan-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { itemsOf, testDatabase } from '../support/database.ts';
import { aPart, aPlan, aPointer, aPosition, aSession, at, hashFor, versionOf } from '../support/records.ts';
import { scenario } from '../support/scenario-builder.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const store = scenarioStore(db);
const sessions = sessionStore(db);

async function created(more: Parameters<typeof aPointer>[0] = {}) {
  const pointer = aPointer(more);
  expect(await store.create(pointer, versionOf(pointer))).toBe(true);
  return pointer;
}

/** What the hot path reads as published, for a session of the scenario. */
async function published(tenant: string, scenarioId: string) {
  const session = aSession(tenant, { position: aPosition({ scenario_id: scenarioId }) });
  await sessions.create(session, {}, []);
  return (await sessions.readForTurn(tenant, session.session_id)).published;
}

describe('a scenario', () => {
  it('comes back as it was created, with its version', async () => {
    const pointer = aPointer();
    const version = versionOf(pointer, { source: 'commit 1' });
    await store.create(pointer, version);
    const { tenant_id: tenant, scenario_id: id } = pointer;
    expect(await store.pointer(tenant, id)).toEqual(pointer);
    expect(await store.header(tenant, id, 1)).toEqual(version);
    expect(await store.headers(tenant, id)).toEqual([version]);
  });

  it('is created once: the second time nothing is written', async () => {
    const pointer = await created();
    const before = await itemsOf(db, pointer.tenant_id);
    const other = { ...pointer, name: 'another', published_version: 7 };
    expect(await store.create(other, versionOf(other))).toBe(false);
    expect(await itemsOf(db, pointer.tenant_id)).toEqual(before);
  });

  it('is created once by many at the same time', async () => {
    const pointer = aPointer();
    const results = await Promise.all(
      Array.from({ length: 5 }, () => store.create(pointer, versionOf(pointer))),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it('belongs to its tenant, whatever the ids are made of', async () => {
    const scenarioId = randomUUID();
    const { tenant_id } = await created({ scenario_id: `x#SCENARIO#${scenarioId}` });
    expect(await store.pointer(`${tenant_id}#SCENARIO#x`, scenarioId)).toBeUndefined();
    expect(await store.pointer(randomUUID(), `x#SCENARIO#${scenarioId}`)).toBeUndefined();
  });

  it('that does not exist has no pointer, no versions, no deployed plans', async () => {
    const tenant = randomUUID();
    expect(await store.pointer(tenant, 'nothing')).toBeUndefined();
    expect(await store.header(tenant, 'nothing', 1)).toBeUndefined();
    expect(await store.headers(tenant, 'nothing')).toEqual([]);
    expect(await store.deployedSince(tenant, 'nothing', 1)).toEqual([]);
  });
});

describe('a graph', () => {
  it('comes back as it was put', async () => {
    const graph = scenario('onboarding', 3)
      .step('ask', { collects: ['age'], awaits: true })
      .to('done', { when: 'age > 17', fields: ['age'], priority: 2 })
      .step('done', { checkpoint: 'order sent' })
      .field('age', { type: 'integer', minimum: 0 })
      .build();
    const ref = await store.putGraph('t', 'g', graph);
    expect(await store.graph('t', 'g', ref)).toEqual(graph);
  });

  it('that was removed is absent', async () => {
    const tenant = randomUUID();
    const ref = await store.putGraph(tenant, 'g', scenario().step('a').build());
    await store.deleteGraph(tenant, 'g', ref);
    expect(await store.graph(tenant, 'g', ref)).toBeUndefined();
    expect(await itemsOf(db, tenant)).toEqual([]);
  });
});

describe('the number of index shards', () => {
  it('grows and never shrinks', async () => {
    const { tenant_id: tenant, scenario_id: id } = await created({ index_shards: 8 });
    const shards = async () => (await store.pointer(tenant, id))?.index_shards;
    await store.widenIndex(tenant, id, 16);
    expect(await shards()).toBe(16);
    await store.widenIndex(tenant, id, 8);
    expect(await shards()).toBe(16);
  });

  it('grows to the largest of several asked for at once', async () => {
    const { tenant_id: tenant, scenario_id: id } = await created({ index_shards: 1 });
    await Promise.all([4, 32, 8, 16].map((shards) => store.widenIndex(tenant, id, shards)));
    expect((await store.pointer(tenant, id))?.index_shards).toBe(32);
  });

  it('of a scenario that does not exist creates none', async () => {
    const tenant = randomUUID();
    await store.widenIndex(tenant, 'nothing', 16);
    expect(await itemsOf(db, tenant)).toEqual([]);
  });
});

describe('the board', () => {
  it('tells a turn what is published, in the same round trip', async () => {
    const { tenant_id, scenario_id } = await created();
    expect(await published(tenant_id, scenario_id)).toEqual({ version: 1, checksum: hashFor('v1') });
  });

  it('holds one hundred scenarios; a further one is read from its pointer', async () => {
    const tenant_id = randomUUID();
    const pointers = [];
    for (let count = 0; count <= BOARD_SIZE; count += 1) pointers.push(await created({ tenant_id }));
    const last = pointers.at(-1)?.scenario_id ?? '';
    const before = pointers.at(-2)?.scenario_id ?? '';
    expect(await published(tenant_id, last)).toBeUndefined();
    expect(await published(tenant_id, before)).toMatchObject({ version: 1 });
    expect(await store.pointer(tenant_id, last)).toMatchObject({ published_version: 1 });
  });

  it('says nothing of a scenario that is not on it, even if JavaScript knows its name', async () => {
    const { tenant_id } = await created();
    for (const name of ['constructor', 'toString', 'valueOf']) {
      expect([name, await published(tenant_id, name)]).toEqual([name, undefined]);
    }
  });

  it('holds scenarios whose names JavaScript knows', async () => {
    const { tenant_id } = await created({ scenario_id: 'constructor' });
    expect(await published(tenant_id, 'constructor')).toMatchObject({ version: 1 });
  });
});

describe('the deployed plans', () => {
  it('that lead on from a version come in order, also when versions skip numbers', async () => {
    const pointer = await created();
    const { tenant_id: tenant, scenario_id: id } = pointer;
    let current = pointer;
    for (const to of [2, 5, 11]) {
      const plan = aPlan(current, { to_version: to, status: 'deploying', deployment: deploymentAt(0) });
      await planStore(db).create(plan, [], current);
      await publish(current, plan);
      current = (await store.pointer(tenant, id)) ?? current;
    }
    const from = async (version: number) =>
      (await store.deployedSince(tenant, id, version)).map((link) => [link.from_version, link.to_version]);
    expect(await from(1)).toEqual([
      [1, 2],
      [2, 5],
      [5, 11],
    ]);
    expect(await from(5)).toEqual([[5, 11]]);
    expect(await from(11)).toEqual([]);
  });

  const deploymentAt = (seconds: number) => ({
    id: randomUUID(),
    attempt: 1,
    started_at: at(seconds),
    started_by: 'olivia',
  });

  async function publish(pointer: Awaited<ReturnType<typeof created>>, plan: ReturnType<typeof aPlan>) {
    const plans = planStore(db);
    const approved = { ...plan, status: 'approved', revision: 2 } as const;
    await plans.replace({ before: plan, after: approved });
    const deploying = { ...plan, status: 'deploying', revision: 3 } as const;
    expect(await plans.startDeployment({ before: approved, after: deploying })).toBe(true);
    const version = versionOf(pointer, { version: plan.to_version, graph: plan.draft });
    const done = await plans.publish(
      { before: deploying, after: { ...deploying, status: 'deployed', revision: 4 } },
      {
        published: version,
        archived: versionOf(pointer, { state: 'archived' }),
        link: {
          from_version: plan.from_version,
          to_version: plan.to_version,
          plan_id: plan.id,
          deployment_id: plan.deployment?.id ?? '',
          started_at: at(0),
          deployed_at: at(1),
          table: aPart(),
        },
      },
    );
    expect(done).toBe(true);
  }
});
