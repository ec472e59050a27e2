import { describe, expect, inject, it } from 'vitest';
import { buildGraph } from '../../lib/scenario/graph.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import {
  anchorOf,
  calledThrough,
  DeploymentWorld,
  dyingAt,
  type Guest,
  interrupting,
  storesOf,
} from '../support/deployment-world.ts';
import { Faults } from '../support/faults.ts';
import { insist } from '../support/insist.ts';
import { scenario } from '../support/scenario-builder.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));

/** `greet -> ask -> ask again (the same content) -> done`; each later version tells something more. */
function asking(version: number): ScenarioInput {
  const news = Array.from({ length: version - 1 }, (_, at) => `news-${at + 2}`);
  const built = scenario('asking', version);
  const ids = ['greet', 'ask', 'ask-again', ...news, 'done'];
  for (const [at, id] of ids.entries()) {
    built.step(id, { name: id === 'ask-again' ? 'ask' : id });
    const next = ids[at + 1];
    if (next !== undefined) built.to(next);
  }
  return built.build();
}

async function aWorld(guests: readonly Guest[], policies: Readonly<Record<string, object>> = {}) {
  const world = await DeploymentWorld.create(db, asking(1));
  const ids = await world.guests(guests);
  await world.approve(asking(2), policies);
  await world.start();
  return { world, ids };
}

describe('marking', () => {
  it('marks every live session with where it goes and why', async () => {
    const { world, ids } = await aWorld([{ step: 'greet' }, { step: 'ask' }]);
    await world.prepareAndMark();
    const expected = (step: string) => ({
      target_version: 2,
      anchor_content_hash: anchorOf(asking(1), step),
      migration_plan_id: world.planId,
      deployment_id: world.ref.deployment_id,
      marked_at: expect.any(String),
    });
    expect(await world.marks(ids)).toEqual([expected('greet'), expected('ask')]);
  });

  it('changes nothing else of a session, not even its revision', async () => {
    const { world, ids } = await aWorld([{ step: 'ask', variables: { age: 7 } }]);
    const [id = ''] = ids;
    const unmarked = await world.stores.sessions.get(world.tenant, id);
    await world.prepareAndMark();
    expect(await world.stores.sessions.get(world.tenant, id)).toEqual({
      ...unmarked,
      mark: expect.anything(),
    });
  });

  it('tells steps apart that share their content', async () => {
    const { world } = await aWorld([{ step: 'ask' }, { step: 'ask-again' }, { step: 'ask-again' }]);
    await world.prepareAndMark();
    const hash = anchorOf(asking(1), 'ask');
    expect((await world.counts()).by_anchor).toEqual({ [`${hash}:ask`]: 1, [`${hash}:ask-again`]: 2 });
  });

  it('of units that are done does nothing: nobody is counted twice', async () => {
    const { world } = await aWorld([{ step: 'greet' }, { step: 'ask' }, { step: 'ask' }]);
    await world.prepareAndMark();
    const counts = await world.counts();
    expect(counts).toMatchObject({ seen: 3, marked: 3 });
    await world.prepareAndMark();
    expect(await world.counts()).toEqual(counts);
  });

  it('stops when its time is over, and goes on where it was', async () => {
    const { world, ids } = await aWorld(Array.from({ length: 120 }, () => ({ step: 'ask' })));
    const { units } = await world.prepare();
    let calls = 0;
    for (const unit of units) {
      for (let done = false; !done; calls += 1) {
        // Time for one look: a page that is announced and then written, or the end.
        let looks = 1;
        ({ done } = await world.mark(unit, world.stores, () => looks--));
      }
    }
    expect(calls).toBeGreaterThan(units.length);
    expect(await world.counts()).toMatchObject({ seen: 120, marked: 120 });
    expect(await world.marked(ids)).not.toContain(false);
  });

  it('without any time does nothing', async () => {
    const { world } = await aWorld([{ step: 'ask' }]);
    await world.prepare();
    expect(await world.mark(0, world.stores, () => 0)).toEqual({ done: false, marked: 0 });
    expect(await world.counts()).toMatchObject({ seen: 0 });
  });

  it('of one unit by two at the same time counts nobody twice', async () => {
    const { world, ids } = await aWorld(Array.from({ length: 30 }, () => ({ step: 'ask' })));
    const { units } = await world.prepare();
    await Promise.all(units.flatMap((unit) => [world.mark(unit), world.mark(unit)]));
    await world.prepareAndMark();
    expect(await world.counts()).toMatchObject({ seen: 30, marked: 30 });
    expect(await world.marked(ids)).not.toContain(false);
  });

  it('of a deployment that was cancelled stops', async () => {
    const { world } = await aWorld([{ step: 'ask' }]);
    await world.prepare();
    await world.cancel();
    await expect(world.mark(0)).rejects.toMatchObject({ name: 'DeploymentStopped' });
    await expect(world.prepare()).rejects.toMatchObject({ name: 'DeploymentStopped' });
    await expect(world.publish()).rejects.toMatchObject({ name: 'DeploymentStopped' });
  });

  it('in several index shards finds everybody', async () => {
    const world = await DeploymentWorld.create(db, asking(1), { shards: 5 });
    const ids = await world.guests(Array.from({ length: 25 }, () => ({ step: 'ask' })));
    await world.approve(asking(2));
    await world.start();
    await world.prepareAndMark();
    expect(await world.marked(ids)).not.toContain(false);
    expect((await world.prepare()).units).toHaveLength(3 * 5);
  });
});

