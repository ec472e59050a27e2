/** Explains what is stored of a session by what happened to it, revision by revision. */
import { isDeepStrictEqual } from 'node:util';
import type { ScenarioGraph } from '../../lib/scenario/graph.ts';
import type { MigrationEvent, StepVisit, Values } from '../../lib/session/model.ts';
import { stepPartition } from '../../lib/store/keys.ts';
import { tallyOfAudit } from '../../scripts/demo/tally.ts';
import type { Ledger } from './ledger.ts';
import type { Entry, StoredSession } from './stored-session.ts';

export interface Deployed {
  readonly planId: string;
  readonly deploymentId: string;
}

/** What sessions and their audit trail say of a deployment, in the form in which its status counts. */
export function deploymentAccount(stored: readonly StoredSession[], { planId, deploymentId }: Deployed) {
  const entries = stored.flatMap((session) => session.entries);
  const settled = entries.filter(({ settles }) => settles?.deployment_id === deploymentId).length;
  const pending = stored.filter(({ record }) => record.mark?.deployment_id === deploymentId).length;
  const events = entries.flatMap(({ event }) => (event.plan_id === planId ? [event] : []));
  return { ...tallyOfAudit(events), marked: settled + pending, pending };
}

/** A session as it was after one of its changes. */
interface State {
  readonly run: string;
  /** Nothing once it has left its scenario. */
  readonly graph: number | undefined;
  readonly step: string | undefined;
  readonly settled: number;
  /** Something was asked of the customer or the engine, on the way to where it has not come yet. */
  readonly asked: boolean;
  readonly pinned: boolean;
  readonly closed: boolean;
  /** Names of its variables. */
  readonly variables: ReadonlySet<string>;
}

/**
 * Holds a session against its visits, its audit events and what its engine was told.
 * @param gone versions that were removed: whoever was settled there has to be moved all the same
 * @returns what is not as it should be, a line each
 */
export function discrepancies(
  stored: StoredSession,
  ledger: Ledger,
  graphs: ReadonlyMap<number, ScenarioGraph>,
  gone: ReadonlySet<number> = new Set(),
): string[] {
  const account = new Account(stored, ledger, graphs, gone);
  account.replay();
  account.holdAgainstRecord();
  account.holdAgainstLedger();
  return account.wrong.map((line) => `${stored.record.session_id}: ${line}`);
}

class Account {
  readonly wrong: string[] = [];
  readonly #stored: StoredSession;
  readonly #ledger: Ledger;
  readonly #graphs: ReadonlyMap<number, ScenarioGraph>;
  readonly #gone: ReadonlySet<number>;
  /** By revision. */
  readonly #states = new Map<number, State>();

  constructor(
    stored: StoredSession,
    ledger: Ledger,
    graphs: ReadonlyMap<number, ScenarioGraph>,
    gone: ReadonlySet<number>,
  ) {
    this.#gone = gone;
    this.#stored = stored;
    this.#ledger = ledger;
    this.#graphs = graphs;
  }

