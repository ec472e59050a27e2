import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DeploymentStatus } from '../../lib/api/plan-operations.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import { type MigrationEvent, SessionSchema } from '../../lib/session/model.ts';
import type { Api } from './api.ts';
import { auditTrail } from './audit.ts';
import type { Books, Deployed, Entry } from './books.ts';
import type { Customer } from './customer.ts';
import { deploymentStatus } from './release.ts';
import { type Screen, some } from './screen.ts';
import { tallyOfAudit, tallyOfBooks, tallyOfStatus } from './tally.ts';

/** The status counts what comes through the audit trail's stream: at rest, soon after the last turn. */
const AT_REST_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;
/** Sessions that are looked at one by one, some of every flow. */
const SAMPLE = 80;

/** Compares, and prints each comparison. */
export class Checks {
  readonly #screen: Screen;
  failed = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** What is counted must be the same on both sides. */
  same(what: string, ours: unknown, theirs: unknown): void {
    this.that(what, isDeepStrictEqual(sorted(ours), sorted(theirs)), () => [
      `expected ${JSON.stringify(sorted(ours))}`,
      `found    ${JSON.stringify(sorted(theirs))}`,
    ]);
  }

  that(what: string, holds: boolean, explain: () => readonly string[] = () => []): void {
    const { paint } = this.#screen;
    this.#screen.say(`${holds ? paint('green', 'ok    ') : paint('red', 'WRONG ')} ${what}`);
    if (holds) return;
    this.failed += 1;
    this.#screen.say(...explain().map((line) => `       ${line}`));
  }
}

/** Objects of counts in one order of their names. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

/**
 * Holds a plan's audit trail and deployment status against the books.
 * @returns the audit trail
 */
export async function checkPlan(
  plan: Deployed,
  books: Books,
  operator: Api,
  checks: Checks,
): Promise<readonly MigrationEvent[]> {
  const name = `${plan.flow} ${plan.from} -> ${plan.to}`;
  const entries = books.entriesOf(plan.planId);
  const events = await auditTrail(`/migration-plans/${plan.planId}`, operator);
  checks.same(
    `${name}: ${some(events.length, 'audit event')}, one for each turn that changed something`,
    entries.map(turnOfEntry).sort(),
    events.map(turnOfEvent).sort(),
  );
  checks.same(`${name}: counts of the audit trail`, tallyOfBooks(entries), tallyOfAudit(events));

  const ours = { ...tallyOfAudit(events), marked: plan.marked, pending: books.pending(plan) };
  const status = await atRest(plan.planId, operator, (now) =>
    isDeepStrictEqual(sorted(ours), sorted(countsOf(now))),
  );
  checks.same(`${name}: counts, marks and pending sessions of deployment-status`, ours, countsOf(status));
  return events;
}

const turnOfEntry = ({ sessionId, turnId, event, action }: Entry): string =>
  [sessionId, turnId, event, action].join(' ');
const turnOfEvent = ({ session_id, turn_id, event_type, action_taken }: MigrationEvent): string =>
  [session_id, turn_id, event_type, action_taken].join(' ');

const countsOf = (status: DeploymentStatus) => ({
  ...tallyOfStatus(status),
  marked: status.sessions_marked,
  pending: status.migrations_pending,
});

/** The status once it says what is expected, or the last one that there was time for. */
async function atRest(
  planId: string,
  operator: Api,
  isExpected: (status: DeploymentStatus) => boolean,
): Promise<DeploymentStatus> {
  const giveUp = performance.now() + AT_REST_WITHIN_MS;
  for (;;) {
    const status = await deploymentStatus(planId, operator);
    if (isExpected(status) || performance.now() > giveUp) return status;
    await sleep(LOOK_EVERY_MS);
  }
}

/** Looks at sessions one by one: are they where their customers were told, and is that all that happened to them? */
export async function checkSessions(
  customers: readonly Customer[],
  books: Books,
  api: Api,
  checks: Checks,
): Promise<void> {
  const wrong: string[] = [];
  const every = Math.ceil(customers.length / SAMPLE);
  const sample = customers.filter((_, index) => index % every === 0);
  await inParallel(sample, 8, async (customer) => {
    const { sessionId, place } = customer;
    const path = `/sessions/${sessionId}`;
    const [session, events] = await Promise.all([
      api.get(`${path}?limit=1`, SessionSchema.loose()),
      auditTrail(path, api),
    ]);
    const booked = books.entriesOfSession(sessionId).map(turnOfEntry).sort();
    const left = books.last(sessionId)?.outcome.kind === 'left_scenario';
    const there = left
      ? session.active_step_id === undefined
      : session.active_step_id === place.stepId && session.graph_version === place.graphVersion;
    if (!there) wrong.push(`${sessionId} is at step ${session.active_step_id}, not at ${place.stepId}`);
    if (!isDeepStrictEqual(events.map(turnOfEvent).sort(), booked)) {
      wrong.push(
        `${sessionId} has events ${events.map(turnOfEvent).join(', ')}; booked ${booked.join(', ')}`,
      );
    }
  });
  checks.that(
    `${some(sample.length, 'session')} looked at one by one: each at its step, with its own events`,
    wrong.length === 0,
    () => wrong.slice(0, 5),
  );
}
