import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it, test } from 'vitest';
import { cleanUp } from '../../lib/retention/cleanup.ts';
import { keys } from '../../lib/store/keys.ts';
import { Died } from '../support/deployment-world.ts';
import { Faults } from '../support/faults.ts';
import { greeting } from '../support/plan-states.ts';
import { RetentionWorld, told } from './retention-world.ts';

/** The process dies at its n-th request, which does not arrive any more; so do all that it would have sent. */
function dieAt(n: number, client: DynamoDBDocumentClient): void {
  let requests = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      requests += 1;
      if (requests >= n) throw new Died();
      return next(args);
    },
    { step: 'initialize', name: 'dying' },
  );
}

/**
 * One of everything that a run removes: an old version, the deployed plan that led on from it, a rejected plan and
 * its draft, a plan and a graph that were never written to the end, and content that a change of policies left.
 */
async function litter(): Promise<RetentionWorld> {
  const here = await RetentionWorld.create(inject, greeting(1));
  const { world } = here;
  const { plans, scenarios } = world.stores;
  await world.guest({ step: 'ask' });
  await here.deploy(greeting(2));
  await world.approve(greeting(3));
  await world.reject();
  await world.approve(greeting(4));
  const live = await plans.get(world.tenant, world.planId);
  if (!live) throw new Error('there is no plan');
  const content = await plans.content(live);
  await plans.putContent(world.tenant, world.planId, content);
  await plans.putContent(world.tenant, 'never-written', content);
  await scenarios.putGraph(world.tenant, world.scenarioId, greeting(5), 'never-written');
  await scenarios.putGraph(world.tenant, 'never-registered', greeting(1));
  return here;
}

/** What is left when everything else is gone. */
async function expectClean(here: RetentionWorld): Promise<void> {
  expect(await here.versions()).toEqual({ 2: 'published' });
  expect(await here.links()).toEqual([]);
  const { pk: ofScenario } = keys.scenario(here.world.tenant, here.world.scenarioId);
  const { pk: ofPlan } = keys.plan(here.world.tenant, here.world.planId);
  const left: Record<string, number> = {};
  for (const { pk, sk } of await here.items()) {
    const kind = `${pk === ofScenario ? 'scenario' : pk === ofPlan ? 'plan' : pk.split('#')[2]} ${sk.split('#')[0]}`;
    left[kind] = (left[kind] ?? 0) + 1;
  }
  expect(left).toEqual({
    'BOARD BOARD': 1,
    'scenario SCENARIO': 1,
    'scenario VERSION': 1,
    'scenario LIVE': 1,
    // The published graph and the live plan's draft; its map, policies and summary.
    'scenario PART': 2,
    'plan PLAN': 1,
    'plan PART': 3,
  });
  const { tenant, scenarioId, stores } = here.world;
  const plan = await stores.plans.get(tenant, here.world.planId);
  expect(plan && (await stores.plans.content(plan)).summary.nodes_added).toBe(2);
  expect(plan && (await stores.scenarios.graph(tenant, scenarioId, plan.draft))).toEqual(greeting(4));
}

describe('a run', () => {
  it('says what it removed and what it kept, and why', async () => {
    const here = await litter();
    here.days(100);
    const [first, second] = await here.cleanUpTwice();
    expect(told(first.removed).sort()).toEqual([
      'part content of a plan that nothing refers to: 3',
      'part graph that nothing refers to: 2',
      'plan never written to the end, or removed in part: 1',
      'plan rejected, and expired: 1',
    ]);
    expect(told(first.retired)).toEqual(['version nobody needs it: 1']);
    expect(told(second.removed).sort()).toEqual([
      'plan deployed, and leads nobody any more: 1',
      'version archived, and nobody needs it: 1',
    ]);
    expect(told(second.kept).sort()).toEqual(['plan approved: 1', 'version published: 1']);
    expect(second.failed).toEqual([]);
    await expectClean(here);
  });

  it('that is dry says what one that is not would do, and touches nothing', async () => {
    const here = await litter();
    here.days(100);
    for (const _ of ['retires', 'removes', 'has nothing left to do']) {
      const before = await here.items();
      const dry = await here.cleanUp({ dryRun: true });
      expect(dry.dry_run).toBe(true);
      expect(await here.items()).toEqual(before);
      expect({ ...(await here.cleanUp()), dry_run: true }).toEqual(dry);
      here.hours(2);
    }
    await expectClean(here);
  });

  it('leaves alone what somebody may be working at', async () => {
    const here = await litter();
    const before = await here.items();
    here.hours(23);
    await here.cleanUp();
    expect(await here.items()).toEqual(before);
  });

  it('that is killed at whatever request leaves what the next ones finish', async () => {
    const here = await litter();
    here.days(100);
    let survived = false;
    // One request less far each time would begin anew: each goes on with what the ones before it left.
    for (let n = 1; !survived; n += 1) {
      const dying = here.client(inject);
      dieAt(n, dying.client);
      try {
        const { complete, failed } = await here.cleanUp({ db: dying });
        survived = complete && failed.length === 0;
      } catch (error) {
        expect(error).toBeInstanceOf(Died);
      }
      here.hours(2);
    }
    here.days(2);
    await here.cleanUpTwice();
    await expectClean(here);
    expect(here.failures.every((failure) => failure instanceof Died)).toBe(true);
  });

  it('may go on at the same time as others, and its requests may fail', async () => {
    const here = await litter();
    here.days(100);
    for (let round = 0; round < 3; round += 1) {
      const runs = Array.from({ length: 2 }, (_, run) => {
        const failing = here.client(inject);
        new Faults(10 * round + run, {
          rates: { throttled: 0.05, unsent: 0.05, unanswered: 0.1, conflict: 0.05, partial: 0.2 },
          lasting: 0.1,
          delayMs: 5,
        }).under(failing.client);
        return here.cleanUp({ db: failing });
      });
      await Promise.allSettled(runs);
      here.hours(2);
    }
    here.days(2);
    await here.cleanUpTwice();
    await expectClean(here);
  });
});

