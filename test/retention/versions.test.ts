import { describe, expect, inject, it, test } from 'vitest';
import { greeting } from '../support/plan-states.ts';
import { RetentionWorld, told } from './retention-world.ts';

/** Version 1 is archived, and a second one published. */
async function archived(retention = {}) {
  const here = await RetentionWorld.create(inject, greeting(1), retention);
  await here.deploy(greeting(2));
  return here;
}

describe('an archived version', () => {
  it('is kept for version_retention_days, retires, and is removed by a run that comes later', async () => {
    const here = await archived();
    here.days(6.9);
    expect(told((await here.cleanUp()).kept)).toContain(
      'version archived for less than version_retention_days: 1',
    );
    here.days(0.1);
    const first = await here.cleanUp();
    expect(told(first.retired)).toEqual(['version nobody needs it: 1']);
    expect(await here.versions()).toEqual({ 1: 'retiring', 2: 'published' });

    here.hours(0.9);
    const early = await here.cleanUp();
    expect(told(early.kept)).toContain('version retired a short while ago: 1');
    here.hours(0.1);
    const second = await here.cleanUp();
    expect(told(second.removed)).toEqual(['version archived, and nobody needs it: 1']);
    expect(second.removed[0]?.ids).toEqual([`${here.world.tenant}/${here.world.scenarioId}/1`]);
    expect(await here.versions()).toEqual({ 2: 'published' });
    // The plan is kept for longer, and nothing but its parts and the published graph is left.
    const parts = (await here.items()).filter(({ sk }) => sk.startsWith('PART#'));
    expect(parts.filter(({ pk }) => pk.includes('#SCENARIO#'))).toHaveLength(1);
    expect(parts.filter(({ pk }) => pk.includes('#PLAN#'))).toHaveLength(5);
  });

  it.each([0.5, 3, 30])('goes after version_retention_days: %d', async (version_retention_days) => {
    const here = await archived({ version_retention_days });
    here.days(version_retention_days - 0.01);
    const { retired } = await here.cleanUp();
    expect(retired).toEqual([]);
    here.days(0.01);
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 2: 'published' });
  });

  it('is kept while a live session is on its graph', async () => {
    const here = await RetentionWorld.create(inject, greeting(1));
    const id = await here.world.guest({ step: 'ask' });
    await here.deploy(greeting(2));
    here.days(20);
    const [, report] = await here.cleanUpTwice();
    expect(told(report.kept)).toContain('version live sessions are on its graph: 1');
    expect(await here.versions()).toEqual({ 1: 'archived', 2: 'published' });

    await here.reconcile(id);
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 2: 'published' });
  });

  it('is kept while a live session counts as it, whatever graph that is on', async () => {
    const here = await RetentionWorld.create(inject, greeting(1));
    const id = await here.world.guest({ step: 'ask' });
    await here.deploy(greeting(2), { ask: { update_downstream: false } });
    const { answer } = await here.reconcile(id);
    expect(answer).toMatchObject({ scenario_version: 2, graph_version: 1 });
    await here.deploy(greeting(3), {});
    here.days(40);
    const [, report] = await here.cleanUpTwice();
    expect(told(report.kept)).toEqual(
      expect.arrayContaining([
        'version live sessions are on its graph: 1',
        'version live sessions count as it: 1',
      ]),
    );
    expect(await here.versions()).toEqual({ 1: 'archived', 2: 'archived', 3: 'published' });
    // Nor does a plan go that leads on from there, or from later versions.
    expect(await here.links()).toEqual([1, 2]);

    await here.world.close(id);
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 3: 'published' });
    expect(await here.links()).toEqual([]);
  });

  it.each([
    ['session_idle_days', {}, 90],
    ['session_idle_days: 10', { session_idle_days: 10 }, 10],
  ])('is not kept for sessions that were idle for %s', async (_, retention, days) => {
    const here = await RetentionWorld.create(inject, greeting(1), retention);
    await here.world.guest({ step: 'ask' });
    await here.deploy(greeting(2));
    here.days(days);
    await here.cleanUp();
    expect(await here.versions()).toEqual({ 1: 'archived', 2: 'published' });
    here.hours(2);
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 2: 'published' });
  });

  it('is kept for one live session behind many idle ones, in whatever shard', async () => {
    const here = await RetentionWorld.create(inject, greeting(1), {}, 4);
    await here.world.guests(Array.from({ length: 130 }, () => ({ step: 'ask', ageDays: 30 })));
    here.days(100);
    const last = await here.world.guest({ step: 'greet' });
    await here.deploy(greeting(2));
    here.days(20);
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 1: 'archived', 2: 'published' });
    await here.reconcile(last);
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 2: 'published' });
  });

  it('is kept while a live plan leads on from it', async () => {
    const here = await RetentionWorld.create(inject, greeting(1));
    await here.world.approve(greeting(2));
    const first = here.world.planId;
    await here.world.start();
    // Planned while another plan is being deployed.
    await here.world.approve(greeting(3));
    const waiting = here.world.planId;
    here.world.planId = first;
    await here.world.prepareAndMark();
    await here.world.publish();
    here.days(400);
    const [, report] = await here.cleanUpTwice();
    expect(told(report.kept)).toContain('version a live plan leads on from it: 1');
    expect(await here.versions()).toEqual({ 1: 'archived', 2: 'published' });
    const plan = await here.world.stores.plans.get(here.world.tenant, waiting);
    expect(plan?.status).toBe('approved');
    for (const ref of [plan?.base, plan?.draft]) {
      expect(
        ref && (await here.world.stores.scenarios.graph(here.world.tenant, here.world.scenarioId, ref)),
      ).toBeDefined();
    }

    here.world.planId = waiting;
    await here.world.reject();
    here.days(31);
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 2: 'published' });
    expect(await here.world.stores.plans.get(here.world.tenant, waiting)).toBeUndefined();
  });

  it('that is published is kept for ever', async () => {
    const here = await RetentionWorld.create(inject, greeting(1));
    here.days(4_000);
    const [, report] = await here.cleanUpTwice();
    expect(report).toEqual({
      dry_run: false,
      complete: true,
      removed: [],
      retired: [],
      failed: [],
      kept: [{ kind: 'version', reason: 'published', count: 1, ids: [expect.stringContaining('/1')] }],
    });
  });
});

