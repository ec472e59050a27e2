import { describe, expect, test } from 'vitest';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { renumbered, scenario } from '../support/scenario-builder.ts';
import { Journey, NOW, type PolicyParts, type Start } from './journey.ts';

const v1 = scenario('s', 1).chain('greet', 'ask', 'offer', 'end').build();
const at = { walk: ['greet', 'ask', 'offer'] };

type Parts = Parameters<ReturnType<typeof scenario>['step']>[1];

/** `greet -> ... -> ask -> offer -> end` with new steps in between. */
const inserting = (steps: Record<string, Parts>, version = 2): ScenarioInput => {
  const builder = scenario('s', version).step('greet');
  for (const [id, parts] of Object.entries(steps)) builder.to(id).step(id, parts);
  return builder.to('ask').chain('ask', 'offer', 'end').build();
};
const required = { required: true };

const journeyTo = (to: ScenarioInput, policies: PolicyParts = {}, start: Start = {}) =>
  new Journey(v1, { ...at, ...start }).publish(to, policies).mark();

describe('a required action that was skipped', () => {
  test('is executed before the session moves, and joins its path', async () => {
    const journey = journeyTo(inserting({ check: required }));
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({
      action: 'execute_action',
      execute_action_ids: ['check'],
      step_id: 'offer',
      graph_version: 1,
      scenario_version: 1,
      migration_scenario: 'gap_fill',
    });
    expect(answer.trace).toContain('to be executed: "check"');
    expect(event).toMatchObject({ event_type: 'action_requested', action_taken: 'execute_action' });
    expect(journey.session.mark).toBeDefined();

    const again = await journey.turn();
    expect(again.change).toBeUndefined();
    expect(again.answer).toEqual(answer);

    const moved = await journey.turn({ executed_action_ids: ['check'] });
    expect(moved.answer).toMatchObject({
      action: 'continue',
      step_id: 'offer',
      graph_version: 2,
      migration_scenario: 'gap_fill',
    });
    expect(journey.path).toEqual(['greet', 'check', 'ask', 'offer']);
    expect(journey.session).toMatchObject({ progress: undefined, mark: undefined, checkpoints: [] });
    expect(journey.events).toHaveLength(2);
  });

  test('is not executed twice: reported unasked, it is done', async () => {
    const journey = journeyTo(inserting({ check: required }));
    const { answer } = await journey.turn({ executed_action_ids: ['check', 'nobody knows'] });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2 });
  });

  test('several at once, unless something has to be found out in between', async () => {
    const to = inserting({
      one: required,
      two: required,
      form: { collects: ['age'] },
      three: { required: true, collects: ['email'] },
    });
    const journey = journeyTo(to);
    expect((await journey.turn()).answer.execute_action_ids).toEqual(['one', 'two']);
    expect((await journey.turn({ executed_action_ids: ['two'] })).answer.execute_action_ids).toEqual(['one']);
    // What is asked lies beyond the actions: they may find it out.
    const { answer } = await journey.turn({ executed_action_ids: ['one'], provided_fields: { age: 40 } });
    expect(answer).toMatchObject({ action: 'collect', collect_fields: ['email'] });
    const third = await journey.turn({ provided_fields: { email: 'a@b.at' } });
    expect(third.answer.execute_action_ids).toEqual(['three']);
    await journey.turn({ executed_action_ids: ['three'] });
    expect(journey.variables).toEqual({ age: 40, email: 'a@b.at' });
    expect(journey.path).toEqual(['greet', 'one', 'two', 'form', 'three', 'ask', 'offer']);

    const informed = journeyTo(to, {}, { variables: { age: 40, email: 'a@b.at' } });
    expect((await informed.turn()).answer.execute_action_ids).toEqual(['one', 'two', 'three']);
  });

  test('comes after the fields before it', async () => {
    const journey = journeyTo(inserting({ form: { collects: ['age'] }, check: required }));
    expect((await journey.turn()).answer).toMatchObject({ action: 'collect', execute_action_ids: [] });
    const { answer } = await journey.turn({ provided_fields: { age: 40 } });
    expect(answer).toMatchObject({ action: 'execute_action', collect_fields: [] });
    await journey.turn({ executed_action_ids: ['check'] });
    expect(journey.variables).toEqual({ age: 40 });
  });

  test('what it finds out decides the fork behind it, and is kept', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('check')
      .step('check', required)
      .to('refused', { when: 'score < 3', fields: ['score'] })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .step('refused')
      .build();
    const journey = journeyTo(to, {}, { variables: { score: 5 } });
    expect((await journey.turn()).answer.action).toBe('execute_action');
    const { answer } = await journey.turn({
      executed_action_ids: ['check'],
      provided_fields: { score: 2, bureau: 'x' },
    });
    expect(answer).toMatchObject({ action: 'teleport', step_id: 'refused' });
    expect(journey.variables).toEqual({ score: 2, bureau: 'x' });
    // It is no answer of the customer's: another conversation must find it out for itself.
    expect(journey.profile).toEqual({});
    expect(journey.path).toEqual(['greet', 'check', 'refused']);
  });

  test('that an edit made required is executed by who had been there', async () => {
    const to = scenario('s', 2).step('greet', required).to('ask').chain('ask', 'offer', 'end').build();
    const journey = journeyTo(to);
    expect((await journey.turn()).answer.execute_action_ids).toEqual(['greet']);
    expect((await journey.turn({ executed_action_ids: ['greet'] })).answer.graph_version).toBe(2);
  });

  test('is waived where the operator forces a clean graft, and not by other force', async () => {
    const to = inserting({ check: { required: true, collects: ['age'] } });
    const forced = (force_scenario: string) => journeyTo(to, { offer: { force_scenario } }).turn();
    expect((await forced('clean_graft')).answer).toMatchObject({
      action: 'continue',
      graph_version: 2,
      migration_scenario: 'clean_graft',
    });
    expect((await forced('gap_fill')).answer.collect_fields).toEqual(['age']);
    // Nobody is asked for what no fork needs.
    expect((await forced('re_route')).answer.execute_action_ids).toEqual(['check']);
  });
});

