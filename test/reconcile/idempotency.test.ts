import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, test } from 'vitest';
import { keys } from '../../lib/store/keys.ts';
import { remove } from '../support/plan-states.ts';
import { scenario } from '../support/scenario-builder.ts';
import { doubtful, profileField } from './journey.ts';
import { Live } from './live.ts';

const chain = (version: number, ...more: string[]) =>
  scenario('s', version)
    .chain('greet', 'ask', 'offer', ...more, 'end')
    .build();
const withForm = (version: number, ...fields: string[]) =>
  scenario('s', version)
    .step('greet')
    .to('form')
    .step('form', { collects: fields })
    .to('ask')
    .chain('ask', 'offer', 'end')
    .build();

const BATCH = 'BatchGetItemCommand';
const TRANSACT = 'TransactWriteItemsCommand';

describe('what a call costs', () => {
  test('nothing to do: one round trip, no write, at most two read units', async () => {
    const live = await Live.with(inject, chain(1));
    const session = await live.start(['ask']);
    const before = await live.items();
    const { answer } = await live.reconcile(session);
    expect(answer).toMatchObject({ action: 'continue', reason: 'nothing to do', step_id: 'ask' });
    expect(live.commands).toEqual([BATCH]);
    expect(live.sent[0]?.readUnits).toBeLessThanOrEqual(2);
    expect(live.sent[0]?.readUnits).toBeGreaterThan(0);
    expect(await live.items()).toEqual(before);
  });

  test('a clean graft on a warm Lambda: two round trips', async () => {
    const live = await Live.with(inject, chain(1));
    const [cold, warm] = [await live.start(['ask']), await live.start(['ask'])];
    await live.deploy(chain(2, 'news'));
    await live.reconcile(cold);
    expect(live.commands.length).toBeGreaterThan(2);
    const { answer } = await live.reconcile(warm);
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2 });
    expect(live.commands).toEqual([BATCH, TRANSACT]);
  });
});

describe('the same turn again', () => {
  test('gets the same answer, exactly what was stored, and nothing happens again', async () => {
    const live = await Live.with(inject, chain(1));
    const session = await live.start(['ask']);
    await live.deploy(chain(2, 'news'));
    const { answer } = await live.reconcile(session, { turn_id: 'turn' });
    expect(await live.lastAnswer(session)).toEqual(answer);
    const stored = await live.items();
    const again = await live.reconcile(session, { turn_id: 'turn' });
    expect(again.answer).toEqual(answer);
    expect(again.change).toBeUndefined();
    expect(await live.items()).toEqual(stored);
    expect(answer.session_revision).toBe((await live.session(session)).revision);
  });

  test('is decided afresh once the session has changed, or with other input', async () => {
    const live = await Live.with(inject, chain(1));
    const session = await live.start(['ask']);
    await live.deploy(withForm(2, 'age'));
    const first = await live.reconcile(session, { turn_id: 'turn' });
    expect(first.answer.action).toBe('collect');
    const repeated = await live.reconcile(session, { turn_id: 'turn', provided_fields: {} });
    expect(repeated.answer.action).toBe('collect');
    const other = await live.reconcile(session, { turn_id: 'turn', provided_fields: { age: 1 } });
    expect(other.answer).toMatchObject({ action: 'continue', graph_version: 2 });
    await live.visit(session, 'offer');
    const later = await live.reconcile(session, { turn_id: 'turn', provided_fields: { age: 1 } });
    expect(later.answer).toMatchObject({ action: 'continue', step_id: 'offer', reason: 'nothing to do' });
    expect(await live.events(session)).toHaveLength(2);
  });

  test('the order in which the engine writes its fields is no other input', async () => {
    const live = await Live.with(inject, chain(1));
    const session = await live.start(['ask']);
    await live.deploy(withForm(2, 'a', 'b', 'c'));
    const provided = { a: 1, b: { x: 1, y: 2 } };
    const reordered = { b: { y: 2, x: 1 }, a: 1 };
    const { answer } = await live.reconcile(session, { turn_id: 'turn', provided_fields: provided });
    const { answer: again, decision } = await live.reconcile(session, {
      turn_id: 'turn',
      provided_fields: reordered,
    });
    expect(again).toEqual(answer);
    expect(decision).toBeUndefined();
  });
});