describe('a run whose time is up', () => {
  /** There is time for so many looks at the clock. */
  const looks = (times: number) => () => times--;

  it('stops, says so, and is gone on with until everything has been looked at', async () => {
    const here = await litter();
    here.days(100);
    for (let round = 0; round < 2; round += 1) {
      const early = await here.cleanUp({ timeLeft: looks(2) });
      expect(early.complete).toBe(false);
      expect((await here.cleanUp()).complete).toBe(true);
      here.hours(2);
    }
    await expectClean(here);
  });

  it('begins again where the last one stopped, and comes round to what lies before', async () => {
    const here = await litter();
    here.days(100);
    const store = here.deps().store;
    const owners = (await store.owners(undefined)).owners;
    expect(owners.length).toBeGreaterThan(4);
    // As a page of the index ends in the middle.
    const place = await placeAfter(here);
    await store.setBookmark(place);
    const report = await here.cleanUp();
    expect(report.complete).toBe(true);
    here.hours(2);
    await here.cleanUp();
    expect(await store.bookmark()).toBeUndefined();
    await expectClean(here);
  });

  it('keeps its place for the next one, and gives it up at the end', async () => {
    const here = await litter();
    const { store, ...deps } = here.deps();
    const pages: (string | undefined)[] = [];
    const place = await placeAfter(here);
    const paged = {
      ...store,
      async owners(after: string | undefined) {
        pages.push(after);
        const page = await store.owners(after);
        return after === undefined ? { ...page, next: place } : page;
      },
    };
    const first = (await store.owners(undefined)).owners.length;
    const stopped = await cleanUp({ dryRun: false, timeLeft: looks(first) }, { ...deps, store: paged });
    expect(stopped.complete).toBe(true);
    expect(pages).toEqual([undefined, place]);
    expect(await store.bookmark()).toBeUndefined();
  });
});

/** A place in the index of parts, after the first of them. */
async function placeAfter(here: RetentionWorld): Promise<string> {
  const part = (await here.items()).find(({ sk }) => sk.startsWith('PART#'));
  return JSON.stringify({ pk: part?.pk, sk: part?.sk, part_of: part?.part_of, part_sk: part?.part_sk });
}

test('what cannot be read is told, and keeps nobody else', async () => {
  const here = await litter();
  here.days(100);
  const Item = { ...keys.version(here.world.tenant, 'never-registered', 1), version: 'damaged' };
  await here.db.client.send(new PutCommand({ TableName: here.db.tables.scenarios, Item }));
  const [, report] = await here.cleanUpTwice();
  expect(report.complete).toBe(true);
  expect(report.failed).toEqual([
    { kind: 'scenario', reason: 'ZodError', count: 1, ids: [`${here.world.tenant}/never-registered`] },
  ]);
  expect(await here.versions()).toEqual({ 2: 'published' });
  expect(here.failures).toHaveLength(2);
});

test('a report stays small, however much there was', async () => {
  const here = await RetentionWorld.create(inject, greeting(1));
  const { world } = here;
  await Promise.all(
    Array.from({ length: 60 }, () =>
      world.stores.scenarios.putGraph(world.tenant, world.scenarioId, greeting(9)),
    ),
  );
  here.days(2);
  const { removed } = await here.cleanUp();
  expect(told(removed)).toEqual(['part graph that nothing refers to: 60']);
  expect(removed[0]?.ids).toHaveLength(20);
});