describe('the progress of a deployment', () => {
  it('tells units, sessions seen, marked, and skipped by reason, while it runs', async () => {
    const { world } = await aWorld([{ step: 'ask' }, { step: 'ask', channel: 'voice' }, { step: 'greet' }], {
      ask: { scope_filter: { exclude_channels: ['voice'] } },
    });
    const { units } = await world.prepare();
    const steps: (readonly number[])[] = [];
    for (const unit of units) {
      await world.mark(unit);
      const { status, progress } = await world.status();
      expect(status).toBe('deploying');
      steps.push([progress.units_done, progress.units_total]);
    }
    expect(steps).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(await world.status()).toMatchObject({
      sessions_marked: 2,
      migrations_pending: 2,
      progress: { sessions_seen: 3, sessions_marked: 2, sessions_skipped: { out_of_scope: 1 } },
    });
  });
});

describe('marks of deployments that were never published', () => {
  it('are not told as pending, once the deployment is cancelled', async () => {
    const { world } = await aWorld([{ step: 'greet' }]);
    await world.prepareAndMark();
    expect(await world.status()).toMatchObject({ sessions_marked: 1, migrations_pending: 1 });
    await world.cancel();
    expect(await world.status()).toMatchObject({
      status: 'approved',
      sessions_marked: 0,
      migrations_pending: 0,
    });
  });

  it('are overwritten by the next deployment of the plan', async () => {
    const { world, ids } = await aWorld([{ step: 'greet' }, { step: 'ask' }]);
    await world.prepareAndMark();
    await world.cancel();
    await world.start();
    expect(await world.marked(ids)).toEqual([false, false]);
    await world.prepareAndMark();
    expect(await world.marked(ids)).toEqual([true, true]);
    expect(await world.counts()).toMatchObject({ seen: 2, marked: 2, skipped: {} });
  });

  it('are overwritten by the deployment of another plan', async () => {
    const { world, ids } = await aWorld([{ step: 'greet' }, { step: 'ask' }]);
    await world.prepareAndMark();
    await world.cancel();
    await world.approve(asking(3));
    await world.start();
    await world.prepareAndMark();
    expect(await world.marks(ids)).toMatchObject([{ target_version: 3 }, { target_version: 3 }]);
    expect(await world.counts()).toMatchObject({ seen: 2, marked: 2 });
  });
});

