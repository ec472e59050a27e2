import { describe, expect, test } from 'vitest';
import type { CheckpointInfo } from '../../lib/session/model.ts';
import { scenario } from '../support/scenario-builder.ts';
import { DEPLOYED_AT, Journey, type Start } from './journey.ts';

const v1 = scenario('s', 1).chain('greet', 'ask', 'offer', 'end').build();
const anyCheckpoint: CheckpointInfo = {
  step_id: 'elsewhere',
  step_name: 'elsewhere',
  checkpoint_description: 'done long ago',
  step_content_hash: '0000000000000000',
  graph_version: 1,
  passed_at: DEPLOYED_AT,
};

/** Where no plan leads; with the old graph at hand, and without. */
const both = (start: Start, to: Parameters<Journey['publishWithoutPlan']>[0]) => [
  new Journey(v1, start).mark().publishWithoutPlan(to),
  new Journey(v1, start).mark().publishWithoutPlan(to).loseGraph(),
];

const happened = async (journey: Journey, fallback: string, expected: object) => {
  const { answer, decision, event } = await journey.turn();
  expect(decision.fallback).toBe(fallback);
  expect(answer).toMatchObject(expected);
  expect(event).toMatchObject({ plan_chain: [], blocked_by_checkpoint: answer.blocked_by_checkpoint });
  expect(event?.reason).toMatch(/no plan leads here/);
  expect(event).not.toHaveProperty('plan_id');
  expect(journey.session).toMatchObject({ mark: undefined, progress: undefined });
  expect(journey.isDue).toBe(false);
  expect(journey.events).toHaveLength(1);
};

