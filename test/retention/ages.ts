import type { inject } from 'vitest';
import { inParallel } from '../../lib/in-parallel.ts';
import { storedPassages } from '../../lib/reconcile/passages.ts';
import { cleanUp } from '../../lib/retention/cleanup.ts';
import { buildGraph, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import { storedGraphs } from '../../lib/scenario/graphs.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { isIdle } from '../../lib/session/idle.ts';
import type { SessionRecord } from '../../lib/session/record.ts';
import { planStore } from '../../lib/store/plan-store.ts';
import { retentionStore } from '../../lib/store/retention-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { Random } from '../../scripts/demo/random.ts';
import { discrepancies } from '../reconcile/account.ts';
import { type Customer, Engine, type EngineDeps, type Setting } from '../reconcile/engine.ts';
import { storedSession } from '../reconcile/stored-session.ts';
import { itemsOf, type StoredItem, testDatabase } from '../support/database.ts';
import { DeploymentWorld, storesOf } from '../support/deployment-world.ts';
import { type FaultOptions, Faults } from '../support/faults.ts';
import { insist } from '../support/insist.ts';
import { ownTables } from '../support/own-tables.ts';
import { scenario } from '../support/scenario-builder.ts';

/** `greet -> ask <-> offer -> confirm -> pay (payment taken) -> end`, and what later versions make of it. */
function selling(version: number): ScenarioInput {
  const built = scenario('selling', version)
    .field('age', { type: 'integer', minimum: 0 })
    .field('mail', { type: 'email' });
  if (version < 2) built.step('greet').to('ask');
  else
    built
      .step('greet')
      .to('form')
      .step('form', { collects: ['age'] })
      .to('ask');
  // The fourth version has no offers; the fifth has them again.
  built.step('ask').to(version === 4 ? 'confirm' : 'offer');
  if (version !== 4) built.step('offer').to('confirm', { when: 'fine', priority: 1 }).to('ask');
  built.step('confirm', { description: version < 3 ? '' : 'and says why' });
  if (version < 3) built.to('pay');
  else
    built
      .to('mail')
      .step('mail', { collects: ['mail'] })
      .to('pay');
  built.step('pay', { checkpoint: 'payment taken' }).to(version < 5 ? 'end' : 'ship');
  if (version >= 5) built.step('ship', { required: true }).to('end');
  return built.step('end').build();
}

const POLICIES: Readonly<Record<number, Readonly<Record<string, object>>>> = {
  2: { ask: { update_downstream: false }, confirm: { scope_filter: { exclude_channels: ['email'] } } },
  3: { offer: { update_downstream: false } },
  5: { ask: { scope_filter: { exclude_channels: ['whatsapp'] } } },
};
const VERSIONS = [1, 2, 3, 4, 5];
const VALUES = { age: (n: number) => n, mail: (n: number) => `m${n}@example.com` };

const LAMBDAS = 3;
const AT_ONCE = 16;
const MS_PER_HOUR = 3_600_000;
/** Hours that pass, shorter and longer than any wait and any retention. */
const PAUSES = [0, 0.5, 2, 24, 170, 200, 800, 2_300];
const FAULTS: FaultOptions = {
  rates: { throttled: 0.01, unsent: 0.01, unanswered: 0.01, conflict: 0.01, partial: 0.02 },
  delayMs: 6,
};

/** What is stored of a scenario beside its sessions. */
interface Shelf {
  readonly items: readonly StoredItem[];
  readonly states: ReadonlyMap<number, string>;
  /** Versions from which deployed plans lead on. */
  readonly links: ReadonlySet<number>;
}

/**
 * Conversations over years, with versions that come and are forgotten: everything happens at the same time as
 * chance has it, requests fail, and clean-ups run into each other and are killed. Between the rounds time passes.
 */
export class Ages {
  readonly engines: Engine[] = [];
  world!: DeploymentWorld;
  /** Versions that clean-up removed. */
  readonly gone = new Set<number>();
  readonly graphs: ReadonlyMap<number, ScenarioGraph>;
  readonly #random: Random;
  readonly #provided: typeof inject;
  #ahead = 0;
  readonly now = (): Date => new Date(Date.now() + this.#ahead);
  #tables!: Awaited<ReturnType<typeof ownTables>>;
  #lambdas: EngineDeps[] = [];
  #published = 1;
  /** Sessions that came back when clean-up counted them no more, by the version that they may have lost. */
  readonly #cameBack = new Set<string>();

  private constructor(provided: typeof inject, seed: number) {
    this.#provided = provided;
    this.#random = new Random(seed);
    this.graphs = new Map(VERSIONS.map((version) => [version, buildGraph(selling(version))]));
  }

  static async of(provided: typeof inject, seed: number, sessions: number): Promise<Ages> {
    const ages = new Ages(provided, seed);
    const shared = testDatabase(provided('tables'), provided('dynamoEndpoint'));
    ages.#tables = await ownTables(shared);
    const { now } = ages;
    ages.world = await DeploymentWorld.create(ages.#client(), selling(1), { shards: 3, now });
    ages.#lambdas = Array.from({ length: LAMBDAS }, (_, index) => ages.#deps(seed + index));
    const { tenant: tenantId, scenarioId } = ages.world;
    const setting: Setting = { tenantId, scenarioId, graphs: ages.graphs, values: VALUES };
    for (let index = 0; index < sessions; index += 1) {
      const customer: Customer = { id: `customer-${index}`, given: new Map() };
      const random = ages.#random.of(index);
      ages.engines.push(new Engine(setting, customer, random, () => random.pick(ages.#lambdas)));
    }
    return ages;
  }

  /** A client of its own; with a seed, its requests fail. */
  #client(seed?: number) {
    const db = testDatabase(this.#tables, this.#provided('dynamoEndpoint'));
    if (seed !== undefined) new Faults(seed, FAULTS).under(db.client);
    return db;
  }

  /** A warm Lambda; without a seed, nothing fails. */
  #deps(seed?: number): EngineDeps {
    const { sessions, scenarios, plans } = storesOf(this.#client(seed), this.now);
    return {
      sessions,
      scenarios,
      graphs: storedGraphs(scenarios),
      passages: storedPassages(scenarios, plans),
      config: this.world.config,
      now: this.now,
    };
  }

  pass(hours: number): void {
    this.#ahead += hours * MS_PER_HOUR;
  }

  /** Whoever is not begun begins; and so many rounds. @returns what was removed though it was needed, a line each */
  async live(rounds: number): Promise<string[]> {
    const wrong: string[] = [];
    const waiting = [...this.engines];
    const begun: Engine[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const before = await this.records();
      const idle = before.filter((record) => isIdle(record, this.world.config, this.now()));
      const beginning = waiting.splice(0, Math.ceil((2 * this.engines.length) / rounds));
      await all(
        this.#begin(beginning),
        this.#act(begun),
        this.#operate(rounds - round),
        ...Array.from({ length: this.#random.between(0, 2) }, () => this.#cleanUpOrDie()),
      );
      begun.push(...beginning);
      wrong.push(...(await this.#missing(idle)).map((line) => `round ${round}: ${line}`));
      this.pass(this.#random.pick(PAUSES));
    }
    return wrong;
  }

  #begin(engines: readonly Engine[]): Promise<void> {
    return inParallel(engines, AT_ONCE, (engine) => {
      const steps = [...(this.graphs.get(1)?.byId.keys() ?? [])];
      const step = this.#random.chance(0.6) ? this.#random.pick(steps) : undefined;
      const version = this.#random.chance(0.5) ? this.#random.between(1, this.#published) : undefined;
      return engine.start(step, step === undefined ? undefined : version);
    });
  }

  /** Some of them have something to say; others stay away. */
  #act(engines: readonly Engine[]): Promise<void> {
    const share = this.#random.pick([0.05, 0.2, 0.8]);
    const acting = engines.filter(() => this.#random.chance(share));
    return inParallel([...acting, ...this.#random.shuffled(acting)], AT_ONCE, (engine) => engine.act());
  }

  /** Sometimes a plan that is dropped, sometimes a new version; at last all of them are out. */
  async #operate(roundsLeft: number): Promise<void> {
    const next = this.#published + 1;
    if (!VERSIONS.includes(next)) return;
    const due = roundsLeft <= VERSIONS.length - this.#published + 1;
    if (!due && this.#random.chance(0.6)) return;
    await this.world.approve(selling(next), POLICIES[next]);
    if (!due && this.#random.chance(0.3)) return this.world.reject();
    await this.world.start();
    await this.world.prepareAndMark();
    await insist(() => this.world.publish());
    this.#published = next;
  }

  async #cleanUpOrDie(): Promise<void> {
    const db = this.#client(this.#random.between(1, 1e6));
    const last = this.#random.chance(0.4) ? this.#random.between(1, 80) : Number.POSITIVE_INFINITY;
    let requests = 0;
    db.client.middlewareStack.add(
      (next) => async (args) => {
        requests += 1;
        if (requests > last) throw new Error('the process died');
        return next(args);
      },
      { step: 'initialize', name: 'dying' },
    );
    await this.cleanUp(db).catch(() => undefined);
  }

  async cleanUp(db = this.#client()) {
    const stores = {
      store: retentionStore(db),
      scenarios: scenarioStore(db, this.now),
      plans: planStore(db, this.now),
    };
    const { config } = this.world;
    const report = await cleanUp(
      { dryRun: false, timeLeft: () => 1 },
      { ...stores, config, now: this.now, onFailure: () => {} },
    );
    return report;
  }

  async records(): Promise<SessionRecord[]> {
    const records = this.engines.map(({ sessionId }) =>
      this.world.stores.sessions.get(this.world.tenant, sessionId),
    );
    return (await Promise.all(records)).filter((record) => record !== undefined);
  }

  isIdle(record: SessionRecord): boolean {
    return isIdle(record, this.world.config, this.now());
  }

  async shelf(): Promise<Shelf> {
    const { stores, tenant, scenarioId, db } = this.world;
    const headers = await stores.scenarios.headers(tenant, scenarioId);
    const links = await stores.scenarios.deployedSince(tenant, scenarioId, 0);
    const items = (await itemsOf(db, tenant)).filter(
      ({ pk }) => !pk.includes('#SESSION#') && !pk.includes('#PROFILE#'),
    );
    const states = new Map(headers.map(({ version, state }) => [version, state]));
    for (let version = 1; version <= this.#published; version += 1) {
      if (!states.has(version)) this.gone.add(version);
    }
    return { items, states, links: new Set(links.map(({ from_version }) => from_version)) };
  }

  get published(): number {
    return this.#published;
  }

  /**
   * What live sessions need and is not there. Who was idle when it came back may have lost its version before that:
   * it is not counted until it has one again.
   */
  async #missing(idleBefore: readonly SessionRecord[]): Promise<string[]> {
    const shelf = await this.shelf();
    const whole = await this.#whole(shelf);
    const wrong: string[] = [];
    for (const record of await this.records()) {
      const { position, session_id: id, status } = record;
      if (status === 'closed' || !position || this.isIdle(record)) continue;
      const before = idleBefore.find((each) => each.session_id === id)?.position;
      for (const version of new Set([position.graph_version, position.version])) {
        const key = `${id} ${version}`;
        if (before?.graph_version === version || before?.version === version) this.#cameBack.add(key);
        if (shelf.states.has(version) && shelf.states.get(version) !== 'retiring') this.#cameBack.delete(key);
        if (this.#cameBack.has(key)) continue;
        if (!whole.has(version)) {
          wrong.push(`session ${id} (${JSON.stringify(position)}) has lost version ${version}`);
        }
      }
      if (this.#cameBack.has(`${id} ${position.graph_version}`)) continue;
      for (let from = position.graph_version; from < this.#published; from += 1) {
        if (!shelf.links.has(from)) wrong.push(`session ${id} has lost the plan that leads on from ${from}`);
      }
    }
    return wrong;
  }

  /** Versions that are there with their graphs; plans that lead on are held to be there whole as well. */
  async #whole({ states }: Shelf): Promise<ReadonlySet<number>> {
    const { stores, tenant, scenarioId } = this.world;
    const whole = new Set<number>();
    for (const version of states.keys()) {
      const header = await stores.scenarios.header(tenant, scenarioId, version);
      if (header && (await stores.scenarios.graph(tenant, scenarioId, header.graph))) whole.add(version);
    }
    for (const link of await stores.scenarios.deployedSince(tenant, scenarioId, 0)) {
      const plan = await stores.plans.get(tenant, link.plan_id);
      if (!plan) throw new Error(`the plan from version ${link.from_version} has lost its header`);
      await stores.plans.content(plan);
      if (!(await stores.plans.table(tenant, link.plan_id, link.table)))
        throw new Error(`the plan from version ${link.from_version} has lost its match table`);
    }
    return whole;
  }

  /** Nothing fails: every conversation has a turn, until nothing more is asked; and then one that changes nothing. */
  async goOn(): Promise<string[]> {
    const wrong: string[] = [];
    const deps = this.#deps();
    await inParallel(this.engines, AT_ONCE, async (engine) => {
      for (let turns = 0; turns < 8; turns += 1) {
        const { answer } = await engine.obligingTurn(deps);
        if (answer.action !== 'collect' && answer.action !== 'execute_action') break;
      }
      if ((await engine.obligingTurn(deps)).decision) wrong.push(`session ${engine.sessionId} is disturbed`);
    });
    return wrong;
  }

  /** What of the conversations nothing explains, a line each. */
  async unexplained(): Promise<string[]> {
    const wrong: string[] = [];
    await inParallel(this.engines, AT_ONCE, async ({ sessionId, ledger }) => {
      const stored = await storedSession(this.world.db, this.world.tenant, sessionId);
      wrong.push(...discrepancies(stored, ledger, this.graphs, this.gone));
    });
    return wrong;
  }
}

async function all(...acts: Promise<unknown>[]): Promise<void> {
  for (const end of await Promise.allSettled(acts)) if (end.status === 'rejected') throw end.reason;
}