describe('a session that changes while it is being marked', () => {
  /** The step whose unit is worked at first, and the one whose unit is worked at last. */
  const [first = '', last = ''] = ['greet', 'ask', 'done']
    .toSorted((one, other) => (anchorOf(asking(1), one) < anchorOf(asking(1), other) ? -1 : 1))
    .filter((_, at) => at !== 1);

  it('is left alone when it has moved on since it was found', async () => {
    const { world, ids } = await aWorld([{ step: last }]);
    const [id = ''] = ids;
    const marking = interrupting(world.stores.marking, 'mark', () => world.visit(id, first));
    await world.prepareAndMark({ ...world.stores, marking });
    expect(await world.counts()).toEqual({ seen: 1, marked: 0, skipped: { moved_on: 1 }, by_anchor: {} });
    expect(await world.marks([id])).toEqual([undefined]);
  });

  it('is left alone when it was closed since it was found', async () => {
    const { world, ids } = await aWorld([{ step: 'ask' }]);
    const [id = ''] = ids;
    const api = new ApiClient(inject('url'), { tenantId: world.tenant });
    const marking = interrupting(world.stores.marking, 'mark', () => api.close(id));
    await world.prepareAndMark({ ...world.stores, marking });
    expect(await world.counts()).toEqual({ seen: 1, marked: 0, skipped: { moved_on: 1 }, by_anchor: {} });
    expect(await world.marks([id])).toEqual([undefined]);
  });

  it('is marked once when it goes on to a step that is worked at later', async () => {
    const { world, ids } = await aWorld([{ step: first }]);
    const [id = ''] = ids;
    const [unit = 0, ...later] = (await world.prepare()).units;
    expect(await world.mark(unit)).toEqual({ done: true, marked: 1 });
    await world.visit(id, last);
    for (const each of later) expect(await world.mark(each)).toEqual({ done: true, marked: 0 });

    expect(await world.counts()).toMatchObject({ seen: 2, marked: 1, skipped: { marked_before: 1 } });
    const [mark] = await world.marks([id]);
    expect(mark?.anchor_content_hash).toBe(anchorOf(asking(1), first));
  });

  it('is written once when it is found at two steps of a page', async () => {
    // So many steps that a unit has two of them.
    const long = (version: number) =>
      scenario('long', version)
        .chain(...Array.from({ length: 38 + version }, (_, at) => `step-${at}`))
        .build();
    const world = await DeploymentWorld.create(db, long(1));
    const { byHash } = buildGraph(long(1));
    const [from = '', to = ''] = [...byHash.keys()].sort().map((hash) => byHash.get(hash)?.[0]?.id ?? '');
    const id = await world.guest({ step: from });
    await world.approve(long(2));
    await world.start();
    const [unit = 0] = (await world.prepare()).units;
    let looked = 0;
    const index = calledThrough(world.stores.index, async (_, call) => {
      looked += 1;
      if (looked === 2) await world.visit(id, to);
      return call();
    });

    await world.mark(unit, { ...world.stores, index });
    expect(await world.counts()).toMatchObject({ seen: 1, marked: 1, skipped: {} });
    const [mark] = await world.marks([id]);
    expect(mark?.anchor_content_hash).toBe(anchorOf(long(1), to));
  });

  it('and started too late to be found moves all the same, at its next turn', async () => {
    const { world } = await aWorld([]);
    await world.prepareAndMark();
    const id = await world.guest({ step: 'ask' });
    await world.publish();
    expect(await world.marks([id])).toEqual([undefined]);

    const api = new ApiClient(inject('url'), { tenantId: world.tenant });
    expect(await api.reconcile({ session_id: id })).toMatchObject({ action: 'continue', graph_version: 2 });
    expect(await api.events(world.planId)).toMatchObject([
      { session_id: id, event_type: 'session_migrated', plan_id: world.planId },
    ]);
  });
});

