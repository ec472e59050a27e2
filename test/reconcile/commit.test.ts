import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, inject, test } from 'vitest';
import { asMidstreamError } from '../../lib/runtime/dependency-failures.ts';
import { scenario } from '../support/scenario-builder.ts';
import { Live, lost } from './live.ts';

const chain = (version: number, ...more: string[]) =>
  scenario('s', version)
    .chain('greet', 'ask', 'offer', ...more, 'end')
    .build();
const BATCH = 'BatchGetItemCommand';
const TRANSACT = 'TransactWriteItemsCommand';

/** A transaction is cancelled, with a reason for each of its items. */
const refused =
  (...codes: string[]) =>
  () => {
    throw new TransactionCanceledException({
      message: 'Transaction cancelled',
      $metadata: {},
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  };

const movable = async () => {
  const live = await Live.with(inject, chain(1));
  const session = await live.start(['ask']);
  await live.deploy(chain(2, 'news'));
  return { live, session };
};

/** One move to version 2: one event, one visit, and the answer that was stored. */
const movedOnce = async (live: Live, session: string, step = 'ask') => {
  const record = await live.session(session);
  expect(record.position).toMatchObject({
    version: 2,
    graph_version: 2,
    settled_for_version: 2,
    step_id: step,
  });
  expect(record.mark).toBeUndefined();
  const events = await live.events(session);
  expect(events.map((event) => event.event_type)).toEqual(['session_migrated']);
  const visits = await live.visits(session);
  expect(visits.filter((visit) => visit.graph_version === 2)).toHaveLength(1);
  expect((await live.lastAnswer(session))?.session_revision).toBe(record.revision);
};

describe('somebody else changes the session meanwhile', () => {
  test('a visit recorded between reading and writing: decided again, from where it is now', async () => {
    const { live, session } = await movable();
    live.on(BATCH, {
      after: async () => {
        await live.visit(session, 'offer', { seen: true });
      },
    });
    const { answer, conflicts } = await live.reconcile(session);
    expect(conflicts).toBe(1);
    expect(answer).toMatchObject({ step_id: 'offer', graph_version: 2 });
    expect(live.commands).toEqual(expect.arrayContaining([BATCH, BATCH, TRANSACT]));
    await movedOnce(live, session, 'offer');
    expect(await live.variables(session)).toEqual({ seen: true });
    const { path } = (await live.session(session)).walk;
    expect(path).toHaveLength(3);
  });

  test('a deployment marks it: decided again, and the event settles that mark', async () => {
    const live = await Live.with(inject, chain(1));
    const late = await live.start(['ask']);
    // As if the deployment had not come to it yet.
    const planId = await live.deploy(chain(2, 'news'), { mark: false });
    live.on(BATCH, { after: () => live.mark(late, planId, 'ask') });
    const { conflicts, change } = await live.reconcile(late);
    expect(conflicts).toBe(1);
    expect(change?.audit?.settles).toMatchObject({ plan_id: planId });
    await movedOnce(live, late);
  });

  test('identical turns in parallel: one move, one event, one answer', async () => {
    const { live, session } = await movable();
    // Nobody writes before all have read.
    let waiting = 4;
    let letGo = () => {};
    const allRead = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const hold = {
      after: async () => {
        waiting -= 1;
        if (waiting === 0) letGo();
        await allRead;
      },
    };
    live.on(BATCH, hold, hold, hold, hold);
    const turns = await Promise.all(
      Array.from({ length: 4 }, () => live.reconcile(session, { turn_id: 'turn' })),
    );
    const [first, ...others] = turns.map(({ answer }) => answer);
    expect(first).toMatchObject({ action: 'continue', graph_version: 2 });
    for (const other of others) expect(other).toEqual(first);
    expect(turns.filter(({ change }) => change)).toHaveLength(1);
    await movedOnce(live, session);
  });

  test('different turns in parallel: one moves, the others find nothing to do', async () => {
    const { live, session } = await movable();
    const turns = await Promise.all(Array.from({ length: 4 }, () => live.reconcile(session)));
    expect(turns.filter(({ change }) => change)).toHaveLength(1);
    for (const { answer } of turns) expect(answer).toMatchObject({ action: 'continue', graph_version: 2 });
    await movedOnce(live, session);
  });

  test('another transaction touches the same items: decided again', async () => {
    const { live, session } = await movable();
    live.on(TRANSACT, { before: refused('None', 'TransactionConflict') });
    const { conflicts, answer } = await live.reconcile(session);
    expect(conflicts).toBe(1);
    expect(answer).toEqual(await live.lastAnswer(session));
    await movedOnce(live, session);
  });

  test('again and again: it gives up with an error that says a retry is safe', async () => {
    const { live, session } = await movable();
    const disturb = {
      before: async () => {
        await live.visit(session, 'offer');
      },
    };
    live.on(TRANSACT, ...Array.from({ length: 20 }, () => disturb));
    await expect(live.reconcile(session)).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'contended',
      details: { retry_safe: true },
    });
    expect(live.commands.filter((command) => command === BATCH).length).toBeLessThanOrEqual(5);
    expect((await live.session(session)).position?.graph_version).toBe(1);
    expect(await live.events(session)).toEqual([]);
    live.on(TRANSACT);
    await live.reconcile(session);
    await movedOnce(live, session, 'offer');
  });
});

