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

describe('what is not decided yet keeps a session on its graph', () => {
  const stays = async (journey: Journey, reason: string) => {
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({
      action: 'continue',
      step_id: 'offer',
      graph_version: 1,
      scenario_version: 1,
    });
    expect(event).toMatchObject({ event_type: 'session_pinned', action_taken: 'pin', plan_id: 'plan-1-2' });
    expect(journey.session.pinned).toEqual({ plan_id: 'plan-1-2', reason });
    expect(journey.position).toMatchObject({ graph_version: 1, settled_for_version: 2, step_id: 'offer' });
    expect(journey.session.mark).toBeUndefined();
    expect(journey.isDue).toBe(false);
  };
  const at = ['greet', 'ask', 'offer'];
  const forked = scenario('s', 2)
    .step('greet')
    .to('minors', { when: 'age < 18', fields: ['age'] })
    .to('ask')
    .chain('ask', 'offer', 'end')
    .step('minors')
    .build();

  test('a new fork on its way with a branch that leads away', () =>
    stays(new Journey(v1, { walk: at }).publish(forked).mark(), 'undecided_fork'));

  test('unless forks are switched off, or the operator forces another scenario', async () => {
    const off = new Journey(v1, { walk: at, config: { re_routing: { enabled: false } } }).publish(forked);
    expect((await off.turn()).answer).toMatchObject({ step_id: 'offer', graph_version: 2 });
    for (const force_scenario of ['clean_graft', 'gap_fill']) {
      const forced = new Journey(v1, { walk: at }).publish(forked, { offer: { force_scenario } });
      expect((await forced.turn()).answer).toMatchObject({ step_id: 'offer', graph_version: 2 });
    }
    const re_route = new Journey(v1, { walk: at }).publish(forked, { offer: { force_scenario: 're_route' } });
    await stays(re_route, 'undecided_fork');
  });

  test('a new fork whose branches all lead to its step does not matter', async () => {
    const v2 = scenario('s', 2)
      .step('greet')
      .to('extra', { when: 'age < 18' })
      .to('ask')
      .step('extra')
      .to('ask')
      .chain('ask', 'offer', 'end')
      .build();
    const journey = new Journey(v1, { walk: at }).publish(v2);
    expect((await journey.turn()).answer).toMatchObject({ graph_version: 2 });
  });

  const withStep = (parts: Parameters<ReturnType<typeof scenario>['step']>[1]) =>
    scenario('s', 2)
      .step('greet')
      .to('inserted')
      .step('inserted', parts)
      .to('ask')
      .chain('ask', 'offer', 'end')
      .build();

  test('a required action that it skipped', () =>
    stays(new Journey(v1, { walk: at }).publish(withStep({ required: true })), 'required_action'));

  test('unless the operator forces a clean graft', async () => {
    const journey = new Journey(v1, { walk: at }).publish(withStep({ required: true, collects: ['age'] }), {
      offer: { force_scenario: 'clean_graft' },
    });
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2, migration_scenario: 'clean_graft' });
    expect(journey.path).toEqual(['greet', 'inserted', 'ask', 'offer']);
  });

  test('forcing a re-route asks for nothing, but does not waive actions', async () => {
    const asks = new Journey(v1, { walk: at }).publish(withStep({ collects: ['age'] }), {
      offer: { force_scenario: 're_route' },
    });
    expect((await asks.turn()).answer).toMatchObject({ action: 'continue', graph_version: 2 });
    const acts = new Journey(v1, { walk: at }).publish(withStep({ required: true }), {
      offer: { force_scenario: 're_route' },
    });
    await stays(acts, 'required_action');
  });

  test('a checkpoint that it skipped, whatever is forced, unless the policy goes on without', async () => {
    const v2 = withStep({ checkpoint: 'order sent' });
    await stays(new Journey(v1, { walk: at }).publish(v2), 'skipped_checkpoint');
    await stays(
      new Journey(v1, { walk: at }).publish(v2, { offer: { force_scenario: 'clean_graft' } }),
      'skipped_checkpoint',
    );
    await stays(
      new Journey(v1, { walk: at }).publish(v2, { offer: { skipped_checkpoints: 'run' } }),
      'skipped_checkpoint',
    );
    const skip = new Journey(v1, { walk: at }).publish(v2, { offer: { skipped_checkpoints: 'skip' } });
    expect((await skip.turn()).answer).toMatchObject({ action: 'continue', graph_version: 2 });
    expect(skip.session.checkpoints).toEqual([]);
    // Waived: the next version does not bring it up again.
    skip.publish({ ...v2, version: 3 });
    expect((await skip.turn()).answer).toMatchObject({ graph_version: 3 });
  });
});