describe('a process that is killed while it marks', () => {
  const guests: Guest[] = [
    { step: 'greet' },
    { step: 'greet', channel: 'voice' },
    { step: 'ask' },
    { step: 'ask-again' },
    { step: 'done' },
  ];
  const policies = { greet: { scope_filter: { exclude_channels: ['voice'] } } };

  it('at any of its calls is as if it had not been, once somebody goes on', async () => {
    const { world, ids } = await aWorld(guests, policies);
    await world.prepareAndMark();
    const undisturbed = { counts: await world.counts(), marked: await world.marked(ids) };
    expect(undisturbed).toMatchObject({
      counts: { seen: 5, marked: 4, skipped: { out_of_scope: 1 } },
      marked: [true, false, true, true, true],
    });

    let n = 1;
    for (; ; n += 1) {
      await world.cancel();
      await world.start();
      const process = dyingAt(n, world.stores);
      await world.prepareAndMark(process.stores).catch(() => {});
      if (!process.died()) break;
      await world.prepareAndMark();
      expect({ n, counts: await world.counts(), marked: await world.marked(ids) }).toEqual({
        n,
        ...undisturbed,
      });
    }
    expect(n).toBeGreaterThan(20);
  });

  it('and whose session moves on before somebody goes on is counted where it was marked', async () => {
    const { world, ids } = await aWorld([{ step: 'ask' }]);
    const [id = ''] = ids;
    const { units } = await world.prepare();
    // The counts of a page are the second write of its unit: it is marked and not counted.
    let writes = 0;
    const marking = interrupting(world.stores.marking, 'mark', async () => {
      writes = 1;
    });
    const dying: typeof marking = {
      ...marking,
      mark: (...args) => marking.mark(...args),
      putUnit: (...args) =>
        writes === 1 ? Promise.reject(new Error('killed')) : world.stores.marking.putUnit(...args),
    };
    for (const unit of units) await world.mark(unit, { ...world.stores, marking: dying }).catch(() => {});
    expect((await world.counts()).marked).toBe(0);
    expect(await world.marked([id])).toEqual([true]);

    await world.visit(id, 'done');
    await world.prepareAndMark();
    const { marked, by_anchor } = await world.counts();
    expect({ marked, by_anchor }).toEqual({
      marked: 1,
      by_anchor: { [`${anchorOf(asking(1), 'ask')}:ask`]: 1 },
    });
  });
});

/** Outcomes are counted as they come through the audit trail's stream. */
const AT_REST = { timeout: 60_000 };

describe('an answer that is lost', () => {
  /** Over a client of which some requests take effect and are not answered. */
  const lossyMarking = () => {
    const failing = testDatabase(inject('tables'), inject('dynamoEndpoint'));
    new Faults(1, { rates: { unanswered: 0.25 } }).under(failing.client);
    return storesOf(failing).marking;
  };

  it('to a mark is not a mark that is not counted', async () => {
    const { world, ids } = await aWorld(Array.from({ length: 30 }, () => ({ step: 'ask' })));
    const marking = { ...world.stores.marking, mark: lossyMarking().mark };
    await insist(() => world.prepareAndMark({ ...world.stores, marking }));
    expect(await world.counts()).toMatchObject({ seen: 30, marked: 30, skipped: {} });
    expect(await world.marked(ids)).not.toContain(false);
  });

  it.each(['closed', 'started again'])(
    'to the mark of a session that is %s before the next attempt is counted all the same',
    async (how) => {
      const { world, ids } = await aWorld([{ step: 'greet' }]);
      const [id = ''] = ids;
      const { marking } = world.stores;
      let attempts = 0;
      const lossy: typeof marking = {
        ...marking,
        async mark(...args) {
          attempts += 1;
          const result = await marking.mark(...args);
          if (attempts > 1) return result;
          await (how === 'closed' ? world.close(id) : world.restart(id));
          return marking.mark(...args);
        },
      };
      await world.prepareAndMark({ ...world.stores, marking: lossy });
      expect(await world.counts()).toMatchObject({ seen: 1, marked: 1 });
      expect(await world.marks([id])).toEqual([undefined]);
      await world.publish();
      await expect
        .poll(() => world.status(), AT_REST)
        .toMatchObject({ sessions_marked: 1, migrations_pending: 0 });
    },
  );
});

