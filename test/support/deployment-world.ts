/** A deployment whose tasks a test runs by hand, on real stores. */
import { randomUUID } from 'node:crypto';
import { type Config, readConfig } from '../../lib/config/config.ts';
import { type MarkDeps, markUnit } from '../../lib/deployment/mark-unit.ts';
import { prepareDeployment } from '../../lib/deployment/prepare.ts';
import { failDeployment, publishVersion } from '../../lib/deployment/publish.ts';
import { addCounts, type UnitCounts } from '../../lib/deployment/record.ts';
import { cancelDeployment, startDeployment } from '../../lib/deployment/start.ts';
import { deploymentStatus } from '../../lib/deployment/status.ts';
import { generatePlan } from '../../lib/plan/generate-plan.ts';
import { AnchorMigrationPolicySchema } from '../../lib/plan/model.ts';
import { registerScenario } from '../../lib/plan/register-scenario.ts';
import { approvePlan, rejectPlan } from '../../lib/plan/review-plan.ts';
import { updatePolicies } from '../../lib/plan/update-policies.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import { storedGraphs } from '../../lib/scenario/graphs.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { closeSession } from '../../lib/session/close-session.ts';
import type { PendingMigration, Values } from '../../lib/session/model.ts';
import { recordVisit } from '../../lib/session/record-visit.ts';
import { type StartRequest, startSession } from '../../lib/session/start-session.ts';
import type { Database } from '../../lib/store/client.ts';
import { countStore } from '../../lib/store/count-store.ts';
import { markingStore } from '../../lib/store/marking-store.ts';
import { planStore } from '../../lib/store/plan-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { stepIndex } from '../../lib/store/step-index.ts';
import { NOBODY_RUNS } from './plan-states.ts';

const systemClock = () => new Date();
const DAY = 86_400_000;

export interface Guest {
  readonly step: string;
  readonly channel?: string;
  readonly ageDays?: number;
  readonly variables?: Values;
  /** The version that it is imported to; the published one, unless told. */
  readonly version?: number;
  /** One of its own, unless told. */
  readonly id?: string;
}

/** What the tasks of a deployment use; a test replaces some of it. */
export type Stores = ReturnType<typeof storesOf>;
export function storesOf(db: Database, now = systemClock) {
  const scenarios = scenarioStore(db, now);
  return {
    plans: planStore(db, now),
    scenarios,
    marking: markingStore(db),
    index: stepIndex(db),
    sessions: sessionStore(db),
  };
}

interface WorldOptions {
  /** One index shard, unless told: then each step content is a unit. */
  readonly shards?: number;
  readonly scenarioId?: string;
  /** One of its own, unless told. */
  readonly tenant?: string;
  readonly retention?: Partial<Config['retention']>;
  readonly now?: () => Date;
}

/** A tenant with one scenario, its sessions, and a plan that is approved. */
export class DeploymentWorld {
  readonly tenant: string;
  readonly db: Database;
  readonly stores: Stores;
  readonly #graphs: MarkDeps['graphs'];
  readonly config: Config;
  readonly now: () => Date;
  scenarioId = '';
  planId = '';
  #deploymentId = '';

  private constructor(
    db: Database,
    { shards = 1, tenant = randomUUID(), retention = {}, now = systemClock }: WorldOptions,
  ) {
    this.db = db;
    this.tenant = tenant;
    this.now = now;
    this.stores = storesOf(db, now);
    this.#graphs = storedGraphs(this.stores.scenarios);
    this.config = readConfig({ deployment: { index_shards: shards }, retention });
  }

