import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { AnchorMigrationPolicySchema } from '../../lib/plan/model.ts';
import type { PlanHeader, Publication } from '../../lib/plan/record.ts';
import type { ScenarioPointer } from '../../lib/scenario/record.ts';
import { planStore } from '../../lib/store/plan-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { itemsOf, testDatabase } from '../support/database.ts';
import { aPart, aPlan, aPointer, at, noContent, versionOf } from '../support/records.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const plans = planStore(db);
const scenarios = scenarioStore(db);

async function aScenario(more: Partial<ScenarioPointer> = {}): Promise<ScenarioPointer> {
  const pointer = aPointer(more);
  await scenarios.create(pointer, versionOf(pointer));
  return pointer;
}

async function stored(more: Partial<PlanHeader> = {}) {
  const pointer = await aScenario();
  const plan = aPlan(pointer, more);
  expect(await plans.create(plan, [], pointer)).toBe(true);
  return { pointer, plan };
}

const current = async ({ tenant_id, scenario_id }: ScenarioPointer) => {
  const pointer = await scenarios.pointer(tenant_id, scenario_id);
  if (!pointer) throw new Error('the scenario is gone');
  return pointer;
};

const next = (plan: PlanHeader, change: Partial<PlanHeader>): PlanHeader => ({
  ...plan,
  ...change,
  revision: plan.revision + 1,
});

const aDeployment = () => ({ id: randomUUID(), attempt: 1, started_at: at(5), started_by: 'olivia' });

describe('a plan', () => {
  it('comes back with everything that its header holds', async () => {
    const { plan } = await stored({
      approved_at: at(1),
      approved_by: 'anna',
      reject_reason: '',
      warning_count: 7,
      deployment: {
        ...aDeployment(),
        layout: { units: 2, shards: 8, group_size: 3 },
        table: aPart(),
        error: 'Unavailable',
      },
    });
    expect(await plans.get(plan.tenant_id, plan.id)).toEqual(plan);
  });

  it('of another tenant is absent', async () => {
    const { plan } = await stored();
    expect(await plans.get(randomUUID(), plan.id)).toBeUndefined();
  });

  it('has its content beside it, each write of its own', async () => {
    const { plan } = await stored();
    const policies = { abc: AnchorMigrationPolicySchema.parse({ update_downstream: false }) };
    const first = await plans.putContent(plan.tenant_id, plan.id, noContent);
    const second = await plans.putContent(plan.tenant_id, plan.id, { ...noContent, policies });
    expect(await plans.content({ ...plan, ...first })).toEqual(noContent);
    expect(await plans.content({ ...plan, ...second })).toEqual({ ...noContent, policies });
    expect(await plans.policies({ ...plan, ...second })).toEqual(policies);
  });

  it('loses replaced content without a trace', async () => {
    const { plan } = await stored();
    const before = await itemsOf(db, plan.tenant_id);
    const refs = await plans.putContent(plan.tenant_id, plan.id, noContent);
    await plans.deleteContent(plan.tenant_id, plan.id, refs);
    expect(await itemsOf(db, plan.tenant_id)).toEqual(before);
  });

  it('has a match table, or none', async () => {
    const { plan } = await stored();
    const ref = await plans.putTable(plan, { matches: [['a', 'b', 'exact']] });
    expect(await plans.table(plan.tenant_id, plan.id, ref)).toEqual({ matches: [['a', 'b', 'exact']] });
    expect(await plans.table(plan.tenant_id, plan.id, aPart())).toBeUndefined();
  });
});

