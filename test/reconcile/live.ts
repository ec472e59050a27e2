import { randomUUID } from 'node:crypto';
import type { inject } from 'vitest';
import { readConfig } from '../../lib/config/config.ts';
import type { ReconcileInput } from '../../lib/reconcile/model.ts';
import { storedPassages } from '../../lib/reconcile/passages.ts';
import { type ReconcileDeps, type Reconciled, reconcile } from '../../lib/reconcile/reconcile.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import type { SessionRecord } from '../../lib/session/record.ts';
import { auditStore } from '../../lib/store/audit-store.ts';
import type { Database } from '../../lib/store/client.ts';
import { planStore } from '../../lib/store/plan-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { ApiClient } from '../support/api-client.ts';
import { itemsOf, type StoredItem, testDatabase } from '../support/database.ts';

/** Where the local stack is, as vitest provides it. */
type Provided = typeof inject;
type Config = Parameters<typeof readConfig>[0];

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

/** A tenant of its own on the local stack, and a reconcile of its own over the real stores. */
export class Live {
  readonly api: ApiClient;
  readonly db: Database;
  readonly sent: Sent[] = [];
  readonly #hooks = new Map<string, Hook[]>();
  readonly #deps: ReconcileDeps;
  scenarioId = '';

  private constructor(provided: Provided, config: Config, now: () => Date) {
    this.api = new ApiClient(provided('url'));
    this.db = testDatabase(provided('tables'), provided('dynamoEndpoint'));
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
    const scenarios = scenarioStore(db);
    this.#deps = {
      sessions: sessionStore(db),
      scenarios,
      passages: storedPassages(scenarios, planStore(db)),
      config: readConfig(config),
      now,
    };
  }

  /** The first version is published. */
  static async with(
    provided: Provided,
    first: ScenarioInput,
    config: Config = {},
    now = () => new Date(),
  ): Promise<Live> {
    const live = new Live(provided, config, now);
    live.scenarioId = (await live.api.startScenario(first)).scenario_id;
    return live;
  }

  get tenantId(): string {
    return this.api.tenantId;
  }

  async start(walk: readonly string[] = [], more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { session_id } = await this.api.startSession(this.scenarioId, more);
    for (const step of walk) await this.api.visit(session_id, step);
    return session_id;
  }

  async deploy(next: ScenarioInput): Promise<string> {
    const { id } = await this.api.makePlan(this.scenarioId, next);
    const { status } = await this.api.deployToEnd(id);
    if (status !== 'deployed') throw new Error(`the plan is ${status}`);
    return id;
  }

  /** One call; the requests that it sent are in `sent`. */
  async reconcile(sessionId: string, input: Partial<ReconcileInput> = {}): Promise<Reconciled> {
    this.sent.length = 0;
    return reconcile(
      { tenant_id: this.tenantId, session_id: sessionId, turn_id: randomUUID(), ...input },
      this.#deps,
    );
  }

  /** Of a command, such as `TransactWriteItemsCommand`, the next requests, one hook each. */
  on(command: string, ...hooks: Hook[]): void {
    this.#hooks.set(command, hooks);
  }

  get commands(): string[] {
    return this.sent.map(({ command }) => command);
  }

  async session(sessionId: string): Promise<SessionRecord> {
    const record = await sessionStore(this.db).get(this.tenantId, sessionId);
    if (!record) throw new Error(`there is no session ${sessionId}`);
    return record;
  }

  variables(sessionId: string) {
    return sessionStore(this.db).variables(this.tenantId, sessionId);
  }

  lastAnswer(sessionId: string) {
    return sessionStore(this.db).lastAnswer(this.tenantId, sessionId);
  }

  async events(sessionId: string) {
    return (await auditStore(this.db, () => new Date()).ofSession(this.tenantId, sessionId, 100, undefined))
      .events;
  }

  items(): Promise<StoredItem[]> {
    return itemsOf(this.db, this.tenantId);
  }
}

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