describe('a worker that another one has overtaken', () => {
  it('does not say that the unit is done: the other may not be through', async () => {
    const { world } = await aWorld([]);
    const { units } = await world.prepare();
    const dead = { ...world.stores.marking, mark: () => Promise.reject(new Error('killed')) };
    const overtake = async () => {
      await world.guest({ step: 'ask' });
      for (const unit of units) {
        await world.mark(unit, { ...world.stores, marking: dead }).catch(() => {});
      }
    };
    const marking = interrupting(world.stores.marking, 'putUnit', overtake);
    const ends: boolean[] = [];
    for (const unit of units) ends.push((await world.mark(unit, { ...world.stores, marking })).done);
    expect(ends).toContain(false);
    await world.prepareAndMark();
    expect(await world.counts()).toMatchObject({ seen: 1, marked: 1 });
  });
});

describe('a worker that is slow, while another one takes its page over', () => {
  const greet = anchorOf(asking(1), 'greet');
  const unitOfGreet = [...buildGraph(asking(1)).byHash.keys()].toSorted().indexOf(greet);
  /** The unit of the step "greet", its session, and a worker that stops at one of its calls until it is let go. */
  async function aSlowWorker(method: 'mark' | 'putUnit', nth: number) {
    const { world, ids } = await aWorld([{ step: 'greet' }]);
    const [id = ''] = ids;
    const { units } = await world.prepare();
    const unit = units[unitOfGreet] ?? 0;
    const letGo = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    let calls = 0;
    const marking = calledThrough(world.stores.marking, async (name, call) => {
      if (name === method) calls += 1;
      if (name === method && calls === nth) {
        stopped.resolve();
        await letGo.promise;
      }
      return call();
    });
    const slow = world.mark(unit, { ...world.stores, marking });
    await stopped.promise;
    const another = async () => {
      while (!(await world.mark(unit)).done);
    };
    const end = async () => {
      letGo.resolve();
      return slow;
    };
    return { world, id, another, end };
  }

  it('sets no mark that nobody counted, although the session has come back', async () => {
    const { world, id, another, end } = await aSlowWorker('mark', 1);
    await world.visit(id, 'done');
    await another();
    await world.visit(id, 'greet');
    expect(await end()).toEqual({ done: false, marked: 0 });
    expect(await world.counts()).toMatchObject({ seen: 1, marked: 0, skipped: { moved_on: 1 } });
    expect(await world.marks([id])).toEqual([undefined]);
  });

  it('does not count as moved on whom the other has marked since', async () => {
    // Announced, tried to mark, and about to count.
    const counting = 2;
    const { world, id, another, end } = await aSlowWorker('putUnit', counting);
    expect(await world.marks([id])).toMatchObject([{ anchor_content_hash: greet }]);
    await another();
    expect(await end()).toEqual({ done: false, marked: 0 });
    expect(await world.counts()).toMatchObject({ seen: 1, marked: 1, by_anchor: { [greet]: 1 } });
  });

  it('does not count at all once the other has begun', async () => {
    const { world, id, another, end } = await aSlowWorker('mark', 1);
    await world.visit(id, 'done');
    // The slow one finds the session gone while the other is between taking the page over and writing it.
    const { marking } = world.stores;
    const overtaken = interrupting(marking, 'mark', async () => {
      await end();
      await world.visit(id, 'greet');
    });
    await world.mark(unitOfGreet, { ...world.stores, marking: overtaken });
    await another();
    expect(await world.marks([id])).toMatchObject([{ anchor_content_hash: greet }]);
    expect(await world.counts()).toMatchObject({ seen: 1, marked: 1 });
  });
});

