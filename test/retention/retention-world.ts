/** Clean-up on tables of its own, by a clock that the test moves. */
import { randomUUID } from 'node:crypto';
import type { inject } from 'vitest';
import type { Config } from '../../lib/config/config.ts';
import type { ReconcileInput } from '../../lib/reconcile/model.ts';
import { storedPassages } from '../../lib/reconcile/passages.ts';
import { type Reconciled, reconcile } from '../../lib/reconcile/reconcile.ts';
import { type CleanupDeps, cleanUp } from '../../lib/retention/cleanup.ts';
import type { CleanupReport, Tally } from '../../lib/retention/report.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import type { VersionHeader } from '../../lib/scenario/record.ts';
import type { Database } from '../../lib/store/client.ts';
import { planStore } from '../../lib/store/plan-store.ts';
import { retentionStore } from '../../lib/store/retention-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { itemsOf, type StoredItem, testDatabase } from '../support/database.ts';
import { DeploymentWorld } from '../support/deployment-world.ts';
import { ownTables } from '../support/own-tables.ts';

const MS_PER_DAY = 86_400_000;
const MS_PER_HOUR = 3_600_000;

export interface CleanupOptions {
  readonly dryRun?: boolean;
  readonly timeLeft?: () => number;
  /** On another client, such as one whose process dies. */
  readonly db?: Database;
}

export class RetentionWorld {
  readonly db: Database;
  readonly failures: unknown[] = [];
  #clock = new Date('2026-03-01T12:34:56.000Z');
  readonly now = (): Date => this.#clock;
  world!: DeploymentWorld;
  readonly #passages;

  private constructor(db: Database) {
    this.db = db;
    this.#passages = storedPassages(scenarioStore(db, this.now), planStore(db, this.now));
  }

  static async create(
    provided: typeof inject,
    first: ScenarioInput,
    retention: Partial<Config['retention']> = {},
    shards = 2,
  ): Promise<RetentionWorld> {
    const endpoint = provided('dynamoEndpoint');
    const tables = await ownTables(testDatabase(provided('tables'), endpoint));
    const created = new RetentionWorld(testDatabase(tables, endpoint));
    created.world = await DeploymentWorld.create(created.db, first, { shards, retention, now: created.now });
    return created;
  }

  /** A client of its own, on the same tables. */
  client(provided: typeof inject): Database {
    return testDatabase(this.db.tables, provided('dynamoEndpoint'));
  }

  days(days: number): void {
    this.#clock = new Date(this.#clock.getTime() + days * MS_PER_DAY);
  }

  hours(hours: number): void {
    this.#clock = new Date(this.#clock.getTime() + hours * MS_PER_HOUR);
  }

  /** @returns the plan's id */
  async deploy(scenario: ScenarioInput, policies: Readonly<Record<string, object>> = {}): Promise<string> {
    const { world } = this;
    await world.approve(scenario, policies);
    await world.start();
    await world.prepareAndMark();
    await world.publish();
    return world.planId;
  }

  reconcile(
    sessionId: string,
    input: Partial<ReconcileInput> = {},
    sessions = this.world.stores.sessions,
  ): Promise<Reconciled> {
    return reconcile(
      { tenant_id: this.world.tenant, session_id: sessionId, turn_id: randomUUID(), ...input },
      {
        sessions,
        scenarios: this.world.stores.scenarios,
        passages: this.#passages,
        config: this.world.config,
        now: this.now,
      },
    );
  }

  deps(db = this.db): CleanupDeps {
    return {
      store: retentionStore(db),
      scenarios: scenarioStore(db, this.now),
      plans: planStore(db, this.now),
      config: this.world.config,
      now: this.now,
      onFailure: (_, error) => this.failures.push(error),
    };
  }

  cleanUp({ dryRun = false, timeLeft = () => 1, db = this.db }: CleanupOptions = {}): Promise<CleanupReport> {
    return cleanUp({ dryRun, timeLeft }, this.deps(db));
  }

  /** Two runs, with the wait between them that a removal takes. */
  async cleanUpTwice(): Promise<readonly [CleanupReport, CleanupReport]> {
    const first = await this.cleanUp();
    this.hours(2);
    return [first, await this.cleanUp()];
  }

  async header(version: number): Promise<VersionHeader> {
    const { stores, tenant, scenarioId } = this.world;
    const header = await stores.scenarios.header(tenant, scenarioId, version);
    if (!header) throw new Error(`version ${version} is gone`);
    return header;
  }

  /** States of the versions that are stored, by number. */
  async versions(): Promise<Record<number, string>> {
    const { stores, tenant, scenarioId } = this.world;
    const headers = await stores.scenarios.headers(tenant, scenarioId);
    return Object.fromEntries(headers.map(({ version, state }) => [version, state]));
  }

  /** The deployed plans that are stored, by the version that they lead on from. */
  async links(): Promise<number[]> {
    const { stores, tenant, scenarioId } = this.world;
    const links = await stores.scenarios.deployedSince(tenant, scenarioId, 0);
    return links.map(({ from_version }) => from_version);
  }

  /** Everything of the tenant in the scenarios table. */
  async items(): Promise<StoredItem[]> {
    const items = await itemsOf(this.db, this.world.tenant);
    return items.filter(({ pk }) => !pk.includes('#SESSION#') && !pk.includes('#PROFILE#'));
  }
}

/** `version archived, and nobody needs it: 2`, in the order of the report. */
export const told = (tallies: readonly Tally[]): string[] =>
  tallies.map(({ kind, reason, count }) => `${kind} ${reason}: ${count}`);