describe('a newer version, published while an action is executed', () => {
  const executing = async (steps: Record<string, Parts>, policies: PolicyParts = {}) => {
    const journey = journeyTo(inserting(steps), policies);
    expect((await journey.turn()).answer.execute_action_ids).toEqual(Object.keys(steps));
    return journey;
  };

  test('does not have it run again, under whatever id the step has there', async () => {
    const journey = await executing({ check: required });
    const renamed = renumbered(inserting({ check: required }), (id) => (id === 'check' ? 'n' : id), 3);
    const to = { ...renamed, steps: renamed.steps.map((step) => ({ ...step, description: 'edited' })) };
    journey.publish(to);
    const { answer } = await journey.turn({ executed_action_ids: ['check'] });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 3 });
    expect(journey.path).toEqual(['greet', 'n', 'ask', 'offer']);
  });

  test('has what it inserts besides executed, and no more', async () => {
    const journey = await executing({ check: required });
    journey.publish(inserting({ other: required, check: required }, 3));
    const { answer } = await journey.turn({ executed_action_ids: ['check'] });
    expect(answer.execute_action_ids).toEqual(['other']);
    expect((await journey.turn({ executed_action_ids: ['other'] })).answer.graph_version).toBe(3);
    expect(journey.path).toEqual(['greet', 'other', 'check', 'ask', 'offer']);
  });

  test('of which no plan tells does not either, though it was edited', async () => {
    const journey = new Journey(v1, at).publishWithoutPlan(inserting({ check: required }));
    expect((await journey.turn()).answer.execute_action_ids).toEqual(['check']);
    journey.publish(inserting({ check: { ...required, collects: ['age'] } }, 3));
    const { answer } = await journey.turn({ executed_action_ids: ['check'] });
    expect(answer).toMatchObject({ action: 'collect', collect_fields: ['age'] });
    const moved = await journey.turn({ provided_fields: { age: 30 } });
    expect(moved.answer).toMatchObject({ action: 'continue', graph_version: 3 });
  });

  test('of which no plan tells has only that step executed, and not another of equal content', async () => {
    const twice = (version: number) =>
      inserting({ check: { ...required, name: 'check' }, again: { ...required, name: 'check' } }, version);
    const journey = new Journey(v1, at).publishWithoutPlan(twice(2));
    expect((await journey.turn()).answer.execute_action_ids).toEqual(['check', 'again']);
    journey.publish(twice(3));
    const { answer } = await journey.turn({ executed_action_ids: ['check'] });
    expect(answer.execute_action_ids).toEqual(['again']);
  });

  test('an id that means another step there is not mistaken for it', async () => {
    const journey = await executing({ check: required });
    const swapped = scenario('s', 3)
      .step('greet')
      .to('check')
      .step('check', { name: 'something else', required: true })
      .to('n')
      .step('n', { name: 'check', required: true })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .build();
    journey.publish(swapped);
    const { answer } = await journey.turn({ executed_action_ids: ['check'] });
    expect(answer.execute_action_ids).toEqual(['check']);
    expect(answer.trace).toContain('to be executed: "something else"');
    expect((await journey.turn({ executed_action_ids: ['check'] })).answer.graph_version).toBe(3);
  });

  test('does not lose what is reported late, when the session is pinned and nothing is due', async () => {
    const journey = await executing(
      { pay: { checkpoint: 'paid' } },
      { offer: { skipped_checkpoints: 'run' } },
    );
    journey.publish(inserting({ pay: { checkpoint: 'paid', description: 'edited' } }, 3));
    await journey.turn();
    expect(journey.session.pinned?.reason).toBe('would_skip_checkpoint');
    expect(journey.isDue).toBe(false);
    // It has been passed, so it is not skipped any more.
    const { answer } = await journey.turn({ executed_action_ids: ['pay'] });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 3 });
    expect(journey.session.checkpoints).toMatchObject([{ step_id: 'pay', graph_version: 3 }]);
  });

  test('that pins the session keeps what was executed for the version after that', async () => {
    const journey = await executing({ check: required });
    journey.publish(inserting({ check: required, pay: { checkpoint: 'paid' } }, 3));
    const { answer } = await journey.turn({ executed_action_ids: ['check'] });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 1 });
    expect(journey.session.pinned?.reason).toBe('would_skip_checkpoint');
    journey.publish(inserting({ check: required }, 4));
    expect((await journey.turn()).answer).toMatchObject({ action: 'continue', graph_version: 4 });
    expect(journey.session.progress).toBeUndefined();
  });
});