test('asking again without news writes nothing, however often', async () => {
  const live = await Live.with(inject, chain(1));
  const session = await live.start(['ask'], {
    customer_id: 'c',
    variables: { size: 4, nested: { z: 1, a: [null, ''] } },
  });
  await live.putProfile('c', 'mail', doubtful('a@b.at'));
  await live.putProfile('c', 'zip', profileField('1010'));
  await live.deploy(withForm(2, 'age', 'size', 'mail', 'zip'));
  const first = await live.reconcile(session);
  expect(first.answer).toMatchObject({
    action: 'collect',
    collect_fields: ['age'],
    confirm_fields: [{ field_name: 'mail', value: 'a@b.at' }],
  });
  const stored = await live.items();
  for (let turn = 0; turn < 3; turn += 1) {
    const { answer } = await live.reconcile(session);
    expect(answer).toEqual(first.answer);
    expect(live.commands).not.toContain(TRANSACT);
  }
  expect(await live.items()).toEqual(stored);

  await live.reconcile(session, { provided_fields: { age: 40 }, confirmations: { mail: true } });
  expect(await live.variables(session)).toEqual({
    size: 4,
    nested: { z: 1, a: [null, ''] },
    age: 40,
    mail: 'a@b.at',
    zip: '1010',
  });
  expect(await live.profile('c')).toMatchObject({
    age: { value: 40, source: 'provided', provenance: { session_id: session } },
    mail: { value: 'a@b.at', needs_confirmation: false },
    zip: { value: '1010', provenance: {} },
  });
  expect(await live.events(session)).toHaveLength(2);
});

test('what has to be executed is recorded with the call that reports it, once', async () => {
  const paying = scenario('s', 2)
    .step('greet')
    .to('pay')
    .step('pay', { checkpoint: 'paid' })
    .to('form')
    .step('form', { collects: ['age'] })
    .to('ask')
    .chain('ask', 'offer', 'end')
    .build();
  const live = await Live.with(inject, chain(1));
  const session = await live.start(['ask']);
  await live.deploy(paying, { policies: { ask: { skipped_checkpoints: 'run' } } });
  const { answer } = await live.reconcile(session, { turn_id: 'one' });
  expect(answer).toMatchObject({ action: 'execute_action', execute_action_ids: ['pay'], graph_version: 1 });
  const stored = await live.items();
  expect((await live.reconcile(session, { turn_id: 'one' })).answer).toEqual(answer);
  const reported = { turn_id: 'two', executed_action_ids: ['pay'] };
  await live.reconcile(session, { ...reported, dry_run: true });
  expect(await live.items()).toEqual(stored);

  const next = await live.reconcile(session, reported);
  expect(next.answer).toMatchObject({ action: 'collect', collect_fields: ['age'] });
  expect((await live.session(session)).checkpoints).toMatchObject([{ step_id: 'pay', graph_version: 2 }]);
  // The answer was lost on its way.
  expect((await live.reconcile(session, reported)).answer).toEqual(next.answer);
  const moved = await live.reconcile(session, { provided_fields: { age: 40 } });
  expect(moved.answer).toMatchObject({ action: 'continue', graph_version: 2, step_id: 'ask' });
  expect((await live.session(session)).checkpoints).toHaveLength(1);
  expect(await live.events(session)).toMatchObject([
    { event_type: 'session_migrated', migration_scenario: 'gap_fill' },
    { event_type: 'data_requested', fields_collected: ['age'] },
    { event_type: 'action_requested', action_taken: 'execute_action' },
  ]);
});

describe('a dry run', () => {
  test('answers what would happen and writes nothing', async () => {
    const live = await Live.with(inject, chain(1));
    const session = await live.start(['ask']);
    await live.deploy(chain(2, 'news'));
    const before = await live.items();
    const dry = await live.reconcile(session, { turn_id: 'turn', dry_run: true });
    expect(await live.items()).toEqual(before);
    expect(dry.change).toBeUndefined();
    const wet = await live.reconcile(session, { turn_id: 'turn' });
    expect(dry.answer).toEqual({ ...wet.answer, session_revision: wet.answer.session_revision - 1 });
  });
});