describe('without a plan', () => {
  test('the step with the same content, under whatever id', async () => {
    const to = scenario('s', 2).step('a', { name: 'greet' }).to('b').step('b', { name: 'ask' }).build();
    for (const journey of both({ walk: ['greet', 'ask'] }, to)) {
      await happened(journey, 'same_content', {
        action: 'teleport',
        step_id: 'b',
        entry: 'resume',
        graph_version: 2,
        scenario_version: 2,
      });
      expect(journey.path).toEqual(['a', 'b']);
    }
  });

  test('an equal id with other content is another step', async () => {
    const to = scenario('s', 2)
      .step('ask', { name: 'a new beginning' })
      .to('x')
      .step('x', { name: 'ask' })
      .build();
    for (const journey of both({ walk: ['greet', 'ask'] }, to)) {
      await happened(journey, 'same_content', { step_id: 'x' });
    }
  });

  test('among equal content the walked path tells', async () => {
    const to = scenario('s', 2)
      .step('start')
      .to('greet')
      .to('other', { when: 'x' })
      .step('greet')
      .to('ask 1')
      .step('other')
      .to('ask 2')
      .step('ask 1', { name: 'ask' })
      .step('ask 2', { name: 'ask' })
      .build();
    const gone = new Journey(v1, { walk: ['greet', 'ask'] }).publishWithoutPlan(to).loseGraph();
    await happened(gone, 'same_content', { step_id: 'ask 1' });
    // Without a path nobody can tell, and nothing was passed: the entry.
    const imported = new Journey(v1, { at: 'ask' }).publishWithoutPlan(to).loseGraph();
    await happened(imported, 'entry', { step_id: 'start' });
  });

  test('else the latest step of the path that has such a match', async () => {
    const to = scenario('s', 2).chain('greet', 'ask', 'end').build();
    for (const journey of both({ walk: ['greet', 'ask', 'offer'] }, to)) {
      await happened(journey, 'walked_path', { action: 'teleport', step_id: 'ask', entry: 'enter' });
      expect(journey.path).toEqual(['greet', 'ask']);
    }
  });

  const other = scenario('s', 2).chain('hello', 'world').build();

  test('else the entry, if no checkpoint was passed', async () => {
    for (const journey of both({ walk: ['greet', 'ask'] }, other)) {
      await happened(journey, 'entry', { action: 'teleport', step_id: 'hello', entry: 'enter' });
    }
  });

  test('else it stays while its graph exists, else it leaves', async () => {
    const [kept, gone] = both({ walk: ['greet', 'ask'], checkpoints: [anyCheckpoint] }, other);
    if (!kept || !gone) throw new Error('two journeys');
    await happened(kept, 'pinned', { action: 'continue', step_id: 'ask', graph_version: 1 });
    expect(kept.session.pinned).toEqual({ reason: 'no_match' });
    await happened(gone, 'exit', { action: 'exit_scenario' });
    expect(gone.session.position).toBeUndefined();
  });

  test('asks for what was skipped', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('form')
      .step('form', { collects: ['age'] })
      .to('ask')
      .step('ask')
      .build();
    for (const journey of both({ walk: ['greet', 'ask'] }, to)) {
      expect((await journey.turn()).answer).toMatchObject({ action: 'collect', collect_fields: ['age'] });
      expect((await journey.turn({ provided_fields: { age: 1 } })).answer).toMatchObject({ step_id: 'ask' });
    }
  });

  test('of an edited step, what the edit added while the old graph tells what it was, else all', async () => {
    const before = scenario('s', 1)
      .step('greet', { collects: ['name'] })
      .to('ask')
      .step('ask')
      .build();
    const to = scenario('s', 2)
      .step('greet', { collects: ['name', 'age'] })
      .to('ask')
      .step('ask')
      .build();
    const kept = new Journey(before, { walk: ['greet', 'ask'] }).publishWithoutPlan(to);
    expect((await kept.turn()).answer.collect_fields).toEqual(['age']);
    const gone = new Journey(before, { walk: ['greet', 'ask'] }).publishWithoutPlan(to).loseGraph();
    expect((await gone.turn()).answer.collect_fields).toEqual(['name', 'age']);
  });

  test('a step that took the id of a walked one was not visited by that', async () => {
    const form = { collects: ['age'] };
    const before = scenario('s', 1)
      .step('a', { name: 'greet', ...form })
      .to('c')
      .step('c', { name: 'ask' })
      .build();
    const to = scenario('s', 2)
      .step('b', { name: 'greet', ...form })
      .to('a')
      .step('a', { name: 'another form', ...form })
      .to('c')
      .step('c', { name: 'ask' })
      .build();
    const journey = new Journey(before, { walk: ['a', 'c'] }).publishWithoutPlan(to);
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({ action: 'collect', collect_fields: ['age'] });
    expect(answer.trace).toContainEqual(expect.stringContaining('"another form" collects age'));
  });

  test('a new fork re-routes; without its graph nobody knows which forks are new', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('minors', { when: 'age < 18' })
      .to('ask')
      .step('minors')
      .step('ask')
      .build();
    const [kept, gone] = both({ walk: ['greet', 'ask'], variables: { age: 17 } }, to);
    if (!kept || !gone) throw new Error('two journeys');
    await happened(kept, 'same_content', { action: 'teleport', target_step_id: 'minors', entry: 'enter' });
    await happened(gone, 'same_content', { step_id: 'ask', graph_version: 2 });
  });

  test('a skipped checkpoint keeps it on its graph; without that graph there is no place for it', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('ask')
      .step('ask')
      .build();
    const [kept, gone] = both({ walk: ['greet', 'ask'] }, to);
    if (!kept || !gone) throw new Error('two journeys');
    await happened(kept, 'pinned', { action: 'continue', graph_version: 1 });
    await happened(gone, 'exit', { action: 'exit_scenario' });
  });
});