describe('a retiring version', () => {
  const retiring = async () => {
    const here = await archived();
    here.days(8);
    await here.cleanUp();
    return here;
  };

  it('takes nobody in: neither an import nor who comes back after a long time', async () => {
    const here = await RetentionWorld.create(inject, greeting(1));
    const id = await here.world.guest({ step: 'ask' });
    await here.deploy(greeting(2), { ask: { scope_filter: { exclude_channels: ['whatsapp'] } } });
    await here.reconcile(id);
    here.days(91);
    await here.cleanUp();
    expect(await here.versions()).toEqual({ 1: 'retiring', 2: 'published' });
    await expect(here.world.guest({ step: 'ask', version: 1 })).rejects.toMatchObject({
      code: 'version_retiring',
    });
    await expect(here.world.visit(id, 'greet')).rejects.toMatchObject({ code: 'graph_gone' });

    const { answer, decision } = await here.reconcile(id);
    expect(decision?.fallback).toBeDefined();
    expect(answer).toMatchObject({ graph_version: 2, step_id: 'ask' });
  });

  it('is archived again when somebody is there after all', async () => {
    const here = await retiring();
    const header = await here.header(1);
    // As a session that came just before: in the table, and not yet in the index when it was asked.
    await here.deps().store.restore(header);
    await here.world.guest({ step: 'ask', version: 1 });
    await here.deps().store.retire(header, here.now());
    here.hours(2);
    expect(told((await here.cleanUp()).kept)).toContain('version live sessions are on its graph: 1');
    expect(await here.versions()).toEqual({ 1: 'archived', 2: 'published' });
    expect(await here.header(1)).not.toHaveProperty('retiring_since');
  });

  it('is not removed by a run that saw it retire earlier', async () => {
    const here = await retiring();
    const seen = await here.header(1);
    const { store } = here.deps();
    await store.restore(seen);
    expect(await store.removeVersion(seen)).toBe(false);
    here.hours(3);
    await store.retire(seen, here.now());
    expect(await store.removeVersion(seen)).toBe(false);
    expect(await here.versions()).toEqual({ 1: 'retiring', 2: 'published' });
  });
});

test('an import that has seen a version archived is refused when it retires before it is written', async () => {
  const here = await archived();
  const { world } = here;
  const header = await here.header(1);
  const { sessions } = world.stores;
  const create: typeof sessions.create = async (...args) => {
    await here.deps().store.retire(header, here.now());
    return sessions.create(...args);
  };
  Object.assign(world.stores, { sessions: { ...sessions, create } });
  await expect(world.guest({ step: 'ask', version: 1, id: 'late' })).rejects.toMatchObject({
    code: 'version_retiring',
  });
  expect(await sessions.get(world.tenant, 'late')).toBeUndefined();
  expect(await world.guest({ step: 'ask', version: 2, id: 'in time' })).toBe('in time');
});
