import { describe, expect, test } from 'vitest';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { scenario } from '../support/scenario-builder.ts';
import { doubtful, Journey, type PolicyParts, type Start } from './journey.ts';

const v1 = scenario('s', 1).chain('greet', 'ask', 'offer', 'end').build();
const at = { walk: ['greet', 'ask', 'offer'] };

type Ways = Parameters<ReturnType<typeof scenario>['to']>[];

/** `greet` decides anew; every other step leads on to the next: `ask -> offer -> end`, and `minors`, `extra -> ask`. */
const forkedBy = (ways: Ways, version = 2): ScenarioInput => {
  const builder = scenario('s', version).step('greet');
  for (const way of ways) builder.to(...way);
  return builder
    .chain('ask', 'offer', 'end')
    .step('minors', { name: 'Minors' })
    .step('extra', { collects: ['guardian'] })
    .to('ask')
    .field('age', { type: 'integer', minimum: 0, prompt: 'How old are you?' })
    .build();
};
const forked = forkedBy([['minors', { when: 'age < 18', fields: ['age'] }], ['ask']]);

const journeyTo = (to: ScenarioInput, start: Start = {}, policies: PolicyParts = {}) =>
  new Journey(v1, { ...at, ...start }).publish(to, policies).mark();

describe('a new fork on the way', () => {
  test('whose branch leads away sends the customer there', async () => {
    const journey = journeyTo(forked, { variables: { age: 17 } });
    const { answer, event, change } = await journey.turn();
    expect(answer).toMatchObject({
      action: 'teleport',
      target_step_id: 'minors',
      step_id: 'minors',
      graph_version: 2,
      entry: 'enter',
      migration_scenario: 're_route',
      user_message: 'Something has changed since we last spoke. We continue with: Minors.',
    });
    expect(answer.teleport_reason).toBe('at "greet" "age < 18" leads to "Minors"');
    expect(answer.trace).toContain('at "greet" "age < 18" leads away, to "Minors"');
    expect(event).toMatchObject({
      event_type: 'session_migrated',
      action_taken: 'teleport',
      migration_scenario: 're_route',
      step_before_id: 'offer',
      step_after_id: 'minors',
    });
    expect(change?.visits).toMatchObject([{ step_id: 'minors', transition_reason: 'migration:re_routed' }]);
    // The path is cut where the ways part; what lies beyond was walked all the same.
    expect(journey.path).toEqual(['greet', 'minors']);
    expect(journey.session.walk.detours.map(({ ordinal }) => journey.graph.node(ordinal).id)).toEqual([
      'ask',
      'offer',
    ]);
    expect(journey.variables).toEqual({ age: 17 });
  });

  test('whose branch leads on to its step lets it go on', async () => {
    const journey = journeyTo(forked, { variables: { age: 18 } });
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({
      action: 'continue',
      step_id: 'offer',
      graph_version: 2,
      entry: 'resume',
      migration_scenario: 'clean_graft',
    });
    expect(answer.trace).toContain('at "greet" otherwise leads on to "ask"');
    expect(answer).not.toHaveProperty('user_message');
  });

  test('goes on with what the taken branch inserts, and with nothing that the others do', async () => {
    const to = forkedBy([['extra', { when: 'age < 18' }], ['ask']]);
    const minor = journeyTo(to, { variables: { age: 17 } });
    expect((await minor.turn()).answer).toMatchObject({ action: 'collect', collect_fields: ['guardian'] });
    await minor.turn({ provided_fields: { guardian: 'Mum' } });
    expect(minor.path).toEqual(['greet', 'extra', 'ask', 'offer']);
    const adult = journeyTo(to, { variables: { age: 18 } });
    expect((await adult.turn()).answer).toMatchObject({ action: 'continue', graph_version: 2 });
    expect(adult.path).toEqual(['greet', 'ask', 'offer']);
  });

  test('may lead past a step of the path; what was walked there is a detour then', async () => {
    const to = forkedBy([['offer', { when: 'age < 18' }], ['ask']]);
    const journey = journeyTo(to, { variables: { age: 17 } });
    expect((await journey.turn()).answer).toMatchObject({ action: 'continue', step_id: 'offer' });
    expect(journey.path).toEqual(['greet', 'offer']);
  });

  test('is decided by priority, then order, with "otherwise" last', async () => {
    const to = forkedBy([
      ['ask'],
      ['ask', { when: 'age < 18' }],
      ['extra', { when: 'age < 18' }],
      ['minors', { when: 'age < 21', priority: 1 }],
    ]);
    expect((await journeyTo(to, { variables: { age: 20 } }).turn()).answer.step_id).toBe('minors');
    const lower = forkedBy([
      ['ask'],
      ['extra', { when: 'age < 21' }],
      ['minors', { when: 'age < 18', priority: 1 }],
    ]);
    const journey = journeyTo(lower, { variables: { age: 20 } });
    expect((await journey.turn()).answer.collect_fields).toEqual(['guardian']);
  });

  test('decides by the profile and by what the engine provides; doubtful values are confirmed first', async () => {
    const known = journeyTo(forked, { profile: { age: 17 } });
    expect((await known.turn()).answer.step_id).toBe('minors');
    // The profile knows it already: that was no gap.
    expect(known.variables).toEqual({});

    const provided = journeyTo(forked, { profile: { age: 18 } });
    expect((await provided.turn({ provided_fields: { age: 17 } })).answer.step_id).toBe('minors');
    expect(provided.variables).toEqual({ age: 17 });

    const doubted = journeyTo(forked, { profile: { age: doubtful(17) } });
    const { answer } = await doubted.turn();
    expect(answer).toMatchObject({ action: 'collect', collect_fields: [] });
    expect(answer.confirm_fields).toEqual([{ field_name: 'age', value: 17 }]);
    expect((await doubted.turn({ confirmations: { age: true } })).answer.step_id).toBe('minors');
    expect(doubted.profile.age).toMatchObject({ value: 17, needs_confirmation: false });
  });

  test('that loops back does not lead away', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('ask')
      .step('ask')
      .to('greet', { when: 'again' })
      .to('offer')
      .chain('offer', 'end')
      .build();
    const { answer } = await journeyTo(to, { variables: { again: true } }).turn();
    expect(answer).toMatchObject({ action: 'continue', step_id: 'offer', graph_version: 2 });
    expect(answer.trace).toContain('at "ask" "again" leads back to "greet": stays on its way');
  });

  test('of an inserted step is one as well', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('check')
      .step('check', { collects: ['age'] })
      .to('minors', { when: 'age < 18', fields: ['age'] })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .step('minors')
      .build();
    const journey = journeyTo(to);
    expect((await journey.turn()).answer.collect_fields).toEqual(['age']);
    expect((await journey.turn({ provided_fields: { age: 3 } })).answer.step_id).toBe('minors');
    expect(journey.path).toEqual(['greet', 'check', 'minors']);
  });

  test('where only one branch leads elsewhere, only that branch counts', async () => {
    const deciding = (version: number, minorsTo: string) =>
      scenario('s', version)
        .step('greet')
        .to(minorsTo, { when: 'age < 18' })
        .to('ask')
        .chain('ask', 'bye')
        .step('one')
        .to('bye')
        .step('other')
        .build();
    const journey = (age: number) =>
      new Journey(deciding(1, 'one'), { walk: ['greet', 'ask'], variables: { age } }).publish(
        deciding(2, 'other'),
      );
    const { answer } = await journey(18).turn();
    expect(answer).toMatchObject({ step_id: 'ask', graph_version: 2 });
    expect(answer.trace).toContain('at "greet": goes on as before');
    expect((await journey(17).turn()).answer.step_id).toBe('other');
  });

  test('without a walked path is looked for at the steps that every way passes', async () => {
    const journey = new Journey(v1, { at: 'offer', variables: { age: 17 } }).publish(forked);
    expect((await journey.turn()).answer).toMatchObject({ action: 'teleport', step_id: 'minors' });
  });

  test('leads nobody away from a step that no way leads to', async () => {
    const island = (input: ScenarioInput): ScenarioInput => ({
      ...input,
      steps: [...input.steps, ...scenario().step('island').build().steps],
    });
    const journey = new Journey(island(v1), { walk: ['greet', 'ask', 'island'], variables: { age: 17 } });
    const { answer } = await journey.publish(island(forked)).turn();
    expect(answer).toMatchObject({ action: 'continue', step_id: 'island', graph_version: 2 });
  });

  test('that W put beyond its step is still to come', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('aside', { when: 'they wonder' })
      .to('offer')
      .step('aside')
      .to('ask')
      .step('offer')
      .to('ask')
      .step('ask')
      .to('minors', { when: 'age < 18' })
      .to('end')
      .chain('end')
      .step('minors')
      .field('age', { type: 'integer' })
      .build();
    const { answer } = await journeyTo(to, { variables: { age: 17 } }).turn();
    expect(answer).toMatchObject({ action: 'continue', step_id: 'offer', graph_version: 2 });
  });

  test('is not looked for where the customer does not pass for certain', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('maybe', { when: 'they hesitate' })
      .to('ask')
      .step('maybe')
      .to('minors', { when: 'age < 18' })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .step('minors')
      .build();
    const { answer } = await journeyTo(to, { variables: { age: 17 } }).turn();
    expect(answer).toMatchObject({ action: 'continue', step_id: 'offer', graph_version: 2 });
  });
});

