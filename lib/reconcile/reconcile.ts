import { createHash, randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { NotFound, Unavailable } from '../errors.ts';
import type { Understanding } from '../gap-fill/extraction/understanding.ts';
import { isAtHand, type ScenarioStore } from '../scenario/record.ts';
import { isIdle } from '../session/idle.ts';
import type { Position, Published, SessionRecord, SessionStore } from '../session/record.ts';
import { continues } from './answer.ts';
import type { Decided } from './decision.ts';
import { deliberate } from './deliberate.ts';
import { isDue } from './due.ts';
import { listenerTo } from './listener.ts';
import type { ReconcileAnswer, ReconcileInput } from './model.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Passages } from './passages.ts';

export interface ReconcileDeps {
  readonly sessions: SessionStore;
  readonly scenarios: Pick<ScenarioStore, 'pointer' | 'header'>;
  readonly passages: Passages;
  /** Without it, conversations are not read. */
  readonly understanding?: Understanding | undefined;
  readonly config: Config;
  readonly now: () => Date;
}

/** What a call did, for logs and metrics. */
export interface Reconciled {
  readonly answer: ReconcileAnswer;
  readonly decision?: Decided | undefined;
  readonly change?: Outcome['change'];
  readonly conflicts: number;
}

/** A decision is taken again this often when somebody else changes the session meanwhile. */
const ATTEMPTS = 5;

/**
 * Called by the engine before every turn: moves the session to the published version if that is due and possible.
 * Nothing to do costs one round trip and no write; a move costs one transaction more.
 * @throws NotFound for an unknown session
 * @throws Unavailable when a retry may help; the session is as it was
 */
export async function reconcile(input: ReconcileInput, deps: ReconcileDeps): Promise<Reconciled> {
  const started = performance.now();
  const listener = listenerTo(input, deps.config, deps.understanding);
  for (let conflicts = 0; conflicts < ATTEMPTS; conflicts += 1) {
    const { session, published } = await deps.sessions.readForTurn(input.tenant_id, input.session_id);
    if (!session) throw new NotFound('session_not_found', `there is no session ${input.session_id}`);
    const nothing = (reason: string): Reconciled => ({ answer: continues(session, reason), conflicts });

    if (!deps.config.enabled) return nothing('midstream is switched off');
    const repeated = await repeatedAnswer(session, input, deps);
    if (repeated) return { answer: repeated, conflicts };
    const { position } = session;
    if (session.status === 'closed') return nothing('the session is closed');
    if (!position) return nothing('the session has no active scenario');

    const target = published ?? (await pointerOf(input.tenant_id, position, deps));
    const idle = isIdle(session, deps.config, deps.now());
    const gone = idle && (await isGraphGone(input.tenant_id, position, target, deps));
    if (!gone && !isDue(session, target, input)) return nothing('nothing to do');

    const passage = await deps.passages.between(input.tenant_id, position, target, { anew: idle, gone });
    const start = {
      session,
      published: target,
      passage,
      input,
      config: deps.config,
      now: deps.now().toISOString(),
    };
    const { situation, decision } = await deliberate(start, deps.sessions, listener);
    const { answer, change } = outcomeOf(situation, position, decision, {
      now: situation.now,
      newId: randomUUID,
      inputDigest: digestOf(input),
      durationMs: Math.round((performance.now() - started) * 100) / 100,
    });
    if (!change) return { answer, decision, conflicts };
    if (input.dry_run) {
      return { answer: { ...answer, session_revision: session.revision }, decision, conflicts };
    }
    const result = await deps.sessions.commit({ ...change, guard_graph: idle && !gone });
    if (result === 'written') return { answer, decision, change, conflicts };
  }
  throw new Unavailable('contended', `session ${input.session_id} is being changed by others; try again`, {
    retry_safe: true,
  });
}

/** Has clean-up removed the graph that a session is on, or is it about to? */
async function isGraphGone(
  tenant: string,
  { scenario_id: scenarioId, graph_version: version }: Position,
  published: Published,
  { scenarios }: ReconcileDeps,
): Promise<boolean> {
  if (version === published.version) return false;
  return !isAtHand(await scenarios.header(tenant, scenarioId, version));
}

async function pointerOf(tenant: string, position: Position, deps: ReconcileDeps): Promise<Published> {
  const pointer = await deps.scenarios.pointer(tenant, position.scenario_id);
  if (!pointer) {
    throw new Unavailable('scenario_missing', `scenario ${position.scenario_id} cannot be read`, {
      retry_safe: true,
    });
  }
  return { version: pointer.published_version, checksum: pointer.published_checksum };
}

/** An answer that wrote something is repeated for the same turn and input while nobody else changed the session. */
async function repeatedAnswer(
  { last_reconciliation: last, revision }: SessionRecord,
  input: ReconcileInput,
  { sessions }: ReconcileDeps,
): Promise<ReconcileAnswer | undefined> {
  if (last?.turn_id !== input.turn_id || last.session_revision !== revision) return undefined;
  if (last.input_digest !== digestOf(input)) return undefined;
  const answer = await sessions.lastAnswer(input.tenant_id, input.session_id);
  // Another turn may have written since the session was read: then this one is decided afresh, as a conflict.
  return answer?.session_revision === revision ? answer : undefined;
}

/** Tells inputs apart; `dry_run` is how a call is made, not what it says. */
function digestOf({ dry_run: _dryRun, ...input }: ReconcileInput): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(input)))
    .digest('hex')
    .slice(0, 32);
}

/** The same content in one order of keys, however the engine wrote it. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
