import { randomUUID } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { inParallel } from '../../lib/in-parallel.ts';
import { asMidstreamError } from '../../lib/runtime/dependency-failures.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { Random } from '../../scripts/demo/random.ts';
import { testDatabase } from '../support/database.ts';
import { anchorOf, DeploymentWorld, type Stores, storesOf } from '../support/deployment-world.ts';
import { Faults } from '../support/faults.ts';
import { insist } from '../support/insist.ts';
import { scenario } from '../support/scenario-builder.ts';
import { SEED } from '../support/seed.ts';

const calm = testDatabase(inject('tables'), inject('dynamoEndpoint'));

/** `SOAK_RUNS` times as many, of other seeds each. */
const RUNS = 2 * Number(process.env.SOAK_RUNS ?? 1);
const STEPS = ['greet', 'ask', 'done'];
const CHANNELS = ['whatsapp', 'email'];
const SESSIONS = 60;
/** The state machine tries a task so often; then the deployment has failed. */
const ATTEMPTS = 3;
/** An operator who deploys again and again. */
const DEPLOYMENTS = 40;

const flow = (version: number): ScenarioInput =>
  scenario('tossing', version)
    .chain('greet', 'ask', ...(version > 1 ? ['news'] : []), 'done')
    .build();
const POLICIES = { ask: { scope_filter: { exclude_channels: ['email'] } } };

test.each(Array.from({ length: RUNS }, (_, run) => SEED + run))(
  'two deployments while the store fails end with exact counts, or are as they were before (seed %i)',
  async (seed) => {
    const failing = testDatabase(inject('tables'), inject('dynamoEndpoint'));
    const faults = new Faults(seed, {
      rates: { throttled: 0.03, unsent: 0.03, unanswered: 0.04, conflict: 0.04, partial: 0.08 },
      lasting: 0.5,
      delayMs: 5,
    });
    faults.under(failing.client);
    const random = new Random(seed);
    const tenant = randomUUID();
    const seen: string[] = [];
    await Promise.all([1, 2].map((each) => deployOne(tenant, storesOf(failing), random.of(each), seen)));
    expect(Object.values(faults.struck).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(5);
    expect(seen).toContain('deployed');
    failing.client.destroy();
  },
  300_000,
);

async function deployOne(tenant: string, stores: Stores, random: Random, seen: string[]): Promise<void> {
  const world = await DeploymentWorld.create(calm, flow(1), { tenant, shards: 3 });
  const guests = Array.from({ length: SESSIONS }, () => ({
    step: random.pick(STEPS),
    channel: random.pick(CHANNELS),
  }));
  const ids = await world.guests(guests);
  await world.approve(flow(2), POLICIES);
  const cancelled = random.chance(0.5) ? random.between(1, 4) : 0;

  let status = 'approved';
  for (let nth = 1; status !== 'deployed'; nth += 1) {
    if (nth > DEPLOYMENTS) throw new Error('it was never deployed');
    await insist(() => world.start(stores));
    const stop = nth === cancelled ? random.between(0, 3) : undefined;
    await execute(world, stores, stop).catch(async (error: unknown) => {
      if (asMidstreamError(error)?.kind !== 'unavailable') throw error;
      await insist(() => world.fail(stores));
    });
    if (stop !== undefined) await insist(() => cancel(world, stores));
    ({ status } = await world.status());
    seen.push(status);
    if (status !== 'deployed') expect(await stateOf(world)).toEqual({ published: 1, slot: undefined });
  }

  const within = guests.map(({ step, channel }) => step !== 'ask' || channel !== 'email');
  const marked = guests.filter((_, at) => within[at]);
  expect(await world.marked(ids)).toEqual(within);
  const at = (step: string) => marked.filter((guest) => guest.step === step).length;
  expect(await world.status()).toMatchObject({
    progress: {
      sessions_seen: SESSIONS,
      sessions_marked: marked.length,
      sessions_skipped: { out_of_scope: SESSIONS - marked.length },
      units_total: STEPS.length * 3,
      units_done: STEPS.length * 3,
    },
    sessions_by_anchor: Object.fromEntries(STEPS.map((step) => [anchorOf(flow(1), step), at(step)])),
    migrations_pending: marked.length,
  });
  expect(await stateOf(world)).toEqual({ published: 2, slot: undefined });
}

/**
 * As the state machine does it: each task again, and not for ever.
 * @param stop after so many units, in the middle of it all
 */
async function execute(world: DeploymentWorld, stores: Stores, stop: number | undefined): Promise<void> {
  const { units } = await persist(() => world.prepare(stores));
  await inParallel(units.slice(0, stop), 4, async (unit) => {
    while (!(await persist(() => world.mark(unit, stores))).done);
  });
  if (stop === undefined) await persist(() => world.publish(stores));
}

async function persist<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt === ATTEMPTS || asMidstreamError(error)?.kind !== 'unavailable') throw error;
    }
  }
}

/** What has failed, or was cancelled although the answer was lost, cannot be cancelled any more. */
async function cancel(world: DeploymentWorld, stores: Stores): Promise<void> {
  if ((await world.status()).status === 'deploying') await world.cancel(stores);
}

async function stateOf({ stores, tenant, scenarioId }: DeploymentWorld) {
  const pointer = await stores.scenarios.pointer(tenant, scenarioId);
  return { published: pointer?.published_version, slot: pointer?.deploying };
}