describe('a fork that lacks a value', () => {
  test('asks for it, if a step collects it or a definition names it', async () => {
    const journey = journeyTo(forked);
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({
      action: 'collect',
      collect_fields: ['age'],
      prompts: [{ field_name: 'age', text: 'How old are you?' }],
      graph_version: 1,
    });
    expect(answer.trace).toContain('at "greet": cannot be decided without age');
    const refused = await journey.turn({ provided_fields: { age: -1 } });
    expect(refused.answer.reason).toContain('age: provided: must be at least 0');
    const moved = await journey.turn({ provided_fields: { age: 17 } });
    expect(moved.answer.step_id).toBe('minors');
    expect(moved.event).toMatchObject({
      migration_scenario: 're_route',
      fields_gap_filled: { age: 'provided' },
      fields_collected: ['age'],
    });
    expect(journey.variables).toEqual({ age: 17 });
    expect(journey.profile.age).toMatchObject({ value: 17, source: 'provided' });

    const collected = scenario('s', 2)
      .step('greet')
      .to('minors', { when: 'age < 18', fields: ['age'] })
      .to('ask')
      .step('ask')
      .to('offer')
      .step('offer')
      .to('end')
      .step('end', { collects: ['age'] })
      .step('minors')
      .build();
    expect((await journeyTo(collected).turn()).answer.collect_fields).toEqual(['age']);
  });

  test('that nobody collects stays on the way', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('minors', { when: 'age < 18', fields: ['age'] })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .step('minors')
      .build();
    const { answer } = await journeyTo(to).turn();
    expect(answer).toMatchObject({ action: 'continue', step_id: 'offer', graph_version: 2 });
    expect(answer.trace).toContain(
      'at "greet": stays on its way, "age < 18" needs age, which nobody collects',
    );
  });

  test.each(['AtCapacity', 'x = 3', 'the customer is angry'])(
    'of understanding (%s) stays on the way, and does not even look at later branches',
    async (when) => {
      const to = forkedBy([['minors', { when }], ['extra', { when: 'age < 18' }], ['ask']]);
      const { answer } = await journeyTo(to).turn();
      expect(answer).toMatchObject({ action: 'continue', step_id: 'offer', graph_version: 2 });
      expect(answer.trace).toContain(`at "greet": stays on its way, "${when}" cannot be evaluated`);
    },
  );

  test('asks for nothing where it makes no difference', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('hello', { when: 'age < 18' })
      .to('ask')
      .step('hello')
      .to('ask')
      .chain('ask', 'offer', 'end')
      .field('age', { type: 'integer' })
      .build();
    const { answer } = await journeyTo(to).turn();
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2, migration_scenario: 'clean_graft' });
    expect(answer.trace).toContain('at "greet": age would make no difference');
  });

  test('asks for it where a way leads back to the step walked next, and another does not', async () => {
    // `ask` comes before `greet` now: only who goes on from there passes the form.
    const to = scenario('s', 2)
      .step('start')
      .to('ask')
      .step('ask')
      .to('offer', { when: 'they hurry' })
      .to('greet')
      .step('greet')
      .to('ask', { when: 'age < 18' })
      .to('form')
      .step('form', { required: true })
      .to('offer')
      .chain('offer', 'end')
      .field('age', { type: 'integer' })
      .build();
    const asked = journeyTo(to);
    expect((await asked.turn()).answer.collect_fields).toEqual(['age']);
    expect((await asked.turn({ provided_fields: { age: 30 } })).answer.execute_action_ids).toEqual(['form']);
  });

  test('asks for what it needs together with the fields before it, and for nothing beyond', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('form')
      .step('form', { collects: ['name'] })
      .to('minors', { when: 'age < 18' })
      .to('later')
      .step('later', { collects: ['email'] })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .step('minors')
      .field('age', { type: 'integer' })
      .build();
    const journey = journeyTo(to);
    expect((await journey.turn()).answer.collect_fields).toEqual(['name', 'age']);
    const given = { name: 'Ada', age: 36 };
    expect((await journey.turn({ provided_fields: given })).answer.collect_fields).toEqual(['email']);
    await journey.turn({ provided_fields: { email: 'a@b.at' } });
    expect(journey.variables).toEqual({ ...given, email: 'a@b.at' });
  });

  test('asks for what decides: nothing where an earlier branch does, more where one answer is not enough', async () => {
    const to = forkedBy([
      ['minors', { when: 'age < 18' }],
      ['extra', { when: 'vip', fields: ['vip'] }],
      ['ask'],
    ]);
    to.steps.find(({ id }) => id === 'end')?.collects_profile_fields.push('vip');
    const minor = journeyTo(to, { variables: { age: 3 } });
    expect((await minor.turn()).answer.step_id).toBe('minors');
    const adult = journeyTo(to);
    expect((await adult.turn()).answer.collect_fields).toEqual(['age']);
    expect((await adult.turn({ provided_fields: { age: 30 } })).answer.collect_fields).toEqual(['vip']);
    expect((await adult.turn({ provided_fields: { vip: false } })).answer).toMatchObject({
      action: 'continue',
      step_id: 'offer',
    });
  });
});