describe('a skipped checkpoint', () => {
  const pay = { pay: { checkpoint: 'paid' } };
  const passed = { step_id: 'pay', step_name: 'pay', checkpoint_description: 'paid', graph_version: 2 };
  const by = (skipped_checkpoints: string, force_scenario?: string) => ({
    offer: { skipped_checkpoints, force_scenario },
  });

  test('pins by default, before anything is asked or executed', async () => {
    for (const policies of [{}, by('pin'), by('pin', 'clean_graft')]) {
      const journey = journeyTo(
        inserting({ form: { collects: ['age'] }, check: required, ...pay }),
        policies,
      );
      const { answer, event } = await journey.turn();
      expect(answer).toMatchObject({ action: 'continue', graph_version: 1, step_id: 'offer' });
      expect(answer.trace).toContain('stays: it would skip the checkpoint "pay"');
      expect(event).toMatchObject({ event_type: 'session_pinned', action_taken: 'pin', plan_id: 'plan-1-2' });
      expect(journey.session).toMatchObject({
        pinned: { reason: 'would_skip_checkpoint', plan_id: 'plan-1-2' },
        mark: undefined,
        position: { graph_version: 1, settled_for_version: 2 },
      });
      expect(journey.isDue).toBe(false);
    }
  });

  test('pins where no fork before it can lead away, undecided or not', async () => {
    const to = (away: boolean) =>
      scenario('s', 2)
        .step('greet')
        .to(away ? 'minors' : 'extra', { when: 'age < 18', fields: ['age'] })
        .to('pay')
        .step('extra', { collects: ['guardian'] })
        .to('pay')
        .step('pay', pay.pay)
        .to('ask')
        .chain('ask', 'offer', 'end')
        .step('minors')
        .field('age', { type: 'integer' })
        .build();
    await journeyTo(to(false)).turn();
    const pinned = journeyTo(to(false));
    await pinned.turn();
    expect(pinned.session.pinned?.reason).toBe('would_skip_checkpoint');
    // Whoever is led away does not skip it.
    const asked = journeyTo(to(true));
    expect((await asked.turn()).answer.collect_fields).toEqual(['age']);
    expect((await asked.turn({ provided_fields: { age: 30 } })).answer.graph_version).toBe(1);
    expect(asked.variables).toEqual({ age: 30 });
    const led = journeyTo(to(true), {}, { variables: { age: 3 } });
    expect((await led.turn()).answer.step_id).toBe('minors');
  });

  test('pins where the walked path leads over it, though other ways do not', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('hello', { when: 'age < 18', fields: ['age'] })
      .to('ask')
      .step('hello', { collects: ['guardian'] })
      .to('ask')
      .step('ask')
      .to('offer', { when: 'they hurry' })
      .to('form')
      .step('form')
      .to('pay')
      .step('pay', pay.pay)
      .to('offer')
      .chain('offer', 'end')
      .field('age', { type: 'integer' })
      .build();
    const from = scenario('s', 1)
      .step('greet')
      .to('ask')
      .step('ask')
      .to('offer', { when: 'they hurry' })
      .to('form')
      .chain('form', 'offer', 'end')
      .build();
    const journey = new Journey(from, { walk: ['greet', 'ask', 'form', 'offer'] }).publish(to);
    expect((await journey.turn()).answer.collect_fields).toEqual([]);
    expect(journey.session.pinned?.reason).toBe('would_skip_checkpoint');
  });

  test('pins at once where an action comes before a fork that it cannot change', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('check')
      .step('check', required)
      .to('pay', { priority: 1 })
      .to('minors')
      .step('minors')
      .step('pay', pay.pay)
      .to('ask')
      .chain('ask', 'offer', 'end')
      .build();
    const journey = journeyTo(to);
    expect((await journey.turn()).answer.execute_action_ids).toEqual([]);
    expect(journey.session.pinned?.reason).toBe('would_skip_checkpoint');
  });

  test.each([undefined, 'clean_graft'])(
    'is run, if the policy says so (force: %s), and is passed then',
    async (force) => {
      const journey = journeyTo(inserting(pay), by('run', force));
      expect((await journey.turn()).answer).toMatchObject({
        action: 'execute_action',
        execute_action_ids: ['pay'],
      });
      expect(journey.session.checkpoints).toEqual([]);
      const { answer } = await journey.turn({ executed_action_ids: ['pay'] });
      expect(answer).toMatchObject({ action: 'continue', graph_version: 2, step_id: 'offer' });
      expect(journey.session.checkpoints).toMatchObject([{ ...passed, passed_at: NOW }]);
      expect(journey.path).toEqual(['greet', 'pay', 'ask', 'offer']);
    },
  );

  test('that was run is passed wherever the session goes then', async () => {
    const journey = journeyTo(inserting({ ...pay, form: { collects: ['age'] } }), by('run'));
    await journey.turn();
    expect((await journey.turn({ executed_action_ids: ['pay'] })).answer.action).toBe('collect');
    expect(journey.session.checkpoints).toMatchObject([passed]);
    // Version 3 has it under another id, and puts it behind the session's step.
    const to = scenario('s', 3).chain('greet', 'ask', 'offer', 'n').step('other').build();
    const steps = to.steps.map((step) =>
      step.id === 'n' ? { ...step, name: 'pay', is_checkpoint: true, checkpoint_description: 'paid' } : step,
    );
    journey.publish({ ...to, steps }, {});
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({ action: 'continue', graph_version: 1, blocked_by_checkpoint: true });
    expect(journey.session.pinned?.reason).toBe('checkpoint');
    expect(journey.session.checkpoints).toMatchObject([passed]);
  });

  test('is left out, if the policy says so, required or not; the next version does not bring it up', async () => {
    for (const parts of [pay.pay, { ...pay.pay, required: true }]) {
      const to = inserting({ pay: parts });
      const journey = journeyTo(to, by('skip'));
      const { answer } = await journey.turn();
      expect(answer).toMatchObject({ action: 'continue', graph_version: 2 });
      expect(answer.trace).toContain('policy: goes on without "pay"');
      expect(journey.session.checkpoints).toEqual([]);
      journey.publish({ ...to, version: 3 });
      expect((await journey.turn()).answer).toMatchObject({ graph_version: 3 });
    }
  });
});