  static async create(
    db: Database,
    scenario: ScenarioInput,
    { scenarioId, ...options }: WorldOptions = {},
  ): Promise<DeploymentWorld> {
    const world = new DeploymentWorld(db, options);
    const { version } = await registerScenario(world.tenant, scenarioId, scenario, 'olivia', world.#deps());
    world.scenarioId = version.scenario_id;
    return world;
  }

  #deps(stores: Stores = this.stores) {
    const { policies } = stores.plans;
    return { ...stores, policies, graphs: this.#graphs, config: this.config, now: this.now };
  }

  /** A session that came from elsewhere, at a step. */
  async guest({
    step,
    channel = 'whatsapp',
    ageDays = 0,
    variables,
    version,
    id = randomUUID(),
  }: Guest): Promise<string> {
    const request = {
      scenario_id: this.scenarioId,
      channel,
      step_id: step,
      checkpoints: [],
      variables,
      scenario_version: version,
      created_at: new Date(this.now().getTime() - ageDays * DAY).toISOString(),
    };
    await startSession(this.tenant, id, request, this.#deps());
    return id;
  }

  guests(list: readonly Guest[]): Promise<string[]> {
    return Promise.all(list.map((each) => this.guest(each)));
  }

  async visit(sessionId: string, step: string, stores?: Stores): Promise<void> {
    const request = { visit_id: randomUUID(), step_id: step, turn_number: 1 };
    await recordVisit(this.tenant, sessionId, request, this.#deps(stores));
  }

  async close(sessionId: string): Promise<void> {
    await closeSession(this.tenant, sessionId, {}, this.#deps());
  }

  async restart(sessionId: string, stores?: Stores, more: Partial<StartRequest> = {}): Promise<void> {
    const request = { scenario_id: this.scenarioId, channel: 'whatsapp', restart: true, ...more };
    await startSession(this.tenant, sessionId, request, this.#deps(stores));
  }

  /** Makes a plan to a new version and approves it; policies by the id of the step. */
  async approve(scenario: ScenarioInput, policies: Readonly<Record<string, object>> = {}): Promise<void> {
    const deps = this.#deps();
    const { plan } = await generatePlan(this.tenant, this.scenarioId, scenario, 'olivia', deps);
    this.planId = plan.id;
    if (Object.keys(policies).length > 0) {
      const v1 = await this.#graphs.byRef(this.tenant, this.scenarioId, plan.base);
      const byAnchor = Object.entries(policies).map(([stepId, policy]) => {
        const { hash = '' } = v1?.byId.get(stepId) ?? {};
        const shared = (v1?.byHash.get(hash)?.length ?? 0) > 1;
        return [shared ? `${hash}:${stepId}` : hash, AnchorMigrationPolicySchema.parse(policy)] as const;
      });
      await updatePolicies(this.tenant, plan.id, Object.fromEntries(byAnchor), plan.revision, deps);
    }
    await approvePlan(this.tenant, plan.id, { acknowledge: true }, 'anna', deps);
  }

  async reject(): Promise<void> {
    await rejectPlan(this.tenant, this.planId, {}, 'anna', this.#deps());
  }

  get ref() {
    return { tenant_id: this.tenant, plan_id: this.planId, deployment_id: this.#deploymentId };
  }

  async start(stores?: Stores): Promise<void> {
    const deps = { ...this.#deps(stores), executions: NOBODY_RUNS };
    const { deployment } = await startDeployment(this.tenant, this.planId, undefined, 'olivia', deps);
    this.#deploymentId = deployment.id;
  }

  async cancel(stores?: Stores): Promise<void> {
    await cancelDeployment(this.tenant, this.planId, undefined, {
      ...this.#deps(stores),
      executions: NOBODY_RUNS,
    });
  }

  prepare(stores?: Stores) {
    return prepareDeployment(this.ref, this.#deps(stores));
  }

  mark(unit: number, stores?: Stores, timeLeft: () => number = () => 60_000) {
    return markUnit(this.ref, unit, timeLeft, this.#deps(stores));
  }

  fail(stores?: Stores) {
    return failDeployment(this.ref, 'Unavailable', this.#deps(stores));
  }

  publish(stores?: Stores) {
    return publishVersion(this.ref, this.#deps(stores));
  }

  /** Prepares, and works at every unit until it is done, as the state machine does. */
  async prepareAndMark(stores?: Stores): Promise<void> {
    const { units } = await this.prepare(stores);
    for (const unit of units) while (!(await this.mark(unit, stores)).done);
  }

  /** What the units have counted. */
  async counts(): Promise<UnitCounts> {
    return addCounts(await this.stores.marking.unitCounts(this.tenant, this.planId, this.#deploymentId));
  }

  status(planId = this.planId) {
    const deps = { ...this.#deps(), counts: countStore(this.db, this.now) };
    return deploymentStatus(this.tenant, planId, deps);
  }

  async marks(ids: readonly string[]): Promise<(PendingMigration | undefined)[]> {
    const records = await Promise.all(ids.map((id) => this.stores.sessions.get(this.tenant, id)));
    return records.map((record) => record?.mark);
  }

  /** Which of some sessions carry this deployment's mark. */
  async marked(ids: readonly string[]): Promise<boolean[]> {
    return (await this.marks(ids)).map((mark) => mark?.deployment_id === this.#deploymentId);
  }
}

/** The anchor key of a step whose content no other step has. */
export function anchorOf(scenario: ScenarioInput, stepId: string): string {
  return buildGraph(scenario).byId.get(stepId)?.hash ?? '';
}

/** Does something once, just before a store's method is called for the first time. */
export function interrupting<Store extends object>(
  store: Store,
  method: keyof Store & string,
  act: () => Promise<unknown>,
): Store {
  let acted: Promise<unknown> | undefined;
  return calledThrough(store, async (name, call) => {
    if (name === method) {
      acted ??= act();
      await acted;
    }
    return call();
  });
}

/** The process that ran died. */
export class Died extends Error {
  override readonly name = 'Died';
}

/**
 * A process that dies at its n-th call of any store, which does not arrive any more. All before it have; so with
 * every n, everything that a process can leave behind is tried.
 */
export function dyingAt(n: number, stores: Stores) {
  let calls = 0;
  const through = async (_: string, call: () => unknown): Promise<unknown> => {
    calls += 1;
    if (calls >= n) throw new Died();
    return call();
  };
  return {
    died: () => calls >= n,
    stores: {
      plans: calledThrough(stores.plans, through),
      scenarios: calledThrough(stores.scenarios, through),
      marking: calledThrough(stores.marking, through),
      index: calledThrough(stores.index, through),
      sessions: calledThrough(stores.sessions, through),
    },
  };
}

/** A store of which every call goes through a function. */
export function calledThrough<Store extends object>(
  store: Store,
  through: (method: string, call: () => unknown) => Promise<unknown>,
): Store {
  return new Proxy(store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => through(String(name), () => Reflect.apply(method, target, args));
    },
  });
}