describe('creating a plan', () => {
  it('makes it the live one of its pair of versions', async () => {
    const { pointer, plan } = await stored();
    expect(await plans.liveFrom(pointer.tenant_id, pointer.scenario_id, 1)).toEqual([
      { plan_id: plan.id, to_version: 2 },
    ]);
    expect(await plans.liveFrom(pointer.tenant_id, pointer.scenario_id, 2)).toEqual([]);
  });

  it('supersedes another one in the same transaction', async () => {
    const { pointer, plan: old } = await stored();
    const plan = aPlan(pointer, { to_version: 3 });
    const superseded = next(old, { status: 'superseded', expires_at: at(100) });
    expect(await plans.create(plan, [{ before: old, after: superseded }], await current(pointer))).toBe(true);
    expect(await plans.get(old.tenant_id, old.id)).toEqual(superseded);
    expect(await plans.liveFrom(pointer.tenant_id, pointer.scenario_id, 1)).toEqual([
      { plan_id: plan.id, to_version: 3 },
    ]);
  });

  it.each([
    [
      'the one to supersede has changed meanwhile',
      async (old: PlanHeader) => {
        await plans.replace({ before: old, after: next(old, { status: 'approved' }) });
      },
    ],
    [
      'another plan of the scenario was made meanwhile',
      async (_: PlanHeader, pointer: ScenarioPointer) => {
        await plans.create(aPlan(pointer, { to_version: 9 }), [], await current(pointer));
      },
    ],
  ])('writes nothing when %s', async (_, meanwhile) => {
    const { pointer, plan: old } = await stored();
    const seen = await current(pointer);
    await meanwhile(old, pointer);
    const before = await itemsOf(db, pointer.tenant_id);
    const plan = aPlan(pointer, { to_version: 3 });
    const change = { before: old, after: next(old, { status: 'superseded' }) };
    expect(await plans.create(plan, [change], seen)).toBe(false);
    expect(await itemsOf(db, pointer.tenant_id)).toEqual(before);
  });

  it('from a version that is not published any more writes nothing', async () => {
    const pointer = await aScenario({ published_version: 4 });
    const before = await itemsOf(db, pointer.tenant_id);
    expect(await plans.create(aPlan(pointer, { from_version: 3 }), [], pointer)).toBe(false);
    expect(await itemsOf(db, pointer.tenant_id)).toEqual(before);
  });

  it('for the same pair at the same time gives one plan', async () => {
    const pointer = await aScenario();
    const results = await Promise.all(
      Array.from({ length: 5 }, () => plans.create(aPlan(pointer), [], pointer)),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
  });
});

describe('replacing a header', () => {
  it('in parallel is won by exactly one', async () => {
    const { plan } = await stored();
    const rivals = Array.from({ length: 6 }, (_, at) => next(plan, { approved_by: `rival ${at}` }));
    const results = await Promise.all(rivals.map((after) => plans.replace({ before: plan, after })));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await plans.get(plan.tenant_id, plan.id)).toEqual(rivals[results.indexOf(true)]);
  });

  it('is refused for another revision and for another status than the stored one', async () => {
    const { plan } = await stored();
    const after = next(plan, { status: 'approved' });
    expect(await plans.replace({ before: { ...plan, revision: 9 }, after })).toBe(false);
    expect(await plans.replace({ before: { ...plan, status: 'rejected' }, after })).toBe(false);
    expect(await plans.get(plan.tenant_id, plan.id)).toEqual(plan);
  });

  it('gives the pair free when the plan is not live any more', async () => {
    const { pointer, plan } = await stored();
    await plans.replace({ before: plan, after: next(plan, { status: 'rejected' }) });
    expect(await plans.liveFrom(pointer.tenant_id, pointer.scenario_id, 1)).toEqual([]);
    expect(await plans.create(aPlan(pointer), [], await current(pointer))).toBe(true);
  });
});