describe('a scope filter', () => {
  const population: Guest[] = [
    { step: 'ask', channel: 'whatsapp', ageDays: 0.5, variables: { vip: true } },
    { step: 'ask', channel: 'email', ageDays: 3, variables: { vip: false } },
    { step: 'ask', channel: 'voice', ageDays: 40, variables: {} },
  ];
  it.each([
    ['nothing', {}, [true, true, true]],
    ['channels that are included', { include_channels: ['email', 'voice'] }, [false, true, true]],
    ['channels that are excluded', { exclude_channels: ['email'] }, [true, false, true]],
    [
      'a channel that is both: exclude wins',
      { include_channels: ['email'], exclude_channels: ['email'] },
      [false, false, false],
    ],
    ['a least age', { min_session_age_days: 1 }, [false, true, true]],
    ['a greatest age', { max_session_age_days: 10 }, [true, true, false]],
    ['a greatest age of zero', { max_session_age_days: 0 }, [false, false, false]],
    ['ages between', { min_session_age_days: 1, max_session_age_days: 10 }, [false, true, false]],
    ["the step's name", { include_current_nodes: ['ask'] }, [true, true, true]],
    ["other steps' names", { include_current_nodes: ['greet'] }, [false, false, false]],
    ['its own step, excluded', { exclude_current_nodes: ['ask'] }, [false, false, false]],
    ['a condition on the channel', { custom_conditions: ['channel == "voice"'] }, [false, false, true]],
    ['a condition on the age', { custom_conditions: ['age_days < 2.5'] }, [true, false, false]],
    [
      'a condition on a variable, which not everybody has',
      { custom_conditions: ['variables.vip'] },
      [true, false, false],
    ],
    [
      'several conditions: all must hold',
      { custom_conditions: ['age_days > 1', 'channel != "voice"'] },
      [false, true, false],
    ],
  ] as const)('on %s marks those within', async (_, scope_filter, expected) => {
    const { world, ids } = await aWorld(population, { ask: { scope_filter } });
    await world.prepareAndMark();
    expect(await world.marked(ids)).toEqual(expected);
    const within = expected.filter(Boolean).length;
    expect(await world.counts()).toMatchObject({
      seen: 3,
      marked: within,
      skipped: within < 3 ? { out_of_scope: 3 - within } : {},
    });
  });

  it.each([
    ['young', { max_session_age_days: 1 }, [true, false, false], 1],
    ['old', { min_session_age_days: 30 }, [false, false, true], 1],
    ['of an age between', { min_session_age_days: 1, max_session_age_days: 30 }, [false, true, false], 1],
    [
      'young, with another limit besides',
      { max_session_age_days: 30, exclude_channels: ['whatsapp'] },
      [false, true, false],
      2,
    ],
  ] as const)(
    'on those who are %s does not even look at the others',
    async (_, scope_filter, expected, seen) => {
      const { world, ids } = await aWorld(
        population.map((guest) => ({ ...guest, step: 'greet' })),
        { greet: { scope_filter } },
      );
      await world.prepareAndMark();
      expect(await world.marked(ids)).toEqual(expected);
      expect(await world.counts()).toMatchObject({ seen, marked: 1 });
    },
  );

  it('is for its own step only, also where another step has the same content', async () => {
    const { world, ids } = await aWorld([{ step: 'ask' }, { step: 'ask-again' }], {
      ask: { scope_filter: { exclude_channels: ['whatsapp'] } },
    });
    await world.prepareAndMark();
    expect(await world.marked(ids)).toEqual([false, true]);
  });
});

