import { expect, inject, test } from 'vitest';
import { readConfig } from '../../lib/config/config.ts';
import { keptPolicies } from '../../lib/deployment/policies.ts';
import { storedPassages } from '../../lib/reconcile/passages.ts';
import { type ReconcileDeps, reconcile } from '../../lib/reconcile/reconcile.ts';
import { storedGraphs } from '../../lib/scenario/graphs.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { keys } from '../../lib/store/keys.ts';
import { Random } from '../../scripts/demo/random.ts';
import { testDatabase } from '../support/database.ts';
import { DeploymentWorld, storesOf } from '../support/deployment-world.ts';
import { remove } from '../support/plan-states.ts';
import { scenario } from '../support/scenario-builder.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const DAY = 86_400_000;
const SESSIONS = ['one', 'two', 'three', 'four'];
const STEPS = ['greet', 'ask', 'offer', 'end'];

/** What a Lambda keeps from one invocation to the next. */
function lambda(now = () => new Date()) {
  const { sessions, scenarios, plans } = storesOf(db);
  const passages = storedPassages(scenarios, plans);
  const deps: ReconcileDeps = { sessions, scenarios, passages, config: readConfig({}), now };
  return { deps, graphs: storedGraphs(scenarios), policies: keptPolicies(plans) };
}
type Lambda = ReturnType<typeof lambda>;

/** One of few scenarios, so that tenants and rejected plans have the same, or the same but for a definition. */
function aVersion(version: number, random: Random): ScenarioInput {
  const built = scenario('s', version)
    .field('age', { type: random.pick(['integer', 'string', 'email']) })
    .step('greet');
  if (random.chance(0.5)) built.to('form').step('form', { collects: ['age'] });
  built
    .to('ask')
    .step('ask')
    .to(random.chance(0.5) ? 'offer' : 'end');
  return built
    .step('offer', { required: random.chance(0.2) })
    .to('end')
    .step('end')
    .build();
}

const somePolicies = (random: Random): Readonly<Record<string, object>> =>
  random.pick<Readonly<Record<string, object>>>([
    {},
    { ask: { scope_filter: { exclude_channels: ['whatsapp'] } } },
    { greet: { update_downstream: false }, ask: { force_scenario: 'clean_graft' } },
  ]);

/** What the engine would be answered for every session, whatever the customer says. */
async function answers(worlds: readonly DeploymentWorld[], { deps }: Lambda) {
  const turns = worlds.flatMap(({ tenant }) =>
    SESSIONS.flatMap((session) =>
      [undefined, { age: 7 }, { age: 'seven' }].map((provided_fields) => ({
        tenant_id: tenant,
        session_id: session,
        turn_id: 'turn',
        dry_run: true,
        ...(provided_fields && { provided_fields }),
      })),
    ),
  );
  return Promise.all(turns.map(async (turn) => (await reconcile(turn, deps)).answer));
}

test.each([1, 2, 3])(
  'a warm Lambda answers as a cold one, whatever is published meanwhile (seed %i)',
  async (seed) => {
    const random = new Random(seed);
    const scenarioId = 'the-same-in-both';
    const worlds = [
      await DeploymentWorld.create(db, aVersion(1, random), { scenarioId }),
      await DeploymentWorld.create(db, aVersion(1, random), { scenarioId }),
    ];
    for (const world of worlds) {
      for (const [index, id] of SESSIONS.entries()) await world.guest({ id, step: STEPS[index] ?? 'greet' });
    }
    const warm = lambda();
    const published = new Map(worlds.map((world) => [world, 1]));
    const kinds = new Set<string>();

    for (let round = 0; round < 8; round += 1) {
      const world = random.pick(worlds);
      const version = (published.get(world) ?? 1) + random.between(1, 2);
      if (random.chance(0.4)) {
        // A plan that comes to nothing: the same version number will mean something else.
        await world.approve(aVersion(version, random), somePolicies(random));
        await world.start();
        await world.prepareAndMark();
        expect(await answers(worlds, warm)).toEqual(await answers(worlds, lambda()));
        await world.cancel();
        await world.reject();
      }
      await world.approve(aVersion(version, random), somePolicies(random));
      await world.start();
      await world.prepareAndMark();
      await world.publish();
      published.set(world, version);

      const cold = lambda();
      const told = await answers(worlds, warm);
      expect(told).toEqual(await answers(worlds, cold));
      for (const { action, reason } of told) kinds.add(`${action} ${reason}`);
      const plan = await world.stores.plans.get(world.tenant, world.planId);
      if (plan) expect(await warm.policies(plan)).toEqual(await cold.policies(plan));
      for (const { tenant, stores } of worlds) {
        for (const { version: each, checksum, graph } of await stores.scenarios.headers(tenant, scenarioId)) {
          const inCold = (await cold.graphs.byRef(tenant, scenarioId, graph))?.scenario;
          expect(inCold).toBeDefined();
          expect((await warm.graphs.byRef(tenant, scenarioId, graph))?.scenario).toEqual(inCold);
          expect((await warm.graphs.byVersion(tenant, scenarioId, each, checksum))?.scenario).toEqual(inCold);
        }
      }

      const turn = { tenant_id: world.tenant, session_id: random.pick(SESSIONS), turn_id: `turn-${round}` };
      await reconcile(turn, warm.deps);
    }
    // Not always the same: that could be right by chance.
    expect(kinds.size).toBeGreaterThan(3);
  },
);

test('of what clean-up has removed since, a warm Lambda knows nothing any more', async () => {
  const random = new Random(1);
  const world = await DeploymentWorld.create(db, aVersion(1, random));
  for (const [index, id] of SESSIONS.entries()) await world.guest({ id, step: STEPS[index] ?? 'greet' });
  for (const version of [2, 3]) {
    await world.approve(aVersion(version, random));
    await world.start();
    await world.prepareAndMark();
    await world.publish();
  }
  // Clean-up takes what only sessions need that were idle for long.
  const later = () => new Date(Date.now() + 100 * DAY);
  const warm = lambda(later);
  const before = await answers([world], warm);
  expect(before).toEqual(await answers([world], lambda(later)));
  const link = await remove(keys.deployed(world.tenant, world.scenarioId, 1), db);
  const unplanned = await answers([world], warm);
  expect(unplanned).toEqual(await answers([world], lambda(later)));
  expect(unplanned).not.toEqual(before);
  await link();
  expect(await answers([world], warm)).toEqual(before);
  await remove(keys.version(world.tenant, world.scenarioId, 1), db);
  // The plan that led on from a version tells what it was.
  expect(await answers([world], warm)).toEqual(before);
  expect(await answers([world], lambda(later))).toEqual(before);
  await remove(keys.deployed(world.tenant, world.scenarioId, 1), db);
  const gone = await answers([world], warm);
  expect(gone).toEqual(await answers([world], lambda(later)));
  expect(gone).not.toEqual(before);
});
