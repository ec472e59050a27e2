import { randomUUID } from 'node:crypto';
import type { inject } from 'vitest';
import { readConfig } from '../../lib/config/config.ts';
import { markUnit } from '../../lib/deployment/mark-unit.ts';
import { prepareDeployment } from '../../lib/deployment/prepare.ts';
import { publishVersion } from '../../lib/deployment/publish.ts';
import { startDeployment } from '../../lib/deployment/start.ts';
import { anchorKeyOf } from '../../lib/diff/anchor-key.ts';
import type { Understanding } from '../../lib/gap-fill/extraction/understanding.ts';
import { generatePlan } from '../../lib/plan/generate-plan.ts';
import { AnchorMigrationPolicySchema } from '../../lib/plan/model.ts';
import { registerScenario } from '../../lib/plan/register-scenario.ts';
import { approvePlan } from '../../lib/plan/review-plan.ts';
import { updatePolicies } from '../../lib/plan/update-policies.ts';
import type { ReconcileInput } from '../../lib/reconcile/model.ts';
import { type Passages, storedPassages } from '../../lib/reconcile/passages.ts';
import { type ReconcileDeps, type Reconciled, reconcile } from '../../lib/reconcile/reconcile.ts';
import { storedGraphs } from '../../lib/scenario/graphs.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { closeSession } from '../../lib/session/close-session.ts';
import type { ProfileField, Values } from '../../lib/session/model.ts';
import type { SessionRecord } from '../../lib/session/record.ts';
import { recordVisit } from '../../lib/session/record-visit.ts';
import { type StartRequest, startSession } from '../../lib/session/start-session.ts';
import { auditStore } from '../../lib/store/audit-store.ts';
import type { Database } from '../../lib/store/client.ts';
import { markingStore } from '../../lib/store/marking-store.ts';
import { planStore } from '../../lib/store/plan-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { stepIndex } from '../../lib/store/step-index.ts';
import { itemsOf, type StoredItem, testDatabase } from '../support/database.ts';
import { NOBODY_RUNS } from '../support/plan-states.ts';
import { nodeOf, type PolicyParts } from './journey.ts';

/** Where the local stack is, as vitest provides it. */
type Provided = typeof inject;
/** One request as it went to DynamoDB. */
export interface Sent {
  readonly command: string;
  readonly readUnits: number;
}

/** Called around the requests of a command; what it throws, the caller of the SDK gets. */
export interface Hook {
  readonly before?: () => Promise<void> | void;
  readonly after?: () => Promise<void> | void;
}

/** A tenant of its own, and a reconcile of its own, over the real stores on DynamoDB Local. */
export class Live {
  readonly tenantId = randomUUID();
  readonly db: Database;
  readonly sent: Sent[] = [];
  readonly #hooks = new Map<string, Hook[]>();
  readonly #onWire = new Map<string, Hook[]>();
  readonly #stores;
  #reconcileDeps: ReconcileDeps;
  readonly #newPassages: () => Passages;
  scenarioId = '';

  private constructor(
    provided: Provided,
    options: Parameters<typeof readConfig>[0],
    clock: () => Date,
    understanding?: Understanding,
  ) {
    this.db = testDatabase(provided('tables'), provided('dynamoEndpoint'));
    const scenarios = scenarioStore(this.db);
    this.#stores = {
      sessions: sessionStore(this.db),
      scenarios,
      graphs: storedGraphs(scenarios),
      plans: planStore(this.db),
      policies: planStore(this.db).policies,
      marking: markingStore(this.db),
      index: stepIndex(this.db),
      executions: NOBODY_RUNS,
      // One shard: each content of a step is one unit.
      config: readConfig({ deployment: { index_shards: 1 } }),
      now: () => new Date(),
    };