describe('publishing', () => {
  const published = async (world: DeploymentWorld) => {
    const { stores, tenant, scenarioId, planId } = world;
    const [pointer, headers, plan] = await Promise.all([
      stores.scenarios.pointer(tenant, scenarioId),
      stores.scenarios.headers(tenant, scenarioId),
      stores.plans.get(tenant, planId),
    ]);
    return {
      version: pointer?.published_version,
      slot: pointer?.deploying,
      states: headers.map(({ version, state }) => `${version} ${state}`),
      status: plan?.status,
      revision: plan?.revision,
    };
  };

  it('makes the new version the published one, and the totals final', async () => {
    const { world } = await aWorld([{ step: 'ask' }]);
    await world.prepareAndMark();
    await world.publish();
    expect(await published(world)).toMatchObject({
      version: 2,
      slot: undefined,
      states: ['1 archived', '2 published'],
      status: 'deployed',
    });
    expect(await world.status()).toMatchObject({
      status: 'deployed',
      sessions_marked: 1,
      migrations_pending: 1,
      progress: { units_total: 3, units_done: 3, sessions_seen: 1 },
    });
  });

  it('twice is once', async () => {
    const { world } = await aWorld([]);
    await world.prepareAndMark();
    await world.publish();
    const first = await published(world);
    expect(await world.publish()).toEqual(world.ref);
    expect(await published(world)).toEqual(first);
  });

  it('by two at the same time is once, and both know it', async () => {
    const { world } = await aWorld([]);
    await world.prepareAndMark();
    expect(await Promise.all([world.publish(), world.publish()])).toEqual([world.ref, world.ref]);
    expect(await published(world)).toMatchObject({ version: 2, status: 'deployed' });
  });

  it('before it is prepared is refused', async () => {
    const { world } = await aWorld([]);
    await expect(world.publish()).rejects.toMatchObject({ code: 'not_prepared' });
    expect(await published(world)).toMatchObject({ version: 1, status: 'deploying' });
  });

  it('killed at any of its calls is done when it runs again', async () => {
    let n = 1;
    for (; ; n += 1) {
      const { world } = await aWorld([{ step: 'ask' }]);
      await world.prepareAndMark();
      const process = dyingAt(n, world.stores);
      await world.publish(process.stores).catch(() => {});
      if (!process.died()) break;
      await world.publish();
      expect({ n, ...(await published(world)) }).toMatchObject({
        n,
        version: 2,
        slot: undefined,
        states: ['1 archived', '2 published'],
        status: 'deployed',
      });
      expect((await world.status()).sessions_marked).toBe(1);
    }
    expect(n).toBeGreaterThan(5);
  });

  it('whose answer was lost is done when it runs again', async () => {
    const { world } = await aWorld([{ step: 'ask' }]);
    await world.prepareAndMark();
    const publish: typeof world.stores.plans.publish = async (...args) => {
      await world.stores.plans.publish(...args);
      throw new Error('the answer was lost');
    };
    const plans = { ...world.stores.plans, publish };
    await expect(world.publish({ ...world.stores, plans })).rejects.toThrow('lost');
    expect(await world.publish()).toEqual(world.ref);
    expect(await published(world)).toMatchObject({ version: 2, slot: undefined, status: 'deployed' });
  });

  it('moves nobody: marked or not, a session is where it was until its next turn', async () => {
    const { world, ids } = await aWorld([{ step: 'ask' }]);
    await world.prepareAndMark();
    const [id = ''] = ids;
    const api = new ApiClient(inject('url'), { tenantId: world.tenant });
    // Marked, but not published: the turn goes on where it is.
    expect(await api.reconcile({ session_id: id })).toMatchObject({ action: 'continue', graph_version: 1 });
    await world.publish();
    expect(await api.session(id)).toMatchObject({ graph_version: 1, revision: 1 });
    expect(await api.reconcile({ session_id: id })).toMatchObject({ graph_version: 2 });
  });
});
