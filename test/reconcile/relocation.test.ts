import { describe, expect, test } from 'vitest';
import { scenario } from '../support/scenario-builder.ts';
import { Journey } from './journey.ts';

const v1 = scenario('s', 1).chain('greet', 'ask', 'detail', 'offer', 'end').build();

describe('a session at a deleted step', () => {
  test('begins the latest step before it on its path that is left', async () => {
    const v2 = scenario('s', 2).chain('greet', 'ask', 'end').build();
    const journey = new Journey(v1, { walk: ['greet', 'ask', 'detail', 'offer'] }).publish(v2).mark();
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({
      action: 'teleport',
      target_step_id: 'ask',
      step_id: 'ask',
      entry: 'enter',
      graph_version: 2,
    });
    expect(answer.teleport_reason).toBe(answer.reason);
    expect(event).toMatchObject({ step_before_id: 'offer', step_after_id: 'ask', action_taken: 'teleport' });
    expect(journey.path).toEqual(['greet', 'ask']);
    expect(journey.session.mark).toBeUndefined();
  });

  test('"before" is along the graph: a step that comes after it is no place to go back to', async () => {
    const before = scenario('s', 1)
      .step('greet')
      .to('offer')
      .step('offer')
      .to('after')
      .step('after')
      .to('offer', { when: 'again' })
      .build();
    const after = scenario('s', 2).chain('greet', 'after').build();
    // An engine that came from after the offer; the way back is none that the path remembers.
    const journey = new Journey(before, { walk: ['greet', 'after', 'offer'] }).publish(after);
    expect((await journey.turn()).answer).toMatchObject({ target_step_id: 'greet' });
  });

  test('goes where the plan says when its path does not tell', async () => {
    const v2 = scenario('s', 2).chain('greet', 'ask', 'end').build();
    const journey = new Journey(v1, { at: 'offer' }).publish(v2);
    expect((await journey.turn()).answer).toMatchObject({ action: 'teleport', target_step_id: 'ask' });
  });

  test('leaves the scenario when nothing stands for it, with a friendly message', async () => {
    const v2 = scenario('s', 2).chain('other', 'world').build();
    const journey = new Journey(scenario('s', 1).chain('greet', 'ask').build(), {
      walk: ['greet', 'ask'],
    })
      .publish(v2)
      .mark();
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({ action: 'exit_scenario', session_revision: 2 });
    expect(answer.user_message).toMatch(/start again/);
    for (const key of ['step_id', 'scenario_version', 'graph_version'])
      expect(answer).not.toHaveProperty(key);
    expect(event).toMatchObject({
      event_type: 'session_exited',
      action_taken: 'exit_scenario',
      plan_id: 'plan-1-2',
    });
    expect(event).not.toHaveProperty('step_after_id');
    expect(journey.session).toMatchObject({ position: undefined, mark: undefined, pinned: undefined });
  });

  test('is asked for what it skipped on the way to where it goes, and not for what lies beyond', async () => {
    const v2 = scenario('s', 2)
      .step('greet')
      .to('form')
      .step('form', { collects: ['age'] })
      .to('ask')
      .step('ask')
      .to('later')
      .step('later', { collects: ['email'] })
      .to('end')
      .step('end')
      .build();
    const journey = new Journey(v1, { walk: ['greet', 'ask', 'detail'] }).publish(v2);
    expect((await journey.turn()).answer).toMatchObject({ action: 'collect', collect_fields: ['age'] });
    const { answer } = await journey.turn({ provided_fields: { age: 1 } });
    expect(answer).toMatchObject({ action: 'teleport', target_step_id: 'ask' });
  });

  test('enters a checkpoint, and so passes it', async () => {
    const before = scenario('s', 1).step('pay').to('offer').chain('offer').build();
    const after = scenario('s', 2).step('pay', { checkpoint: 'paid' }).build();
    const journey = new Journey(before, { walk: ['pay', 'offer'], checkpoints: [] }).publish(after);
    await journey.turn();
    expect(journey.session.checkpoints).toMatchObject([{ step_id: 'pay', graph_version: 2 }]);
  });
});
