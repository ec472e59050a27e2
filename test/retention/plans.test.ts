import { describe, expect, inject, it, test } from 'vitest';
import { greeting } from '../support/plan-states.ts';
import { RetentionWorld, told } from './retention-world.ts';

const PLAN_IS_GONE = { status: undefined, own: 0, graphs: 1 };

/** What is left of the last plan: its status, items in its partition, graphs in the scenario's. */
async function leftOf(here: RetentionWorld, planId = here.world.planId) {
  const items = await here.items();
  const parts = items.filter(({ sk }) => sk.startsWith('PART#'));
  return {
    status: (await here.world.stores.plans.get(here.world.tenant, planId))?.status,
    own: items.filter(({ pk }) => pk.endsWith(`#PLAN#${planId}`)).length,
    graphs: parts.filter(({ pk }) => pk.includes('#SCENARIO#')).length,
  };
}

describe('a plan that is not deployed', () => {
  it.each([
    ['rejected', 'plan_retention_days', {}, 30],
    ['superseded', 'plan_retention_days: 2', { plan_retention_days: 2 }, 2],
  ] as const)('and %s goes after %s, with its draft', async (status, _, retention, days) => {
    const here = await RetentionWorld.create(inject, greeting(1), retention);
    await here.world.approve(greeting(2));
    const planId = here.world.planId;
    if (status === 'rejected') await here.world.reject();
    else await here.world.approve(greeting(3));
    here.days(days - 0.01);
    expect(told((await here.cleanUp()).kept)).toContain(`plan ${status}, not expired: 1`);
    expect(await leftOf(here, planId)).toMatchObject({ status });

    here.days(0.01);
    expect(told((await here.cleanUp()).removed)).toEqual([`plan ${status}, and expired: 1`]);
    const left = await leftOf(here, planId);
    expect(left).toEqual({ ...PLAN_IS_GONE, graphs: status === 'rejected' ? 1 : 2 });
  });

  it('is kept while it is live, for ever', async () => {
    const here = await RetentionWorld.create(inject, greeting(1));
    await here.world.approve(greeting(2));
    const before = await here.items();
    here.days(4_000);
    const [, report] = await here.cleanUpTwice();
    expect(told(report.kept)).toContain('plan approved: 1');
    expect(await here.items()).toEqual(before);
  });

  it('is kept whole while it is being deployed', async () => {
    const here = await RetentionWorld.create(inject, greeting(1));
    await here.world.approve(greeting(2));
    await here.world.start();
    await here.world.prepareAndMark();
    here.days(100);
    const before = await here.items();
    await here.cleanUpTwice();
    expect(await here.items()).toEqual(before);
    await here.world.publish();
    expect(await here.versions()).toEqual({ 1: 'archived', 2: 'published' });
  });
});

describe('a deployed plan', () => {
  it.each([
    ['plan_retention_days', {}, 30],
    ['plan_retention_days: 60', { plan_retention_days: 60 }, 60],
  ])('goes after %s, once the version that it leads on from is gone', async (_, retention, days) => {
    const here = await RetentionWorld.create(inject, greeting(1), retention);
    await here.deploy(greeting(2));
    here.days(days - 0.1);
    const [, early] = await here.cleanUpTwice();
    expect(told(early.kept)).toContain('plan deployed; deployed less than plan_retention_days ago: 1');
    expect(await here.versions()).toEqual({ 2: 'published' });
    expect(await here.links()).toEqual([1]);

    here.days(0.1);
    expect(told((await here.cleanUp()).removed)).toEqual(['plan deployed, and leads nobody any more: 1']);
    // The graph that it led to is the published one.
    expect(await leftOf(here)).toEqual(PLAN_IS_GONE);
    expect(await here.links()).toEqual([]);
    const { tenant, scenarioId, stores } = here.world;
    const { graph } = await here.header(2);
    expect(await stores.scenarios.graph(tenant, scenarioId, graph)).toEqual(greeting(2));
  });

  it('is kept while sessions can be imported where it leads on from', async () => {
    const here = await RetentionWorld.create(inject, greeting(1), {
      plan_retention_days: 1,
      version_retention_days: 20,
    });
    await here.deploy(greeting(2));
    here.days(19);
    const [, report] = await here.cleanUpTwice();
    expect(told(report.kept)).toContain('plan deployed; the version that it leads on from is kept: 1');
    const id = await here.world.guest({ step: 'ask', version: 1 });
    expect((await here.reconcile(id)).decision?.fallback).toBeUndefined();
    here.days(1);
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 2: 'published' });
    expect(await here.links()).toEqual([]);
  });

  it('is kept, and with it all that lead on, for a session that came back to a graph that is gone', async () => {
    const asking = (version: number) => {
      const { steps, ...rest } = greeting(version);
      return {
        ...rest,
        steps: steps.map((step) =>
          step.id === 'greet' ? { ...step, collects_profile_fields: ['age'] } : step,
        ),
      };
    };
    const here = await RetentionWorld.create(inject, greeting(1), { plan_retention_days: 100 });
    const id = await here.world.guest({ step: 'ask' });
    await here.deploy(asking(2));
    await here.deploy(asking(3));
    here.days(92);
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 3: 'published' });

    const { answer } = await here.reconcile(id);
    expect(answer).toMatchObject({ action: 'collect', collect_fields: ['age'], graph_version: 1 });
    here.days(20);
    const report = await here.cleanUp();
    expect(told(report.kept)).toEqual(
      expect.arrayContaining([
        'plan deployed; live sessions are on the graph that it leads on from: 1',
        'plan deployed; an older plan that leads here is kept: 1',
      ]),
    );
    expect(await here.links()).toEqual([1, 2]);

    await here.reconcile(id, { provided_fields: { age: 40 } });
    await here.cleanUp();
    expect(await here.links()).toEqual([]);
  });
});

test('an option that is changed holds at once', async () => {
  const here = await RetentionWorld.create(inject, greeting(1));
  await here.deploy(greeting(2));
  here.days(10);
  await here.cleanUp();
  expect(await here.versions()).toEqual({ 1: 'retiring', 2: 'published' });
  here.world.config.retention.version_retention_days = 20;
  here.hours(5);
  await here.cleanUp();
  expect(await here.versions()).toEqual({ 1: 'archived', 2: 'published' });
});
