import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScenarioGraph } from '../../../lib/scenario/graph.ts';
import type { Random } from '../../../scripts/demo/random.ts';
import { type ApiClient, InvokeError, RefusedError } from '../../support/api-client.ts';

/** What the calls of all conversations came to. */
export class Calls {
  /** Times (ms) from the call to the answer that was none of an error, retries included. */
  readonly turns: number[] = [];
  readonly visits: number[] = [];
  retried = 0;
  /** Errors that a retry is no way out of. */
  readonly failed: string[] = [];
}

/** A session as its engine knows it. */
export interface Place {
  readonly sessionId: string;
  readonly scenarioId: string;
  /** Graphs of the scenario by version. */
  readonly graphs: ReadonlyMap<number, ScenarioGraph>;
  graphVersion: number;
  stepId: string;
  revision: number;
}

const ATTEMPTS = 20;
const CLOSES = 0.02;
const RESTARTS = 0.02;
const ANSWERS = 0.8;

/** An engine that leads conversations, one thing after the other, and behaves as the README tells engines to. */
export class Conversation {
  readonly #api: ApiClient;
  readonly #calls: Calls;
  readonly #random: Random;
  readonly #places: Place[];

  constructor(api: ApiClient, calls: Calls, random: Random, places: readonly Place[]) {
    this.#api = api;
    this.#calls = calls;
    this.#random = random;
    this.#places = [...places];
  }

  /** Goes on until it is told to stop, or nobody is left to talk to. */
  async talk(stop: AbortSignal): Promise<void> {
    while (!stop.aborted && this.#places.length > 0) {
      const at = this.#random.between(0, this.#places.length - 1);
      const place = this.#places[at];
      if (place && !(await this.#exchange(place))) this.#places.splice(at, 1);
    }
  }

  /** A customer writes: a turn, and where the conversation goes then. @returns whether it goes on */
  async #exchange(place: Place): Promise<boolean> {
    const { sessionId } = place;
    if (this.#random.chance(CLOSES)) {
      await this.#insist(this.#calls.visits, () => this.#api.close(sessionId));
      return false;
    }
    if (this.#random.chance(RESTARTS)) {
      const { scenarioId } = place;
      const session = await this.#insist(this.#calls.visits, () =>
        this.#api.startSession(scenarioId, {
          session_id: sessionId,
          restart: true,
          expected_revision: place.revision,
        }),
      );
      if (session) {
        const { graph_version, active_step_id: step_id, revision: session_revision } = session;
        adopt(place, { graph_version, step_id, session_revision });
      }
      return true;
    }
    let answer = await this.#turn(place);
    if (answer?.action === 'collect' && this.#random.chance(ANSWERS)) {
      answer = await this.#turn(place, {
        provided_fields: Object.fromEntries(
          answer.collect_fields.map((field) => [field, this.#random.between(1, 99)]),
        ),
      });
    }
    if (answer?.action === 'exit_scenario') return false;
    if (answer?.action === 'continue' || answer?.action === 'teleport') await this.#walkOn(place);
    return true;
  }

  async #turn(place: Place, more: Parameters<ApiClient['reconcile']>[0] | object = {}) {
    const input = { session_id: place.sessionId, turn_id: randomUUID(), ...more };
    const answer = await this.#insist(this.#calls.turns, () => this.#api.reconcile(input));
    if (answer) adopt(place, answer);
    return answer;
  }

  async #walkOn(place: Place): Promise<void> {
    const ways = place.graphs.get(place.graphVersion)?.byId.get(place.stepId)?.step.transitions ?? [];
    if (ways.length === 0) return;
    const { to_step_id } = this.#random.pick(ways);
    const visit_id = randomUUID();
    const session = await this.#insist(this.#calls.visits, () =>
      this.#api.visit(place.sessionId, to_step_id, { visit_id }),
    );
    if (session) adopt(place, { step_id: to_step_id, session_revision: session.revision });
  }

  /** The same call again while the error says that this is safe. */
  async #insist<T>(times: number[], call: () => Promise<T>): Promise<T | undefined> {
    const began = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await call();
        times.push(performance.now() - began);
        return answer;
      } catch (error) {
        if (attempt === ATTEMPTS || !mayRetry(error)) {
          this.#calls.failed.push(String(error));
          return undefined;
        }
        this.#calls.retried += 1;
        await sleep(this.#random.next() * 50 * attempt);
      }
    }
  }
}

const mayRetry = (error: unknown): boolean =>
  (error instanceof InvokeError && error.name === 'Unavailable') ||
  (error instanceof RefusedError && error.refusal.status === 503);

function adopt(
  place: Place,
  told: {
    readonly graph_version?: number | undefined;
    readonly step_id?: string | undefined;
    readonly session_revision?: number | undefined;
  },
): void {
  place.graphVersion = told.graph_version ?? place.graphVersion;
  place.stepId = told.step_id ?? place.stepId;
  place.revision = told.session_revision ?? place.revision;
}