  #that(holds: boolean, what: string): void {
    if (!holds) this.wrong.push(what);
  }

  #same(what: string, actual: unknown, expected: unknown): void {
    this.#that(
      isDeepStrictEqual(actual, expected),
      `${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
    );
  }

  #sameNames(what: string, values: Values, expected: ReadonlySet<string>): void {
    const names = new Set(Object.keys(values));
    for (const name of expected) if (!names.has(name)) this.wrong.push(`${what} lost ${name}`);
    for (const name of names) if (!expected.has(name)) this.wrong.push(`${what} invented ${name}`);
  }

  /** Every revision is a start, a visit, an event, or the end of a session without a mark. */
  replay(): void {
    const { record, visits, entries } = this.#stored;
    const left = [...entries];
    let state: State | undefined;
    for (let revision = 1; revision <= record.revision; revision += 1) {
      const [visit, ...others] = visits.get(revision) ?? [];
      this.#same(`visits of revision ${revision} beyond one`, others, []);
      if (visit && visit.run_id !== state?.run) {
        if (left[0]?.event.timestamp === visit.entered_at && left[0].event.action_taken === 'restart')
          left.shift();
        state = this.#started(visit);
      } else if (visit && state && !visit.transition_reason.startsWith('migration:')) {
        state = this.#visited(state, visit);
      } else if (state) {
        state = this.#closedSilently(revision, state, left[0])
          ? { ...state, closed: true }
          : this.#happened(state, visit, left.shift(), revision);
      }
      if (state) this.#states.set(revision, state);
    }
    for (const { event } of left) this.wrong.push(`${event.event_type} ${event.event_id} without an effect`);
  }

  #started(visit: StepVisit): State {
    return {
      run: visit.run_id,
      graph: visit.graph_version,
      step: visit.step_id,
      settled: visit.graph_version,
      asked: false,
      pinned: false,
      closed: false,
      variables: new Set(['begun']),
    };
  }

  #visited(state: State, visit: StepVisit): State {
    const sent = this.#ledger.visits.find(({ visitId }) => visitId === visit.visit_id);
    this.#that(sent !== undefined, `visit ${visit.visit_id} was sent by nobody`);
    this.#same(`step of visit ${visit.visit_id}`, visit.step_id, sent?.step);
    this.#same(`graph of visit ${visit.visit_id}`, visit.graph_version, state.graph);
    return {
      ...state,
      step: visit.step_id,
      variables: new Set([...state.variables, ...Object.keys(sent?.variables ?? {})]),
    };
  }

  /** The end of a session that carries no mark leaves no event: nothing comes after it but a new run. */
  #closedSilently(revision: number, state: State, next: Entry | undefined): boolean {
    const { record, visits } = this.#stored;
    if (revision === record.revision) return !next && record.status === 'closed';
    const [start] = visits.get(revision + 1) ?? [];
    if (!start || start.run_id === state.run) return false;
    return !next || next.event.timestamp >= start.entered_at;
  }

  /** A change that is no visit of the engine's: told by one event. */
  #happened(state: State, arrival: StepVisit | undefined, entry: Entry | undefined, revision: number): State {
    if (!entry) {
      this.wrong.push(`nothing explains revision ${revision}`);
      return state;
    }
    const { event } = entry;
    const name = `${event.event_type} to ${event.to_version}`;
    this.#same(`graph before ${name}`, event.from_version, state.graph);
    this.#same(`step before ${name}`, event.step_before_id, state.step);
    if (event.event_type === 'mark_dropped') {
      this.#same(`why revision ${revision} dropped a mark`, event.action_taken, 'close');
      return { ...state, closed: true };
    }
    this.#that(
      event.to_version > state.settled || this.#gone.has(state.graph ?? 0),
      `${name}, though settled for ${state.settled}`,
    );
    this.#same(`arrival of ${name}`, arrival && arrivalOf(arrival), expectedArrival(event));
    const decided = {
      ...state,
      settled: event.to_version,
      asked: false,
      variables: new Set([...state.variables, ...Object.keys(event.fields_gap_filled)]),
    };
    switch (event.event_type) {
      case 'data_requested':
      case 'action_requested':
        return { ...state, asked: true };
      case 'session_pinned':
        return { ...decided, pinned: true };
      case 'session_exited':
        return { ...decided, graph: undefined, step: undefined, pinned: false };
      case 'session_migrated':
        return { ...decided, graph: event.to_version, step: event.step_after_id, pinned: false };
    }
  }

  /** What the replay ends with is what is stored. */
  holdAgainstRecord(): void {
    const { record, variables } = this.#stored;
    const state = this.#states.get(record.revision);
    if (!state) return;
    const { position } = record;
    this.#same('run', record.run_id, state.run);
    this.#same('place', [position?.graph_version, position?.step_id], [state.graph, state.step]);
    this.#same('settled_for_version', position?.settled_for_version, position && state.settled);
    this.#same('status', record.status, state.closed ? 'closed' : 'active');
    this.#same('being pinned', record.pinned !== undefined, state.pinned);
    // What was executed on the way to a version that it does not go to is remembered while it is pinned.
    if (!state.pinned) this.#same('progress', record.progress !== undefined, state.asked && !state.closed);
    this.#that(!state.closed || !record.mark, 'a closed session carries a mark');
    this.#that(position !== undefined || !record.mark, 'a mark without a scenario');
    this.#sameNames('the variables', variables, state.variables);
    this.#holdValues(variables);
    this.#holdPlace(state);
    this.#holdCheckpoints(state);
  }

  /** The step is one of the graph, and the index and the walked path lead to it. */
  #holdPlace(state: State): void {
    const { record, item } = this.#stored;
    const { position } = record;
    const counted = record.pinned?.reason === 'update_downstream' ? state.settled : state.graph;
    this.#same('active_scenario_version', position?.version, position && counted);
    const node = this.#graphs.get(position?.graph_version ?? 0)?.byId.get(position?.step_id ?? '');
    this.#that(
      !position || node !== undefined,
      `no step ${position?.step_id} in graph ${position?.graph_version}`,
    );
    this.#same('step_content_hash', position?.step_hash, node?.hash);
    const indexed = position && node && !state.closed;
    this.#same(
      'index partition',
      item.step_pk,
      indexed
        ? stepPartition(
            record.tenant_id,
            position.scenario_id,
            position.graph_version,
            node.hash,
            record.shard,
          )
        : undefined,
    );
    this.#same(
      'index sort key',
      item.step_sk,
      indexed ? `${record.created_at}#${record.session_id}` : undefined,
    );
    const here = record.walk.path.at(-1);
    this.#same(
      'end of the walked path',
      position && [here?.ordinal, here?.hash],
      node && [node.ordinal, node.hash],
    );
  }

  #holdCheckpoints(state: State): void {
    const { record, visits } = this.#stored;
    // An import says what was passed; the own image of a step is gone on with and not entered.
    const entered = [...visits.values()].flat().filter(({ run_id, transition_reason: why }) => {
      return run_id === state.run && why !== 'import' && why !== 'migration:own_image';
    });
    // A move takes what was passed along, as steps of its graph.
    const remembered = new Set(record.checkpoints.map((info) => info.step_content_hash));
    for (const visit of entered.filter((each) => each.is_checkpoint)) {
      this.#that(
        remembered.has(visit.step_content_hash),
        `checkpoint ${visit.step_id} was passed and is forgotten`,
      );
    }
  }

  /** Nobody's value but the engine's own, or what it or the profile gave for a field. */
  #holdValues(variables: Values): void {
    for (const [name, value] of Object.entries(variables)) {
      if (name === 'begun') {
        this.#that(
          this.#ledger.begun.some(({ begun }) => begun === value),
          `nobody began with ${JSON.stringify(value)}`,
        );
      } else if (name.startsWith('said-')) {
        const sent = this.#ledger.visits.find((visit) => name in visit.variables);
        this.#same(`variable ${name}`, value, sent?.variables[name]);
      } else {
        this.#that(
          [...(this.#ledger.given.get(name) ?? [])].some((given) => isDeepStrictEqual(given, value)),
          `nobody gave ${JSON.stringify(value)} for ${name}`,
        );
      }
    }
  }

  /** What the engine was told is what was stored, and nothing that it was told is lost. */
  holdAgainstLedger(): void {
    const { record, visited, visits, answer } = this.#stored;
    const { last_reconciliation: last } = record;
    const recorded = [...visits.values()].flat().map((visit) => visit.visit_id);
    this.#same('visits recorded more than once', recorded.length, new Set(recorded).size);
    for (const { visitId, outcome } of this.#ledger.visits) {
      const times = recorded.filter((id) => id === visitId).length;
      if (outcome)
        this.#same(
          `times that the ${outcome} visit ${visitId} is there`,
          times,
          outcome === 'recorded' ? 1 : 0,
        );
      this.#same(`notes of visit ${visitId}`, visited.filter((id) => id === visitId).length, times);
    }

    for (const { turnId, answer: told, since } of this.#ledger.turns) {
      const revision = told.session_revision;
      const state = this.#states.get(revision);
      const name = `the answer to turn ${turnId} at revision ${revision}`;
      this.#that(revision >= since, `${name} is older than what was told before, ${since}`);
      this.#same(name, [told.graph_version, told.step_id], [state?.graph, state?.step]);
      if (last?.turn_id === turnId && last.session_revision === revision) {
        this.#same(`stored: ${name}`, answer, told);
      }
    }
    // A session that started again keeps the answer of its last run, which nobody is told any more.
    if (last) this.#same('revision of the stored answer', answer?.session_revision, last.session_revision);

    for (const { session, changed, since, visitId } of this.#ledger.sessions) {
      const { revision } = session;
      const state = this.#states.get(revision);
      const name = `the session as told at revision ${revision}`;
      this.#that(revision >= since, `${name} is older than what was told before, ${since}`);
      this.#same(name, [session.graph_version, session.active_step_id], [state?.graph, state?.step]);
      if (visitId !== undefined) {
        const at = [...visits].find(([, each]) => each.some((visit) => visit.visit_id === visitId));
        this.#that(at !== undefined && at[0] <= revision, `${name} is from before visit ${visitId}`);
      }
      if (changed && state) this.#sameNames(`the variables of ${name}`, session.variables, state.variables);
    }
  }
}

const arrivalOf = (visit: StepVisit) => [visit.graph_version, visit.step_id, visit.entered_at];
const expectedArrival = (event: MigrationEvent) =>
  event.event_type === 'session_migrated'
    ? [event.to_version, event.step_after_id, event.timestamp]
    : undefined;