describe('without a plan, past a checkpoint', () => {
  const paying = scenario('s', 1)
    .step('greet')
    .to('pay')
    .step('pay', { checkpoint: 'paid' })
    .to('offer')
    .chain('offer', 'end')
    .build();
  const start = { walk: ['greet', 'pay', 'offer'] };

  test('the same content beyond it is fine', async () => {
    const journey = new Journey(paying, start).publishWithoutPlan({ ...paying, version: 2 }).loseGraph();
    await happened(journey, 'same_content', { action: 'continue', step_id: 'offer', graph_version: 2 });
  });

  test('resuming at the checkpoint itself does not pass it again', async () => {
    const at = { walk: ['greet', 'pay'] };
    const journey = new Journey(paying, at).publishWithoutPlan({ ...paying, version: 2 }).loseGraph();
    await happened(journey, 'same_content', { step_id: 'pay', entry: 'resume' });
    expect(journey.session.checkpoints).toHaveLength(1);
  });

  test('a step before it is refused: it stays, or leaves when its graph is gone', async () => {
    const to = scenario('s', 2).step('greet').to('pay').step('pay', { checkpoint: 'paid' }).build();
    const kept = new Journey(paying, start).publishWithoutPlan(to);
    await happened(kept, 'pinned', { action: 'continue', graph_version: 1, blocked_by_checkpoint: true });
    expect(kept.session.pinned).toEqual({ reason: 'checkpoint' });
    const gone = new Journey(paying, start).publishWithoutPlan(to).loseGraph();
    await happened(gone, 'exit', { action: 'exit_scenario', blocked_by_checkpoint: true });
  });

  test('of equal content on the path, the last may be the one that was passed', async () => {
    const pay = { name: 'pay', checkpoint: 'paid' };
    const before = scenario('s', 1)
      .step('1', pay)
      .to('offer')
      .step('offer')
      .to('2')
      .step('2', pay)
      .to('end')
      .step('end')
      .build();
    const to = scenario('s', 2).chain('offer', 'other').build();
    const journey = new Journey(before, { walk: ['1', 'offer', '2', 'end'] })
      .publishWithoutPlan(to)
      .loseGraph();
    await happened(journey, 'exit', { action: 'exit_scenario', blocked_by_checkpoint: true });
  });

  test('where one step of the path is refused, an earlier one is no better while its graph exists', async () => {
    const before = scenario('s', 1)
      .step('a')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('b')
      .chain('b', 'here')
      .build();
    const to = scenario('s', 2)
      .step('b')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('a')
      .step('a')
      .build();
    const walked = { walk: ['a', 'pay', 'b', 'here'] };
    const kept = new Journey(before, walked).publishWithoutPlan(to);
    await happened(kept, 'pinned', { graph_version: 1, blocked_by_checkpoint: true });
    // Without it, anything that is allowed is better than nothing.
    const gone = new Journey(before, walked).publishWithoutPlan(to).loseGraph();
    const { decision, answer } = await gone.turn();
    expect(decision.fallback).toBe('walked_path');
    expect(answer).toMatchObject({ step_id: 'a', graph_version: 2, blocked_by_checkpoint: true });
    expect(answer.checkpoint_warning).toContain('not moved to "b"');
  });

  test('one that cannot be found leaves its own step and what was walked after it', async () => {
    const to = scenario('s', 2).chain('greet', 'offer', 'end').build();
    const own = new Journey(paying, start).publishWithoutPlan(to).loseGraph();
    await happened(own, 'same_content', { step_id: 'offer' });
    // Even where the path does not say when it was passed.
    const imported = new Journey(paying, { at: 'offer', checkpoints: [anyCheckpoint] })
      .publishWithoutPlan(to)
      .loseGraph();
    await happened(imported, 'same_content', { step_id: 'offer' });
    const after = new Journey(paying, { walk: ['greet', 'pay', 'offer', 'end'] })
      .publishWithoutPlan(scenario('s', 2).chain('greet', 'offer').build())
      .loseGraph();
    await happened(after, 'walked_path', { step_id: 'offer' });
    const nothing = new Journey(paying, start)
      .publishWithoutPlan(scenario('s', 2).chain('greet', 'end').build())
      .loseGraph();
    await happened(nothing, 'exit', { action: 'exit_scenario', blocked_by_checkpoint: true });
  });
});