describe('a deployment', () => {
  const deploying = (plan: PlanHeader) => next(plan, { status: 'deploying', deployment: aDeployment() });
  const started = async () => {
    const { pointer, plan } = await stored({ status: 'approved' });
    const after = deploying(plan);
    expect(await plans.startDeployment({ before: plan, after })).toBe(true);
    return { pointer, plan: after };
  };
  const publication = (pointer: ScenarioPointer, plan: PlanHeader): Publication => ({
    published: versionOf(pointer, { version: 2, checksum: plan.scenario_checksum_v2, graph: plan.draft }),
    archived: versionOf(pointer, { state: 'archived', archived_at: at(9) }),
    link: {
      from_version: 1,
      to_version: 2,
      plan_id: plan.id,
      deployment_id: plan.deployment?.id ?? '',
      started_at: at(5),
      deployed_at: at(9),
      table: aPart(),
    },
  });
  const deployed = (plan: PlanHeader) => next(plan, { status: 'deployed', deployed_at: at(9) });

  it("takes the scenario's one slot", async () => {
    const { pointer, plan } = await started();
    const slot = { plan_id: plan.id, deployment_id: plan.deployment?.id };
    expect((await current(pointer)).deploying).toEqual(slot);

    const other = aPlan(pointer, { to_version: 3, status: 'approved' });
    await plans.create(other, [], await current(pointer));
    expect(await plans.startDeployment({ before: other, after: deploying(other) })).toBe(false);
    expect(await plans.get(other.tenant_id, other.id)).toEqual(other);
    expect((await current(pointer)).deploying).toEqual(slot);
  });

  it('is started once by many at the same time', async () => {
    const { plan } = await stored({ status: 'approved' });
    const results = await Promise.all(
      Array.from({ length: 5 }, () => plans.startDeployment({ before: plan, after: deploying(plan) })),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it('gives the slot back when it ends without publishing', async () => {
    const { pointer, plan } = await started();
    expect(await plans.endDeployment({ before: plan, after: next(plan, { status: 'approved' }) })).toBe(true);
    expect((await current(pointer)).deploying).toBeUndefined();
  });

  it('is published in one transaction: plan, pointer, both versions, the link, the slot', async () => {
    const { pointer, plan } = await started();
    const change = { before: plan, after: deployed(plan) };
    const { published, archived, link } = publication(pointer, plan);
    expect(await plans.publish(change, { published, archived, link })).toBe(true);

    const { tenant_id: tenant, scenario_id: id } = pointer;
    const { deploying: slot, ...then } = await current(pointer);
    expect(slot).toBeUndefined();
    expect(then).toMatchObject({
      published_version: 2,
      published_checksum: plan.scenario_checksum_v2,
      graph: plan.draft,
    });
    expect(await plans.get(tenant, plan.id)).toEqual(change.after);
    expect(await scenarios.headers(tenant, id)).toEqual([archived, published]);
    expect(await scenarios.deployedSince(tenant, id, 1)).toEqual([link]);
    expect(await plans.liveFrom(tenant, id, 1)).toEqual([]);
  });

  it('is published once', async () => {
    const { pointer, plan } = await started();
    const change = { before: plan, after: deployed(plan) };
    await plans.publish(change, publication(pointer, plan));
    const before = await itemsOf(db, pointer.tenant_id);
    expect(await plans.publish(change, publication(pointer, plan))).toBe(false);
    expect(await itemsOf(db, pointer.tenant_id)).toEqual(before);
  });

  it('that was cancelled meanwhile is not published, not even in part', async () => {
    const { pointer, plan } = await started();
    await plans.endDeployment({ before: plan, after: next(plan, { status: 'approved' }) });
    const before = await itemsOf(db, pointer.tenant_id);
    const change = { before: plan, after: deployed(plan) };
    expect(await plans.publish(change, publication(pointer, plan))).toBe(false);
    expect(await itemsOf(db, pointer.tenant_id)).toEqual(before);
  });
});

describe('a list of plans', () => {
  /** Plans 1 to `count` of a scenario, each a second later than the one before. */
  async function made(count: number) {
    const pointer = await aScenario();
    const all: PlanHeader[] = [];
    for (let each = 1; each <= count; each += 1) {
      const plan = aPlan(pointer, {
        to_version: each + 1,
        created_at: at(each),
        status: each % 2 === 0 ? 'approved' : 'pending',
      });
      await plans.create(plan, [], await current(pointer));
      all.push(plan);
    }
    return { pointer, all };
  }
  const now = new Date(at(1_000));
  const versions = (page: { plans: readonly { to_version: number }[] }) =>
    page.plans.map((plan) => plan.to_version);

  it('is newest first, in pages that go on where the last one ended', async () => {
    const { pointer } = await made(7);
    const pages: number[][] = [];
    let cursor: string | undefined;
    do {
      const page = await plans.list(pointer.tenant_id, {}, 3, cursor, now);
      expect(page.total).toBe(7);
      pages.push(versions(page));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(pages).toEqual([[8, 7, 6], [5, 4, 3], [2]]);
  });

  it('has no cursor when the last page is just full', async () => {
    const { pointer } = await made(2);
    expect(await plans.list(pointer.tenant_id, {}, 2, undefined, now)).not.toHaveProperty('next_cursor');
  });

  it('is filtered by status and by scenario, and counts what is left', async () => {
    const { pointer } = await made(5);
    const { tenant_id: tenant, scenario_id } = pointer;
    const approved = await plans.list(tenant, { status: 'approved' }, 50, undefined, now);
    expect([versions(approved), approved.total]).toEqual([[5, 3], 2]);
    expect(await plans.list(tenant, { scenario_id }, 50, undefined, now)).toMatchObject({ total: 5 });
    expect(await plans.list(tenant, { scenario_id: 'other' }, 50, undefined, now)).toEqual({
      plans: [],
      total: 0,
    });
  });

  it('leaves out what has expired', async () => {
    const { pointer, all } = await made(2);
    const [first] = all;
    if (!first) throw new Error('no plan');
    const after = next(first, { status: 'rejected', expires_at: at(500) });
    await plans.replace({ before: first, after });
    const total = async (seconds: number) =>
      (await plans.list(pointer.tenant_id, {}, 50, undefined, new Date(at(seconds)))).total;
    expect(await total(499)).toBe(2);
    expect(await total(500)).toBe(1);
  });

  it('shows no other tenant', async () => {
    await made(1);
    expect(await plans.list(randomUUID(), {}, 50, undefined, now)).toEqual({ plans: [], total: 0 });
  });
});