describe('what operators set', () => {
  test('re-routing switched off: forks are not evaluated, nobody is asked for them', async () => {
    const config = { re_routing: { enabled: false } };
    const { answer } = await journeyTo(forked, { config, variables: { age: 17 } }).turn();
    expect(answer).toMatchObject({ action: 'continue', step_id: 'offer', graph_version: 2 });
    expect(answer.trace).toContain('at "greet": stays on its way, re-routing is switched off');
    expect((await journeyTo(forked, { config }).turn()).answer.action).toBe('continue');
  });

  test.each(['clean_graft', 'gap_fill'])('forcing %s does not evaluate forks', async (force_scenario) => {
    const { answer } = await journeyTo(
      forked,
      { variables: { age: 17 } },
      { offer: { force_scenario } },
    ).turn();
    expect(answer).toMatchObject({ step_id: 'offer', graph_version: 2 });
    expect(answer.trace).toContain(`at "greet": stays on its way, the policy forces ${force_scenario}`);
  });

  test('forcing a re-route asks for what forks need, and for nothing else', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('form')
      .step('form', { collects: ['name'] })
      .to('minors', { when: 'age < 18' })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .step('minors')
      .field('age', { type: 'integer' })
      .build();
    const journey = journeyTo(to, {}, { offer: { force_scenario: 're_route' } });
    expect((await journey.turn()).answer.collect_fields).toEqual(['age']);
    expect((await journey.turn({ provided_fields: { age: 20 } })).answer).toMatchObject({
      action: 'continue',
      step_id: 'offer',
    });
  });

  test('whether and how customers are told', async () => {
    const told = (re_routing: object) =>
      journeyTo(forked, { config: { re_routing }, variables: { age: 17 } }).turn();
    const { answer } = await told({ notification_template: 'On to $& {step_name}, {step_name}!' });
    expect(answer.user_message).toBe('On to $& Minors, Minors!');
    expect((await told({ notify_user: false })).answer).not.toHaveProperty('user_message');
  });

  test("an operator's mapping is a target like any other: forks before it are evaluated", async () => {
    const policies = { offer: { target_step_id: 'end' } };
    const on = journeyTo(forked, { variables: { age: 18 } }, policies);
    expect((await on.turn()).answer.step_id).toBe('end');
    const away = journeyTo(forked, { variables: { age: 17 } }, policies);
    expect((await away.turn()).answer.step_id).toBe('minors');
  });
});

test('a clean graft past forks that only a model could decide reads no values', async () => {
  const to = forkedBy([['minors', { when: 'the customer is angry' }], ['ask']]);
  const journey = journeyTo(to);
  expect((await journey.decide(journey.situation())).asked).toBe(false);
});
