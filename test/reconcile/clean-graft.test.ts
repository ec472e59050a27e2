import { describe, expect, test } from 'vitest';
import { renumbered, scenario } from '../support/scenario-builder.ts';
import { Journey } from './journey.ts';

const v1 = scenario('s', 1).chain('greet', 'ask', 'offer', 'end').build();

describe('a session whose way has nothing new', () => {
  test('resumes at its own image, silently', async () => {
    const v2 = scenario('s', 2).chain('greet', 'ask', 'offer', 'news', 'end').build();
    const journey = new Journey(v1, { walk: ['greet', 'ask', 'offer'], variables: { age: 4 } })
      .publish(v2)
      .mark();
    const { answer, event, change } = await journey.turn();

    expect(answer).toMatchObject({
      action: 'continue',
      entry: 'resume',
      step_id: 'offer',
      scenario_version: 2,
      graph_version: 2,
      migration_scenario: 'clean_graft',
      session_revision: 2,
    });
    expect(answer).not.toHaveProperty('target_step_id');
    expect(event).toMatchObject({
      event_type: 'session_migrated',
      from_version: 1,
      to_version: 2,
      plan_id: 'plan-1-2',
      step_before_id: 'offer',
      step_after_id: 'offer',
      action_taken: 'continue',
      migration_scenario: 'clean_graft',
    });
    expect(change?.audit?.settles).toEqual({ plan_id: 'plan-1-2', deployment_id: 'deployment-2' });
    expect(change?.visits).toMatchObject([{ step_id: 'offer', graph_version: 2, run_id: 'run' }]);
    expect(journey.position).toMatchObject({
      version: 2,
      graph_version: 2,
      settled_for_version: 2,
      checksum: journey.published.checksum,
      step_hash: journey.graph.byId.get('offer')?.hash,
    });
    expect(journey.session.mark).toBeUndefined();
    expect(journey.path).toEqual(['greet', 'ask', 'offer']);
    expect(journey.variables).toEqual({ age: 4 });
  });

  test('goes to another id where the tool re-numbered the steps, and still resumes', async () => {
    const journey = new Journey(v1, { walk: ['greet', 'ask'] }).publish(renumbered(v1, (id) => `n-${id}`));
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({
      action: 'teleport',
      target_step_id: 'n-ask',
      step_id: 'n-ask',
      entry: 'resume',
    });
    expect(journey.path).toEqual(['n-greet', 'n-ask']);
  });

  test('does not read variables or the profile', async () => {
    const journey = new Journey(v1, { walk: ['greet', 'ask'] }).publish(renumbered(v1, (id) => id, 2));
    expect((await journey.decide(journey.situation())).asked).toBe(false);
  });

  test('a session that was never marked is treated as a marked one', async () => {
    const v2 = scenario('s', 2).chain('greet', 'ask', 'more', 'offer', 'end').build();
    const [marked, unmarked] = [true, false].map((mark) => {
      const journey = new Journey(v1, { walk: ['greet', 'ask', 'offer'] }).publish(v2);
      return mark ? journey.mark() : journey;
    });
    const first = await marked?.turn({ turn_id: 'one' });
    const second = await unmarked?.turn({ turn_id: 'one' });
    expect(second?.answer).toEqual(first?.answer);
  });

  test('an inserted step that asks nothing joins the path, as do detours', async () => {
    const v2 = scenario('s', 2).chain('greet', 'hello again', 'ask', 'offer', 'end').build();
    const journey = new Journey(v1, { walk: ['greet', 'ask', 'offer', 'ask'] }).publish(v2);
    await journey.turn();
    expect(journey.path).toEqual(['greet', 'hello again', 'ask']);
    expect(journey.session.walk.detours.map(({ ordinal }) => journey.graph.node(ordinal).id)).toEqual([
      'offer',
    ]);
  });

  test('what W put beyond its step lies ahead of the customer still', async () => {
    // `ask` was walked, and comes after `offer` now, with things before it that nobody has skipped.
    const v2 = scenario('s', 2)
      .step('greet')
      .to('aside', { when: 'they wonder' })
      .to('offer')
      .step('aside')
      .to('pay')
      .step('offer')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('form')
      .step('form', { collects: ['age'], required: true })
      .to('ask')
      .chain('ask', 'end')
      .build();
    const journey = new Journey(v1, { walk: ['greet', 'ask', 'offer'] }).publish(v2);
    expect((await journey.turn()).answer).toMatchObject({
      action: 'continue',
      step_id: 'offer',
      graph_version: 2,
      migration_scenario: 'clean_graft',
    });
    expect(journey.path).toEqual(['greet', 'offer']);
  });

  test('an edit of its own step changes nothing for it', async () => {
    const v2 = scenario('s', 2)
      .step('greet')
      .to('ask')
      .step('ask', { description: 'in other words', collects: ['age'] })
      .to('offer')
      .chain('offer', 'end')
      .build();
    const journey = new Journey(v1, { walk: ['greet', 'ask'] }).publish(v2);
    expect((await journey.turn()).answer).toMatchObject({
      action: 'continue',
      migration_scenario: 'clean_graft',
    });
  });

  test('a checkpoint that its own step became is not passed until the engine reports it', async () => {
    const v2 = scenario('s', 2)
      .step('greet')
      .to('ask')
      .step('ask', { checkpoint: 'asked' })
      .to('offer')
      .chain('offer', 'end')
      .build();
    const journey = new Journey(v1, { walk: ['greet', 'ask'] }).publish(v2);
    await journey.turn();
    expect(journey.session.checkpoints).toEqual([]);
    journey.visit('ask');
    expect(journey.session.checkpoints).toMatchObject([{ step_id: 'ask', graph_version: 2 }]);
  });
});
