import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MidstreamError } from '../../lib/errors.ts';
import type { ReconcileAnswer, ReconcileInput } from '../../lib/reconcile/model.ts';
import { type ReconcileDeps, type Reconciled, reconcile } from '../../lib/reconcile/reconcile.ts';
import { asMidstreamError } from '../../lib/runtime/dependency-failures.ts';
import type { ScenarioGraph } from '../../lib/scenario/graph.ts';
import { closeSession } from '../../lib/session/close-session.ts';
import { recordVisit } from '../../lib/session/record-visit.ts';
import { type StartDeps, type StartRequest, startSession } from '../../lib/session/start-session.ts';
import type { Random } from '../../scripts/demo/random.ts';
import { type Given, Ledger, type SentVisit, type ToldSession } from './ledger.ts';

/** What the Lambdas that an engine calls stand on. */
export type EngineDeps = ReconcileDeps & StartDeps;

/** The scenario that the conversations are in. */
export interface Setting {
  readonly tenantId: string;
  readonly scenarioId: string;
  /** Every version that there may be, by its number. */
  readonly graphs: ReadonlyMap<number, ScenarioGraph>;
  /** Valid values of every field, each another one. */
  readonly values: Readonly<Record<string, (n: number) => unknown>>;
}

/** Somebody who may have several conversations, and one profile. */
export interface Customer {
  readonly id: string;
  readonly given: Given;
}

/** What came of a call: an answer, a refusal, or nothing that the engine ever heard of. */
type Heard<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'refusal'; readonly error: MidstreamError }
  | { readonly kind: 'nothing' };

const PATIENCE = 8;
let counter = 0;
/** Told apart wherever it turns up. */
const unique = (): number => {
  counter += 1;
  return counter;
};

/**
 * An engine with one conversation. It behaves well: it repeats calls with the same id when an error says that this
 * is safe, or gives up; and it adopts what it is answered. Chance decides what it does, and which of the warm
 * Lambdas it meets.
 */
export class Engine {
  readonly sessionId = randomUUID();
  readonly #customer: Customer;
  readonly ledger: Ledger;
  readonly #setting: Setting;
  readonly #random: Random;
  readonly #lambdas: () => EngineDeps;
  #place: { readonly graph: number; readonly step: string } | undefined;
  #asked: ReconcileAnswer | undefined;
  #closed = false;

  constructor(setting: Setting, customer: Customer, random: Random, lambdas: () => EngineDeps) {
    this.#setting = setting;
    this.#customer = customer;
    this.ledger = new Ledger(customer.given);
    this.#random = random;
    this.#lambdas = lambdas;
  }

