import type { inject } from 'vitest';
import { readConfig } from '../../lib/config/config.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import { storedPassages } from '../../lib/reconcile/passages.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import { storedGraphs } from '../../lib/scenario/graphs.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { Random } from '../../scripts/demo/random.ts';
import { testDatabase } from '../support/database.ts';
import { DeploymentWorld, type Stores, storesOf } from '../support/deployment-world.ts';
import { type FaultOptions, Faults } from '../support/faults.ts';
import { insist } from '../support/insist.ts';
import { type Deployed, discrepancies } from './account.ts';
import { type Customer, Engine, type EngineDeps, type Setting } from './engine.ts';
import { type StoredSession, storedSession } from './stored-session.ts';

/** A later version, and the policies of the steps that have one. */
export interface Release {
  readonly scenario: ScenarioInput;
  readonly policies?: Readonly<Record<string, object>>;
}

export interface TurmoilOptions {
  readonly seed: number;
  readonly sessions: number;
  readonly first: ScenarioInput;
  readonly releases: readonly Release[];
  readonly values: Setting['values'];
  readonly faults: FaultOptions;
}

const SHARDS = 3;
const LAMBDAS = 3;
const AT_ONCE = 24;

/** Conversations, and deployments under them, while the store fails: all at the same time, as chance has it. */
export class Turmoil {
  readonly engines: readonly Engine[];
  readonly world: DeploymentWorld;
  readonly graphs: Setting['graphs'];
  readonly faults: Faults;
  /** Plans that were deployed. */
  readonly deployed: Deployed[] = [];
  readonly #random: Random;
  readonly #releases: readonly Release[];
  readonly #stores: Stores;
  readonly #calm: EngineDeps;

  static async of(provided: typeof inject, options: TurmoilOptions): Promise<Turmoil> {
    const calm = testDatabase(provided('tables'), provided('dynamoEndpoint'));
    const failing = testDatabase(provided('tables'), provided('dynamoEndpoint'));
    const world = await DeploymentWorld.create(calm, options.first, { shards: SHARDS });
    const faults = new Faults(options.seed, options.faults);
    faults.under(failing.client);
    return new Turmoil(world, storesOf(failing), faults, options);
  }

  private constructor(world: DeploymentWorld, stores: Stores, faults: Faults, options: TurmoilOptions) {
    const { seed, sessions, first, releases, values } = options;
    this.world = world;
    this.faults = faults;
    this.#stores = stores;
    this.#releases = releases;
    this.#random = new Random(seed);
    const versions = [first, ...releases.map(({ scenario }) => scenario)];
    this.graphs = new Map(versions.map((version) => [version.version, buildGraph(version)]));
    this.#calm = engineDeps(world.stores);
    const lambdas = Array.from({ length: LAMBDAS }, () => engineDeps(stores));
    const setting = { tenantId: world.tenant, scenarioId: world.scenarioId, graphs: this.graphs, values };
    // Some customers have two conversations.
    const customers = Array.from({ length: Math.ceil(sessions * 0.8) }, (_, index): Customer => {
      return { id: `customer-${index}`, given: new Map() };
    });
    this.engines = [...customers, ...customers].slice(0, sessions).map((customer, index) => {
      const random = this.#random.of(index);
      return new Engine(setting, customer, random, () => random.pick(lambdas));
    });
  }

  /** Lets the conversations go on: so many acts before each release, beside it, and after the last. */
  async rage(acts: number): Promise<void> {
    const steps = [...(this.graphs.get(1)?.byId.keys() ?? [])];
    await inParallel(this.engines, AT_ONCE, (engine) =>
      engine.start(this.#random.chance(0.7) ? this.#random.pick(steps) : undefined),
    );
    for (const release of this.#releases) {
      await this.#act(acts);
      let out = false;
      const releasing = this.#release(release).finally(() => {
        out = true;
      });
      await Promise.all([releasing, this.#act(4 * acts, () => out)]);
    }
    await this.#act(acts);
  }

  /** Without faults: every conversation has a turn, until nothing more is asked. */
  async settle(): Promise<void> {
    await inParallel(this.engines, AT_ONCE, async (engine) => {
      for (let turns = 0; turns < 8; turns += 1) {
        const { answer } = await engine.obligingTurn(this.#calm);
        if (answer.action !== 'collect' && answer.action !== 'execute_action') return;
      }
      throw new Error(`session ${engine.sessionId} is asked again and again`);
    });
  }

  /** Without faults, one turn of each. @returns the conversations to which something happened */
  async disturbed(): Promise<string[]> {
    const disturbed: string[] = [];
    await inParallel(this.engines, AT_ONCE, async (engine) => {
      const { decision } = await engine.obligingTurn(this.#calm);
      if (decision) disturbed.push(engine.sessionId);
    });
    return disturbed;
  }

  /** Everything that is stored of the conversations, in their order. */
  async stored(): Promise<StoredSession[]> {
    const stored: StoredSession[] = [];
    await inParallel([...this.engines.entries()], AT_ONCE, async ([index, { sessionId }]) => {
      stored[index] = await storedSession(this.world.db, this.world.tenant, sessionId);
    });
    return stored;
  }

  /** What of the conversations nothing explains, a line each. */
  unexplained(stored: readonly StoredSession[]): string[] {
    return this.engines.flatMap(({ ledger }, index) => {
      const session = stored[index];
      return session ? discrepancies(session, ledger, this.graphs) : ['a session is not there'];
    });
  }

  /** So many acts of whichever conversations, or fewer if something has happened. */
  async #act(acts: number, until: () => boolean = () => false): Promise<void> {
    const acting = Array.from({ length: acts }, () => this.#random.pick(this.engines));
    await inParallel(acting, AT_ONCE, async (engine) => {
      if (!until()) await engine.act();
    });
  }

  /** As the state machine does it: every task again while it fails; sometimes cancelled, and begun anew. */
  async #release({ scenario, policies }: Release): Promise<void> {
    const { world } = this;
    await world.approve(scenario, policies);
    if (this.#random.chance(0.5)) {
      const units = await this.#prepared();
      await this.#mark(units.filter(() => this.#random.chance(0.5)));
      await world.cancel();
    }
    await this.#mark(await this.#prepared());
    await insist(() => world.publish(this.#stores));
    this.deployed.push({ planId: world.planId, deploymentId: world.ref.deployment_id });
  }

  async #prepared(): Promise<readonly number[]> {
    await insist(() => this.world.start(this.#stores));
    return (await insist(() => this.world.prepare(this.#stores))).units;
  }

  #mark(units: readonly number[]): Promise<void> {
    return inParallel(units, 4, async (unit) => {
      let done = false;
      while (!done) {
        // A Lambda's time is over sooner or later.
        let looks = this.#random.between(1, 4);
        ({ done } = await insist(() => this.world.mark(unit, this.#stores, () => looks--)));
      }
    });
  }
}

/** Warm: what it keeps, it keeps for all calls. */
function engineDeps({ sessions, scenarios, plans }: Stores): EngineDeps {
  return {
    sessions,
    scenarios,
    graphs: storedGraphs(scenarios),
    passages: storedPassages(scenarios, plans),
    config: readConfig({ deployment: { index_shards: SHARDS } }),
    now: () => new Date(),
  };
}