    // Its own client: what is counted and what is made to fail are the requests of this reconcile and no other.
    const db = testDatabase(provided('tables'), provided('dynamoEndpoint'));
    db.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
          const hook = this.#hooks.get(commandName)?.shift();
          await hook?.before?.();
          const result = await next(args);
          this.sent.push({ command: commandName, readUnits: unitsOf(result.output) });
          await hook?.after?.();
          return result;
        },
      { step: 'initialize', name: 'counted' },
    );
    db.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const hook = this.#onWire.get(commandName)?.shift();
          await hook?.before?.();
          const result = await next(args);
          await hook?.after?.();
          return result;
        },
      { step: 'finalizeRequest', priority: 'low', name: 'wire' },
    );
    this.#newPassages = () => storedPassages(scenarioStore(db), planStore(db));
    this.#reconcileDeps = {
      sessions: sessionStore(db),
      scenarios: scenarioStore(db),
      passages: this.#newPassages(),
      understanding,
      config: readConfig(options),
      now: clock,
    };
  }

  /** The first version is published. */
  static async with(
    provided: Provided,
    first: ScenarioInput,
    config: Parameters<typeof readConfig>[0] = {},
    clock = () => new Date(),
    understanding?: Understanding,
  ): Promise<Live> {
    const live = new Live(provided, config, clock, understanding);
    const { version } = await registerScenario(live.tenantId, undefined, first, 'olivia', live.#stores);
    live.scenarioId = version.scenario_id;
    return live;
  }

  async start(walk: readonly string[] = [], more: Partial<StartRequest> = {}): Promise<string> {
    const id = randomUUID();
    const request = { scenario_id: this.scenarioId, channel: 'whatsapp', ...more };
    await startSession(this.tenantId, id, request, this.#stores);
    for (const step of walk) await this.visit(id, step);
    return id;
  }

  async visit(sessionId: string, step_id: string, variables?: Values): Promise<void> {
    const request = { visit_id: randomUUID(), step_id, turn_number: 1, variables };
    await recordVisit(this.tenantId, sessionId, request, this.#stores);
  }

  async close(sessionId: string): Promise<void> {
    await closeSession(this.tenantId, sessionId, {}, this.#stores);
  }

  /**
   * Plans, approves, marks and publishes.
   * @param options policies by the id of a step of the old version
   * @returns the plan's id
   */
  async deploy(
    next: ScenarioInput,
    { mark = true, policies = {} }: { readonly mark?: boolean; readonly policies?: PolicyParts } = {},
  ): Promise<string> {
    const { tenantId: tenant } = this;
    const stores = this.#stores;
    const { plan } = await generatePlan(tenant, this.scenarioId, next, 'olivia', stores);
    const base = await stores.graphs.byRef(tenant, this.scenarioId, plan.base);
    if (!base) throw new Error('the published version cannot be read');
    const byKey = Object.entries(policies).map(([id, parts]) => [
      anchorKeyOf(base, nodeOf(base, id)),
      AnchorMigrationPolicySchema.parse(parts),
    ]);
    await updatePolicies(tenant, plan.id, Object.fromEntries(byKey), plan.revision, stores);
    await approvePlan(tenant, plan.id, { acknowledge: true }, 'anna', stores);
    const { deployment } = await startDeployment(tenant, plan.id, undefined, 'olivia', stores);
    const ref = { tenant_id: tenant, plan_id: plan.id, deployment_id: deployment.id };
    const { units } = await prepareDeployment(ref, stores);
    for (const unit of mark ? units : []) await markUnit(ref, unit, () => 60_000, stores);
    await publishVersion(ref, stores);
    return plan.id;
  }

  /** Marks a session as the deployment of a plan does. */
  async mark(sessionId: string, planId: string, step: string): Promise<void> {
    const plan = await this.#stores.plans.get(this.tenantId, planId);
    const { position } = await this.session(sessionId);
    const mark = {
      target_version: plan?.to_version ?? 2,
      anchor_content_hash: position?.step_hash ?? '',
      migration_plan_id: planId,
      deployment_id: plan?.deployment?.id ?? 'never deployed',
      marked_at: new Date().toISOString(),
    };
    const [result] = await this.#stores.marking.mark(this.tenantId, [
      { session_id: sessionId, graph_version: plan?.from_version ?? 1, step_id: step, mark },
    ]);
    if (result !== 'marked') throw new Error(`the session is not marked: ${result}`);
  }

  /** What a warm Lambda kept is gone. */
  forget(): void {
    this.#reconcileDeps = { ...this.#reconcileDeps, passages: this.#newPassages() };
  }

  /** One call; the requests that it sent are in `sent`. */
  async reconcile(sessionId: string, input: Partial<ReconcileInput> = {}): Promise<Reconciled> {
    this.sent.length = 0;
    return reconcile(
      { tenant_id: this.tenantId, session_id: sessionId, turn_id: randomUUID(), ...input },
      this.#reconcileDeps,
    );
  }

  /** Of a command, such as `TransactWriteItemsCommand`, the next requests, one hook each. */
  on(command: string, ...hooks: Hook[]): void {
    this.#hooks.set(command, hooks);
  }

  /** The same below the SDK's own retries. */
  onWire(command: string, ...hooks: Hook[]): void {
    this.#onWire.set(command, hooks);
  }

  get commands(): string[] {
    return this.sent.map(({ command }) => command);
  }

  async session(sessionId: string): Promise<SessionRecord> {
    const record = await this.#stores.sessions.get(this.tenantId, sessionId);
    if (!record) throw new Error(`there is no session ${sessionId}`);
    return record;
  }

  variables(sessionId: string) {
    return this.#stores.sessions.variables(this.tenantId, sessionId);
  }

  lastAnswer(sessionId: string) {
    return this.#stores.sessions.lastAnswer(this.tenantId, sessionId);
  }

  async visits(sessionId: string) {
    return (await this.#stores.sessions.visits(this.tenantId, sessionId, 100, undefined)).visits;
  }

  profile(customerId: string) {
    return this.#stores.sessions.profile(this.tenantId, customerId);
  }

  putProfile(customerId: string, name: string, field: ProfileField) {
    return this.#stores.sessions.putProfileField(this.tenantId, customerId, name, field);
  }

  async events(sessionId: string) {
    const audit = auditStore(this.db, () => new Date());
    return (await audit.ofSession(this.tenantId, sessionId, 100, undefined)).events;
  }

  /** Everything that is stored, but what the audit stream counts in its own time. */
  async items(): Promise<StoredItem[]> {
    return (await itemsOf(this.db, this.tenantId)).filter(({ sk }) => sk !== 'COUNTS');
  }
}

/** A request that fails. */
export const lost = (name = 'TimeoutError'): (() => never) => {
  return () => {
    throw Object.assign(new Error('no answer came'), { name });
  };
};

function unitsOf(output: unknown): number {
  if (typeof output !== 'object' || output === null || !('ConsumedCapacity' in output)) return 0;
  const consumed = [output.ConsumedCapacity].flat() as readonly { CapacityUnits?: number }[];
  return consumed.reduce((sum, each) => sum + (each.CapacityUnits ?? 0), 0);
}
