import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import type { ReconcileAnswer } from '../../lib/reconcile/model.ts';
import type { SessionRecord } from '../../lib/session/record.ts';
import { type Case, groups } from '../model/cases.ts';
import { profileOf, variablesOf } from '../model/customer.ts';
import { arrival, type Played, type Playing, play, stored } from '../model/play.ts';
import { Live } from '../reconcile/live.ts';

const MS_PER_DAY = 86_400_000;

/** A customer whose turns the pure decision has taken, and who takes them again over the real store. */
interface Twin {
  readonly customerId: string;
  readonly sessionId: string;
  readonly played: readonly Played[];
  readonly end: Playing;
}

test('what is decided is what is stored: the same customers over DynamoDB', async () => {
  let turns = 0;
  await fc.assert(
    fc.asyncProperty(groups, async (group) => {
      const [first] = group;
      if (!first) return;
      const live = await Live.with(inject, first.flow);
      const twins: Twin[] = [];
      for (const each of group) twins.push(await twinOf(live, each));
      for (const { scenario, plan } of twins[0]?.end.history.versions.slice(1) ?? []) {
        await live.deploy(scenario, { policies: stored(plan?.policies ?? {}) });
        for (const twin of twins) turns += await takeTurns(live, twin, scenario.version);
      }
      for (const twin of twins) await expectAlike(live, twin);
    }),
    { numRuns: 14, endOnFailure: true },
  );
  expect(turns).toBeGreaterThan(200);
}, 300_000);

async function twinOf(live: Live, each: Case): Promise<Twin> {
  const played: Played[] = [];
  const end = await play(each, (one) => {
    played.push(one);
  });
  const customerId = randomUUID();
  const { told, passed } = arrival(each);
  for (const [name, field] of Object.entries(profileOf(each))) {
    await live.putProfile(customerId, name, field);
  }
  const sessionId = await live.start([], {
    customer_id: customerId,
    channel: each.channel,
    variables: variablesOf(each),
    created_at: new Date(Date.now() - each.ageDays * MS_PER_DAY).toISOString(),
    step_id: told.at(-1) ?? each.flow.entry_step_id,
    visits: told.map((step_id) => ({ step_id })),
    checkpoints: passed.map(({ id }) => ({ step_id: id })),
  });
  return { customerId, sessionId, played, end };
}

/** @returns how many */
async function takeTurns(live: Live, { sessionId, played }: Twin, version: number): Promise<number> {
  const now = played.filter(({ history }) => history.versions.at(-1)?.scenario.version === version);
  for (const { input, taken } of now) {
    const { answer } = await live.reconcile(sessionId, {
      provided_fields: taken.situation.input.provided_fields,
      confirmations: { ...input.confirmations },
      executed_action_ids: [...input.executed],
    });
    expect(told(answer)).toEqual(told(taken.answer));
  }
  const last = now.at(-1)?.taken.decision.kind;
  if (last !== undefined && last !== 'collect' && last !== 'execute') {
    expect((await live.reconcile(sessionId)).change).toBeUndefined();
  }
  return now.length;
}

async function expectAlike(live: Live, { sessionId, customerId, end: { journey } }: Twin): Promise<void> {
  const [session, variables, profile, events] = await Promise.all([
    live.session(sessionId),
    live.variables(sessionId),
    live.profile(customerId),
    live.events(sessionId),
  ]);
  expect(placeOf(session)).toEqual(placeOf(journey.session));
  expect(variables).toEqual(journey.variables);
  expect(valuesOf(profile)).toEqual(valuesOf(journey.profile));
  expect(events.map((event) => event.event_type).toReversed()).toEqual(
    journey.events.map((event) => event.event_type),
  );
}

/** An answer without the names that ids and times give things. */
const told = ({ trace: _, ...answer }: ReconcileAnswer) => answer;

const placeOf = ({ position, pinned, walk, checkpoints, revision, mark }: SessionRecord) => ({
  position: position && { ...position, scenario_id: undefined },
  pinned: pinned?.reason,
  walk,
  checkpoints: checkpoints.map(({ passed_at: _, ...info }) => info),
  revision,
  mark,
});

const valuesOf = (profile: Readonly<Record<string, { readonly value: unknown }>>) =>
  Object.fromEntries(Object.entries(profile).map(([name, { value }]) => [name, value]));