  /** Starts the conversation, at the entry or, as if it came from elsewhere, at a step, of an older version if it can. */
  async start(step?: string, version?: number): Promise<void> {
    const more = step === undefined ? {} : { step_id: step, checkpoints: [] };
    if (version !== undefined && (await this.#start({ ...more, scenario_version: version }))) return;
    while (!(await this.#start(more))) await sleep(this.#random.between(0, 20));
  }

  /** Does one thing, or several at once, as they happen in conversations. */
  async act(): Promise<void> {
    const random = this.#random;
    const drawn = random.next();
    if (this.#closed) return;
    if (drawn < 0.02) return this.#close();
    if (drawn < 0.05) {
      const expected = random.chance(0.5) ? { expected_revision: this.ledger.revision } : {};
      await this.#start({ restart: true, ...expected });
      return;
    }
    if (drawn < 0.1) return this.#learn();
    if (drawn < 0.2) return this.#turn({ dry_run: true });
    if (drawn < 0.5) return this.#turn(this.#reply());
    if (drawn < 0.6) return this.#twice(this.#reply());
    if (drawn < 0.65) return together(this.#turn(this.#reply()), this.#turn(this.#reply()));
    if (drawn < 0.75) return together(this.#turn(this.#reply()), this.#visit());
    if (drawn < 0.8) return together(this.#visit(), this.#visit());
    return this.#visit(random.chance(0.2) ? 2 : 1);
  }

  /** A turn with a good answer to everything that was asked. */
  async obligingTurn(deps: EngineDeps): Promise<Reconciled> {
    const since = this.ledger.revision;
    const input = this.#input({ ...this.#reply(1), turn_id: randomUUID() });
    const reconciled = await reconcile(input, deps);
    this.#told(input, since, reconciled.answer);
    return reconciled;
  }

  async #start(more: Partial<StartRequest>): Promise<boolean> {
    const variables = { begun: unique() };
    this.ledger.begun.push(variables);
    const { tenantId: tenant, scenarioId: scenario_id } = this.#setting;
    const channel = this.#random.pick(['whatsapp', 'email']);
    const request = { scenario_id, channel, customer_id: this.#customer.id, variables, ...more };
    const since = this.ledger.revision;
    const heard = await this.#insist((deps) => startSession(tenant, this.sessionId, request, deps));
    // A version that it is imported to may be about to be removed, or be gone.
    if (heard.kind === 'refusal') allow(heard.error, 'stale_revision', 'version_retiring', 'invalid_request');
    if (heard.kind !== 'answer') return false;
    const { session, started: changed } = heard.value;
    this.#adoptSession({ since, session, changed });
    return true;
  }

  async #close(): Promise<void> {
    const { tenantId: tenant } = this.#setting;
    const since = this.ledger.revision;
    const heard = await this.#insist((deps) => closeSession(tenant, this.sessionId, {}, deps));
    // It may be closed also when nothing was heard of it.
    this.#closed = true;
    if (heard.kind === 'refusal') throw heard.error;
    if (heard.kind === 'answer') this.#adoptSession({ since, session: heard.value, changed: false });
  }

  /** Puts something into the customer's profile. */
  async #learn(): Promise<void> {
    const field = this.#random.pick(Object.keys(this.#setting.values));
    const value = this.#setting.values[field]?.(unique());
    this.ledger.give(field, value);
    const heard = await this.#insist(({ sessions, now }) =>
      sessions.putProfileField(this.#setting.tenantId, this.#customer.id, field, {
        value: JSON.parse(JSON.stringify(value)),
        source: 'engine',
        confidence: 1,
        needs_confirmation: this.#random.chance(0.5),
        provenance: {},
        updated_at: now().toISOString(),
      }),
    );
    if (heard.kind === 'refusal') throw heard.error;
  }

  async #turn(more: Partial<ReconcileInput>): Promise<void> {
    const input = this.#input({ turn_id: randomUUID(), ...more });
    const since = this.ledger.revision;
    const heard = await this.#insist((deps) => reconcile(input, deps));
    if (heard.kind === 'refusal') throw heard.error;
    if (heard.kind === 'answer') this.#told(input, since, heard.value.answer);
  }

  /** The same turn twice at the same time. */
  #twice(more: Partial<ReconcileInput>): Promise<void> {
    const input = { ...more, turn_id: randomUUID() };
    return together(this.#turn(input), this.#turn(input));
  }

  #input(more: Partial<ReconcileInput> & Pick<ReconcileInput, 'turn_id'>): ReconcileInput {
    return { tenant_id: this.#setting.tenantId, session_id: this.sessionId, ...more };
  }

  /** What the customer says to what was asked last: a good answer so often, else none or nonsense. */
  #reply(sense = 0.8): Partial<ReconcileInput> {
    const asked = this.#asked;
    if (!asked || !this.#random.chance(sense)) return {};
    const provided = asked.collect_fields.map((field) => {
      if (!this.#random.chance(sense)) return [field, { nonsense: unique() }];
      const value = this.#setting.values[field]?.(unique()) ?? `${field} ${unique()}`;
      this.ledger.give(field, value);
      return [field, value];
    });
    return {
      provided_fields: Object.fromEntries(provided),
      confirmations: Object.fromEntries(
        asked.confirm_fields.map(({ field_name }) => [field_name, this.#random.chance(sense)]),
      ),
      executed_action_ids: asked.execute_action_ids,
    };
  }

  #told(input: ReconcileInput, since: number, answer: ReconcileAnswer): void {
    if (input.dry_run) return;
    const newest = answer.session_revision >= this.ledger.revision;
    this.ledger.toldTurn(input.turn_id, since, answer);
    if (!newest) return;
    this.#asked = ['collect', 'execute_action'].includes(answer.action) ? answer : undefined;
    this.#adopt(answer.graph_version, answer.step_id);
  }

  #adoptSession(told: ToldSession): void {
    const { session } = told;
    const newest = session.revision >= this.ledger.revision;
    this.ledger.toldSession(told);
    if (newest) this.#adopt(session.graph_version, session.active_step_id);
  }

  #adopt(graph: number | undefined, step: string | undefined): void {
    this.#place = graph === undefined || step === undefined ? undefined : { graph, step };
  }

  /** The conversation goes on to a next step, which it says so many times at once. */
  async #visit(times = 1): Promise<void> {
    if (!this.#place) return;
    const { graph, step } = this.#place;
    const ways = this.#setting.graphs.get(graph)?.byId.get(step)?.step.transitions ?? [];
    const to = ways.length > 0 ? this.#random.pick(ways).to_step_id : step;
    const visitId = randomUUID();
    const sent: SentVisit = { visitId, step: to, variables: { [`said-${visitId}`]: unique() } };
    this.ledger.visits.push(sent);
    const expected = this.#random.chance(0.2) ? this.ledger.revision : undefined;
    await together(...Array.from({ length: times }, () => this.#sendVisit(sent, expected)));
  }

  async #sendVisit(sent: SentVisit, expected_revision: number | undefined): Promise<void> {
    const { visitId: visit_id, step: step_id, variables } = sent;
    const request = { visit_id, step_id, variables, expected_revision, turn_number: 1 };
    const since = this.ledger.revision;
    const heard = await this.#insist((deps) =>
      recordVisit(this.#setting.tenantId, this.sessionId, request, deps),
    );
    if (heard.kind === 'answer') {
      sent.outcome = 'recorded';
      const { session, recorded: changed } = heard.value;
      this.#adoptSession({ since, session, changed, visitId: visit_id });
    }
    if (heard.kind === 'refusal') {
      // It may have been closed meanwhile, or been moved to a graph that has no such step, or out of its scenario;
      // or its graph may have been removed while it was away, so that it has to be reconciled first.
      allow(
        heard.error,
        'invalid_request',
        'stale_revision',
        'no_active_scenario',
        'session_closed',
        'graph_gone',
      );
      sent.outcome ??= 'refused';
    }
  }

  /** Calls again while it is told that a retry is safe, and its patience lasts. */
  async #insist<T>(call: (deps: EngineDeps) => Promise<T>): Promise<Heard<T>> {
    for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
      try {
        return { kind: 'answer', value: await call(this.#lambdas()) };
      } catch (error) {
        const known = asMidstreamError(error);
        // A defect: not even a failure of the store may look like one.
        if (!known) throw error;
        if (known.kind !== 'unavailable') return { kind: 'refusal', error: known };
        if (known.details?.retry_safe === false || this.#random.chance(0.1)) break;
        await sleep(this.#random.between(0, 30));
      }
    }
    return { kind: 'nothing' };
  }
}

function allow(error: MidstreamError, ...codes: string[]): void {
  if (!codes.includes(error.code)) throw error;
}

async function together(...acts: Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(acts);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
