import { isDeepStrictEqual } from 'node:util';
import type { ReconcileAnswer, ReconcileInput } from '../../lib/reconcile/model.ts';
import { SessionSchema } from '../../lib/session/model.ts';
import type { Api } from './api.ts';
import type { Books } from './books.ts';
import { type Customer, nodeOf } from './customer.ts';
import type { Engine } from './engine.ts';
import { walkOn } from './population.ts';
import { plausible } from './values.ts';
import { toNextRest } from './walk.ts';

/** What a conversation needs around it. */
export interface Lines {
  readonly tenant: string;
  readonly engine: Engine;
  readonly api: Api;
  readonly books: Books;
  /** Turns that were sent a second time because an answer was lost. */
  readonly repeated: { turns: number; answeredAlike: number };
}

type Said = Omit<ReconcileInput, 'tenant_id' | 'session_id' | 'turn_id'>;

/** More questions in a row than any version asks: then something is wrong. */
const MOST_TURNS = 30;
const NEVER_ANSWERS = 0.1;
const SAYS_YES = 0.85;
const LOSES_ANSWER = 0.02;
/** A rest that is further away than this is not walked to. */
const LONGEST_WALK_ON = 4;

/**
 * A customer writes again: the engine asks before each turn, puts the questions, and goes on from there.
 * @param goOn how probable it is, after each step where the conversation rests, that it goes on to the next
 */
export async function comeBack(customer: Customer, goOn: number, lines: Lines): Promise<void> {
  const { random, sessionId } = customer;
  let said: Said = {};
  for (let turns = 0; turns < MOST_TURNS; turns += 1) {
    const answer = await turn(customer, said, lines);
    if (answer.action === 'exit_scenario') return;
    if (answer.action === 'continue' || answer.action === 'teleport') {
      while (random.chance(goOn) && (await walkFurther(customer, lines.api))) {}
      return;
    }
    if (random.chance(NEVER_ANSWERS)) return;
    said = reply(customer, answer);
  }
  throw new Error(`${sessionId} was still asked something after ${MOST_TURNS} turns`);
}

/** One turn: what the system decides is booked, and the engine adopts it. */
async function turn(customer: Customer, said: Said, lines: Lines): Promise<ReconcileAnswer> {
  const { sessionId, place, random } = customer;
  const turnId = `turn-${place.turn + 1}`;
  const input: ReconcileInput = {
    tenant_id: lines.tenant,
    session_id: sessionId,
    turn_id: turnId,
    conversation: [...customer.said],
    locale: 'en-GB',
    ...said,
  };
  const answer = await lines.engine.reconcile(input);
  if (random.chance(LOSES_ANSWER)) {
    lines.repeated.turns += 1;
    if (isDeepStrictEqual(await lines.engine.reconcile(input), answer)) lines.repeated.answeredAlike += 1;
  }
  if (answer.session_revision !== place.revision) {
    const moves = answer.action !== 'continue' || answer.migration_scenario !== undefined;
    lines.books.enter(customer, turnId, answer, moves ? undefined : await pinOf(sessionId, lines.api));
  }
  customer.place = {
    graphVersion: answer.graph_version ?? place.graphVersion,
    stepId: answer.step_id ?? place.stepId,
    revision: answer.session_revision,
    turn: place.turn + 1,
  };
  return answer;
}

/** The answer says that the session stays; the session says why. */
async function pinOf(sessionId: string, api: Api) {
  const session = await api.get(`/sessions/${sessionId}?limit=1`, SessionSchema.loose());
  if (!session.pinned) throw new Error(`${sessionId} changed, neither moved nor pinned`);
  return session.pinned;
}

/** What the customer says to the questions, and the engine to the actions. */
function reply({ flow, random }: Customer, answer: ReconcileAnswer): Said {
  return {
    provided_fields: Object.fromEntries(
      answer.collect_fields.map((field) => [field, plausible(flow, field, random)]),
    ),
    confirmations: Object.fromEntries(
      answer.confirm_fields.map(({ field_name }) => [field_name, random.chance(SAYS_YES)]),
    ),
    executed_action_ids: answer.execute_action_ids,
  };
}

/**
 * With a decision taken, the conversation goes on to its next rest.
 * @returns whether there is one near
 */
async function walkFurther(customer: Customer, api: Api): Promise<boolean> {
  const { flow, place, random } = customer;
  const steps = toNextRest(flow, flow.version(place.graphVersion), nodeOf(customer), LONGEST_WALK_ON, random);
  await walkOn(customer, steps, api);
  return steps.length > 0;
}
