import type { PutSession } from '../../lib/api/session-operations.ts';
import { ProfileFieldSchema, SessionSchema } from '../../lib/session/model.ts';
import type { Api } from './api.ts';
import { type Customer, type Fact, placeOf } from './customer.ts';
import type { Flow } from './flow.ts';
import type { Random } from './random.ts';
import { earlierWords } from './said.ts';
import { plausible } from './values.ts';
import { type Footstep, walkIn } from './walk.ts';

/** How customers talk to us, and how many of twenty do so that way. */
export const CHANNELS = { whatsapp: 11, webchat: 4, email: 3, voice: 2 } as const;
const EVERY_CHANNEL = Object.entries(CHANNELS).flatMap(([channel, share]) =>
  Array<string>(share).fill(channel),
);

const OLDEST_DAYS = 45;
const DAY_MS = 86_400_000;
/** A longer way is imported: walked here, each step of it is a call. */
const LONGEST_WALK_HERE = 4;

/** Makes people for a flow's oldest version; nothing is sent yet. */
export function imagine(flow: Flow, count: number, chance: Random): Customer[] {
  const [oldest] = flow.versions;
  if (!oldest) throw new RangeError(`${flow.id} has no versions`);
  const fields = questions(flow);
  return Array.from({ length: count }, (_, index): Customer => {
    const random = chance.of(index);
    const name = `${flow.tag}-${String(index + 1).padStart(5, '0')}`;
    const walk = walkIn(flow, oldest, random);
    return {
      flow,
      sessionId: `session-${name}`,
      customerId: `customer-${name}`,
      channel: random.pick(EVERY_CHANNEL),
      ageDays: random.next() ** 2 * OLDEST_DAYS,
      walk,
      facts: factsOf(flow, fields, random),
      // A chance of its own: who they are does not depend on what they said.
      said: earlierWords(flow, random.of(0)),
      walksHere: walk.length <= LONGEST_WALK_HERE && random.chance(0.3),
      staysAway: random.chance(0.15),
      random,
      place: { graphVersion: oldest.scenario.version, stepId: '', revision: 0, turn: 0 },
    };
  });
}

/** Fields that some version asks for and the oldest does not: what another system may have told us meanwhile. */
function questions(flow: Flow): string[] {
  const asked = flow.versions.map(({ nodes }) => nodes.flatMap(({ step }) => step.collects_profile_fields));
  const [oldest = [], ...later] = asked;
  return [...new Set(later.flat())].filter((field) => !oldest.includes(field)).sort();
}

/** A quarter of the people have a profile that tells something; a third of what it tells is uncertain. */
function factsOf(flow: Flow, fields: readonly string[], random: Random): Fact[] {
  if (fields.length === 0 || !random.chance(0.25)) return [];
  const field = random.pick(fields);
  return [{ field, value: plausible(flow, field, random), needsConfirmation: random.chance(1 / 3) }];
}

/** Brings a person into the system. */
export async function settleIn(customer: Customer, engine: Api, now: Date): Promise<void> {
  const { sessionId, customerId, flow, channel, facts, walk, walksHere } = customer;
  for (const { field, value, needsConfirmation } of facts) {
    await engine.put(`/profiles/${customerId}/fields/${field}`, ProfileFieldSchema, {
      value,
      source: 'crm',
      needs_confirmation: needsConfirmation,
    });
  }
  const start: PutSession = { scenario_id: flow.id, channel, customer_id: customerId };
  const begun = walksHere ? start : { ...start, ...historyOf(customer, now) };
  customer.place = placeOf(await engine.put(`/sessions/${sessionId}`, SessionSchema, begun));
  if (walksHere) await walkOn(customer, walk.slice(1), engine);
}

/** Reports steps of a conversation as an engine does, visit by visit. */
export async function walkOn(customer: Customer, steps: readonly Footstep[], engine: Api): Promise<void> {
  for (const { node, learnt } of steps) {
    const turn = customer.place.turn + 1;
    const session = await engine.post(`/sessions/${customer.sessionId}/visits`, SessionSchema, {
      visit_id: `visit-${customer.place.revision + 1}`,
      step_id: node.id,
      turn_number: turn,
      variables: learnt,
    });
    customer.place = placeOf(session);
  }
}

/** A conversation that another system began, with its age and its history. */
function historyOf({ ageDays, walk, place }: Customer, now: Date): Partial<PutSession> {
  const created = now.getTime() - ageDays * DAY_MS;
  const perStep = (ageDays * DAY_MS) / walk.length;
  const timeOf = (index: number): string => new Date(created + index * perStep).toISOString();
  return {
    variables: Object.fromEntries(walk.flatMap(({ learnt }) => Object.entries(learnt))),
    scenario_version: place.graphVersion,
    step_id: walk.at(-1)?.node.id,
    created_at: timeOf(0),
    visits: walk.map(({ node }, index) => ({
      step_id: node.id,
      entered_at: timeOf(index),
      turn_number: index + 1,
    })),
    checkpoints: walk.flatMap(({ node }, index) =>
      node.step.is_checkpoint ? [{ step_id: node.id, passed_at: timeOf(index) }] : [],
    ),
  };
}
