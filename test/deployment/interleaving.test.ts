import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import type { MarkingStore } from '../../lib/deployment/record.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { Random } from '../../scripts/demo/random.ts';
import { testDatabase } from '../support/database.ts';
import { calledThrough, DeploymentWorld, Died, type Stores } from '../support/deployment-world.ts';
import { scenario } from '../support/scenario-builder.ts';
import { SEED } from '../support/seed.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
/** `SOAK_RUNS` times as many, of other seeds each. */
const RUNS = 2 * Number(process.env.SOAK_RUNS ?? 1);
const DEPLOYMENTS = 10;
const SESSIONS = 3;
const WORKERS = 2;
/** Of the calls to the stores, so many are the last thing that a worker does. */
const DEATHS = 0.02;

const STEPS = ['greet', 'ask'];
const flow = (version: number): ScenarioInput =>
  scenario('meeting', version)
    .chain('greet', 'ask', ...(version > 1 ? ['news'] : []))
    .build();

/**
 * Lets one call at a time take effect, and one answer at a time arrive, of all that wait, as chance has it: so a
 * worker can be overtaken between any two of its calls, and while any of them is under way.
 */
class Interleaver {
  readonly #random: Random;
  readonly #waiting: (() => Promise<unknown>)[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** A call that takes effect in its turn, and is answered in its turn; sometimes its caller dies before or after. */
  async call<T>(effect: () => Promise<T>, deaths = 0): Promise<T> {
    const dies = () => this.#random.chance(deaths);
    const result = await this.#inTurn(() => (dies() ? Promise.reject(new Died()) : effect()));
    await this.#inTurn(async () => {});
    if (dies()) throw new Died();
    return result;
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => act().then(resolve, reject));
    });
  }

  /** Until all of some things are through. */
  async until(all: Promise<unknown>): Promise<void> {
    let over = false;
    void all.finally(() => {
      over = true;
    });
    while (!over) {
      // Whoever was answered goes on to the next call.
      for (let n = 0; n < 4; n += 1) await turn();
      const [next] = this.#waiting.splice(this.#random.between(0, this.#waiting.length - 1), 1);
      if (next) await next();
      else await sleep(1);
    }
    await all;
  }
}

test.each(Array.from({ length: RUNS }, (_, run) => SEED + run))(
  'however workers and customers meet, a session is counted where it was marked, and once (seed %i)',
  async (seed) => {
    const random = new Random(seed);
    const world = await DeploymentWorld.create(db, flow(1));
    const ids = await world.guests(Array.from({ length: SESSIONS }, () => ({ step: random.pick(STEPS) })));
    await world.approve(flow(2));
    for (let deployment = 0; deployment < DEPLOYMENTS; deployment += 1) {
      await world.start();
      const { units } = await world.prepare();
      await meet(world, ids, units, random);
      await world.prepareAndMark();
      const { marked, by_anchor } = await world.counts();
      expect({ seed, deployment, marked, by_anchor }).toEqual({
        seed,
        deployment,
        ...(await marksOf(world, ids)),
      });
      await world.cancel();
    }
  },
);

/** Workers work at all units, and customers go to and fro, until all are through. */
async function meet(
  world: DeploymentWorld,
  ids: readonly string[],
  units: readonly number[],
  random: Random,
): Promise<void> {
  const interleaver = new Interleaver(random);
  const stores = throughTurns(world.stores, interleaver);
  const worker = (): Promise<void> =>
    inParallel(random.shuffled(units), 1, async (unit) => {
      // Called again by the state machine, when it dies or has been overtaken.
      for (let calls = 0; calls < 2; calls += 1) {
        if ((await world.mark(unit, stores).catch(died))?.done) return;
      }
    });
  const customer = async (id: string): Promise<void> => {
    for (let acts = random.between(3, 12); acts > 0; acts -= 1) {
      const drawn = random.next();
      const act = () => {
        if (drawn < 0.04) return world.close(id);
        if (drawn < 0.15) return world.restart(id);
        return world.visit(id, random.pick(STEPS));
      };
      await interleaver.call(() => act().catch(refused));
    }
  };
  await interleaver.until(Promise.all([...Array.from({ length: WORKERS }, worker), ...ids.map(customer)]));
}

/** How many sessions carry the deployment's mark, or did until they were closed or started again, and from where. */
async function marksOf(world: DeploymentWorld, ids: readonly string[]) {
  const by_anchor: Record<string, number> = {};
  for (const id of ids) {
    const session = await world.stores.sessions.get(world.tenant, id);
    for (const mark of [session?.mark, session?.dropped_mark]) {
      if (mark?.deployment_id !== world.ref.deployment_id) continue;
      const { anchor_content_hash: anchor } = mark;
      by_anchor[anchor] = (by_anchor[anchor] ?? 0) + 1;
    }
  }
  return { marked: Object.values(by_anchor).reduce((sum, each) => sum + each, 0), by_anchor };
}

/** A worker's stores: every call in its turn, and of a batch of marks each alone, as the database takes them. */
function throughTurns(stores: Stores, interleaver: Interleaver): Stores {
  const through = (_: string, call: () => unknown) => interleaver.call(async () => call(), DEATHS);
  const marking: MarkingStore = {
    ...calledThrough(stores.marking, through),
    async mark(tenant, targets) {
      const results = targets.map((target) =>
        interleaver.call(() => stores.marking.mark(tenant, [target]), DEATHS),
      );
      await Promise.allSettled(results);
      return (await Promise.all(results)).flat();
    },
  };
  return {
    plans: calledThrough(stores.plans, through),
    scenarios: calledThrough(stores.scenarios, through),
    index: calledThrough(stores.index, through),
    sessions: calledThrough(stores.sessions, through),
    marking,
  };
}

function died(error: unknown): undefined {
  if (!(error instanceof Died)) throw error;
}

/** A customer who is closed writes no more, and a step that comes next is not always there. */
function refused(error: unknown): void {
  if (!(error instanceof Error && 'kind' in error)) throw error;
}