describe('the store fails', () => {
  test('it takes no more of a transaction: all is as it was, and the error says that it passes', async () => {
    const { live, session } = await movable();
    const before = await live.items();
    live.on(TRANSACT, { before: refused('ThrottlingError', 'None') });
    const error = await live.reconcile(session, { turn_id: 'turn' }).catch((thrown: unknown) => thrown);
    expect(asMidstreamError(error)).toMatchObject({ name: 'Unavailable', details: { retry_safe: true } });
    expect(await live.items()).toEqual(before);
    await live.reconcile(session, { turn_id: 'turn' });
    await movedOnce(live, session);
  });

  test.each(['ThrottlingException', 'TimeoutError'])(
    '%s before the write: all is as it was',
    async (name) => {
      const { live, session } = await movable();
      const before = await live.items();
      live.on(TRANSACT, { before: lost(name) });
      await expect(live.reconcile(session, { turn_id: 'turn' })).rejects.toMatchObject({ name });
      expect(await live.items()).toEqual(before);
      await live.reconcile(session, { turn_id: 'turn' });
      await movedOnce(live, session);
    },
  );

  test('a time-out after the write took effect: the retry gets the answer that was lost', async () => {
    const { live, session } = await movable();
    live.on(TRANSACT, { after: lost() });
    await expect(live.reconcile(session, { turn_id: 'turn' })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    const stored = await live.items();
    const { answer, change } = await live.reconcile(session, { turn_id: 'turn' });
    expect(change).toBeUndefined();
    expect(answer).toEqual(await live.lastAnswer(session));
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2, migration_scenario: 'clean_graft' });
    expect(await live.items()).toEqual(stored);
    await movedOnce(live, session);
  });

  test.each(['before', 'after'])('a time-out %s the write that the SDK itself retries', async (moment) => {
    const { live, session } = await movable();
    live.onWire(TRANSACT, { [moment]: lost() });
    const { answer, conflicts } = await live.reconcile(session);
    expect(conflicts).toBe(0);
    expect(answer).toEqual(await live.lastAnswer(session));
    await movedOnce(live, session);
  });

  test('the same turn, when the session has gone on after a lost answer, finds it moved', async () => {
    const { live, session } = await movable();
    live.on(TRANSACT, { after: lost() });
    await expect(live.reconcile(session, { turn_id: 'turn' })).rejects.toThrow();
    await live.visit(session, 'offer');
    const { answer } = await live.reconcile(session, { turn_id: 'turn' });
    expect(answer).toMatchObject({ reason: 'nothing to do', graph_version: 2, step_id: 'offer' });
    expect(await live.events(session)).toHaveLength(1);
  });

  test('another turn after a lost answer finds it moved', async () => {
    const { live, session } = await movable();
    live.on(TRANSACT, { after: lost() });
    await expect(live.reconcile(session)).rejects.toThrow();
    expect((await live.reconcile(session)).answer).toMatchObject({
      reason: 'nothing to do',
      graph_version: 2,
    });
    await movedOnce(live, session);
  });

  test('throttled while it reads: nothing is decided', async () => {
    const { live, session } = await movable();
    live.on(BATCH, { before: lost('ThrottlingException') });
    await expect(live.reconcile(session)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(live.sent).toEqual([]);
    live.on('GetItemCommand', { before: lost('ThrottlingException') });
    await expect(live.reconcile(session)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(live.commands).not.toContain(TRANSACT);
    // What could not be read is not remembered as missing.
    await live.reconcile(session);
    await movedOnce(live, session);
  });
});