describe('who is left alone', () => {
  const untouched = async (live: Live, session: string, reason: string) => {
    const before = await live.items();
    const { answer } = await live.reconcile(session);
    expect(answer).toMatchObject({ action: 'continue', reason });
    expect(live.commands).toEqual([BATCH]);
    expect(await live.items()).toEqual(before);
    return answer;
  };

  test('everybody, while Midstream is switched off', async () => {
    const live = await Live.with(inject, chain(1), { enabled: false });
    const session = await live.start(['ask']);
    await live.deploy(chain(2, 'news'));
    const answer = await untouched(live, session, 'midstream is switched off');
    expect(answer).toMatchObject({ step_id: 'ask', graph_version: 1 });
  });

  test('a closed session', async () => {
    const live = await Live.with(inject, chain(1));
    const session = await live.start(['ask']);
    await live.deploy(chain(2, 'news'));
    await live.close(session);
    await untouched(live, session, 'the session is closed');
  });

  test('a session that has left its scenario', async () => {
    const live = await Live.with(inject, chain(1));
    const session = await live.start(['ask']);
    await live.deploy(scenario('s', 2).chain('something', 'else').build());
    const { answer } = await live.reconcile(session);
    expect(answer.action).toBe('exit_scenario');
    expect(await live.lastAnswer(session)).toEqual(answer);
    const later = await untouched(live, session, 'the session has no active scenario');
    expect(later).not.toHaveProperty('step_id');
  });

  test('a session marked for a plan that is not published', async () => {
    const live = await Live.with(inject, chain(1));
    const session = await live.start(['ask']);
    await live.mark(session, 'a plan that was cancelled', 'ask');
    await untouched(live, session, 'nothing to do');
    expect((await live.session(session)).mark).toBeDefined();
  });

  test('an unknown session is said to be unknown', async () => {
    const live = await Live.with(inject, chain(1));
    await expect(live.reconcile('nobody')).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('a session whose graph is not what it was', () => {
  test('with another checksum than the published version is settled by content, once', async () => {
    const live = await Live.with(inject, chain(1));
    const session = await live.start(['ask']);
    await live.db.client.send(
      new UpdateCommand({
        TableName: live.db.tables.sessions,
        Key: keys.session(live.tenantId, session),
        UpdateExpression: 'SET scenario_checksum = :other',
        ExpressionAttributeValues: { ':other': '0000000000000000' },
      }),
    );
    const { answer, decision } = await live.reconcile(session);
    expect(decision?.fallback).toBe('same_content');
    expect(answer).toMatchObject({ action: 'continue', step_id: 'ask', graph_version: 1 });
    expect((await live.session(session)).position?.checksum).not.toBe('0000000000000000');
    expect((await live.reconcile(session)).answer.reason).toBe('nothing to do');
    expect(await live.events(session)).toHaveLength(1);
  });

  test('that clean-up removed while it was idle and pinned is not kept on it', async () => {
    let days = 0;
    const live = await Live.with(inject, chain(1), {}, () => new Date(Date.now() + days * 86_400_000));
    const session = await live.start(['ask']);
    await live.deploy(
      scenario('s', 2)
        .step('greet')
        .to('act')
        .step('act', { checkpoint: 'order sent' })
        .to('ask')
        .chain('ask', 'offer', 'end')
        .build(),
    );
    await live.reconcile(session);
    expect((await live.session(session)).pinned?.reason).toBe('would_skip_checkpoint');
    days = 89;
    await live.reconcile(session);
    expect(live.commands).toEqual([BATCH]);
    // Idle for longer, but its graph is still there.
    days = 91;
    expect((await live.reconcile(session)).answer).toMatchObject({
      reason: 'nothing to do',
      graph_version: 1,
    });
    await remove(keys.version(live.tenantId, live.scenarioId, 1), live.db);
    const { decision } = await live.reconcile(session);
    expect(decision).toMatchObject({ kind: 'exit', fallback: 'exit' });
  });
});

test('a chain of which a plan is gone is no chain; the mark is settled all the same', async () => {
  const live = await Live.with(inject, chain(1));
  const [whole, broken] = [await live.start(['ask']), await live.start(['ask'])];
  const first = await live.deploy(chain(2, 'news'));
  const second = await live.deploy(chain(3, 'news', 'more'));
  await live.reconcile(whole);
  expect(await live.events(whole)).toMatchObject([{ plan_id: second, plan_chain: [first, second] }]);

  await remove(keys.deployed(live.tenantId, live.scenarioId, 1), live.db);
  // Another Lambda, which does not remember the chain.
  live.forget();
  expect((await live.session(broken)).mark?.migration_plan_id).toBe(first);
  const { decision, change } = await live.reconcile(broken);
  expect(decision).toMatchObject({ kind: 'move', fallback: 'same_content' });
  expect(change?.audit?.settles?.plan_id).toBe(first);
  expect(await live.events(broken)).toMatchObject([{ plan_chain: [], from_version: 1, to_version: 3 }]);
  expect((await live.session(broken)).mark).toBeUndefined();
});
