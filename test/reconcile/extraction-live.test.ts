import { randomUUID } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { itemsOf } from '../support/database.ts';
import { scenario } from '../support/scenario-builder.ts';
import { type Script, Scripted, said } from '../support/scripted-provider.ts';
import { Live, lost } from './live.ts';

const v1 = scenario('s', 1).chain('greet', 'offer', 'end').build();
const v2 = scenario('s', 2)
  .step('greet')
  .to('form')
  .step('form', { collects: ['age'] })
  .to('offer')
  .chain('offer', 'end')
  .field('age', { type: 'integer' })
  .build();

const conversation = said('Hi, I am 41');
const FOUND: Script = {
  extract: () => [{ field_name: 'age', value: 41, confidence: 0.99, quote: 'I am 41' }],
};

async function waiting(script: Script) {
  const understanding = new Scripted(script);
  const live = await Live.with(inject, v1, {}, undefined, understanding);
  const customer = randomUUID();
  const session = await live.start(['greet', 'offer'], { customer_id: customer });
  await live.deploy(v2);
  return { understanding, live, session, customer };
}

describe('over the store', () => {
  test('a value is kept in variables and profile, with where it was said', async () => {
    const { live, session, customer } = await waiting(FOUND);
    const { answer } = await live.reconcile(session, { conversation });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2 });
    expect(await live.variables(session)).toEqual({ age: 41 });
    expect((await live.profile(customer)).age).toMatchObject({
      value: 41,
      source: 'extraction',
      provenance: { session_id: session, quote: 'I am 41' },
    });
  });

  test('a session that somebody changes meanwhile is decided again, and no model is asked again', async () => {
    const { understanding, live, session } = await waiting(FOUND);
    const meanwhile = { after: () => live.visit(session, 'end') };
    live.on('BatchGetItemCommand', meanwhile);
    const { answer, conflicts } = await live.reconcile(session, { conversation });
    expect(conflicts).toBe(1);
    expect(answer).toMatchObject({ action: 'continue', step_id: 'end', graph_version: 2 });
    expect(understanding.searches).toHaveLength(1);
  });

  test('a turn that is sent again is answered as before, and no model is asked again', async () => {
    const { understanding, live, session } = await waiting({ extract: () => [] });
    const turn = { conversation, turn_id: randomUUID() };
    const first = await live.reconcile(session, turn);
    expect(first.answer.collect_fields).toEqual(['age']);
    expect((await live.reconcile(session, turn)).answer).toEqual(first.answer);
    expect((await live.reconcile(session, { conversation })).answer).toEqual(first.answer);
    expect(understanding.searches).toHaveLength(1);
  });

  test('a turn whose answer was lost moved the session once', async () => {
    const { live, session } = await waiting(FOUND);
    const turn = { conversation, turn_id: randomUUID() };
    live.on('TransactWriteItemsCommand', { after: lost() });
    await expect(live.reconcile(session, turn)).rejects.toThrow();
    expect((await live.reconcile(session, turn)).answer).toMatchObject({
      action: 'continue',
      graph_version: 2,
    });
    expect(await live.events(session)).toHaveLength(1);
  });

  test('a dry run searches, and writes nothing', async () => {
    const { understanding, live, session, customer } = await waiting(FOUND);
    const before = await itemsOf(live.db, live.tenantId);
    const { answer } = await live.reconcile(session, { conversation, dry_run: true });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2 });
    expect(understanding.searches).toHaveLength(1);
    expect(await itemsOf(live.db, live.tenantId)).toEqual(before);
    expect(await live.profile(customer)).toEqual({});
  });

  test('a turn with nothing to do, or nothing missing, opens nothing', async () => {
    const { understanding, live, session } = await waiting(FOUND);
    await live.reconcile(session, { conversation, provided_fields: { age: 40 } });
    await live.reconcile(session, { conversation });
    await live.reconcile(session, { conversation });
    expect(understanding.opened).toBe(0);
  });
});
