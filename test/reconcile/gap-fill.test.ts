import { describe, expect, test } from 'vitest';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { scenario } from '../support/scenario-builder.ts';
import { doubtful, Journey, NOW, profileField } from './journey.ts';

const v1 = scenario('s', 1).chain('greet', 'ask', 'offer', 'end').build();
const at = ['greet', 'ask', 'offer'];

/** `greet -> form -> ask -> offer -> end`, where the form is new. */
const withForm = (collects: string[], version = 2): ScenarioInput =>
  scenario('s', version)
    .step('greet')
    .to('form')
    .step('form', { collects })
    .to('ask')
    .chain('ask', 'offer', 'end')
    .field('age', { type: 'integer', minimum: 0, maximum: 150 })
    .field('email', { type: 'email', prompt: 'Where may we write to?' })
    .field('phone', { type: 'phone' })
    .build();

describe('where a value comes from', () => {
  test('what the engine provides beats the profile, which beats the variables', async () => {
    const all = { walk: at, profile: { age: 2 }, variables: { age: 3, other: true } };
    const provided = new Journey(v1, all).publish(withForm(['age']));
    await provided.turn({ provided_fields: { age: 1 } });
    expect(provided.variables).toEqual({ age: 1, other: true });
    expect(provided.profile.age).toMatchObject({ value: 1, source: 'provided', updated_at: NOW });
    expect(provided.profile.age?.provenance).toEqual({ session_id: 'session' });

    const profile = new Journey(v1, all).publish(withForm(['age']));
    const { answer, event } = await profile.turn();
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2, migration_scenario: 'gap_fill' });
    expect(event?.fields_gap_filled).toEqual({ age: 'profile' });
    expect(profile.variables).toEqual({ age: 2, other: true });

    const session = new Journey(v1, { ...all, profile: {} }).publish(withForm(['age']));
    expect((await session.turn()).event?.fields_gap_filled).toEqual({ age: 'session' });
    expect(session.variables).toEqual({ age: 3, other: true });
    expect(session.profile).toEqual({});
  });

  test('only values that satisfy their definition count; null, empty and expired ones never do', async () => {
    const expired = { ...doubtful('a@b.at'), needs_confirmation: false, expires_at: '2026-02-28T00:00:00Z' };
    const journey = new Journey(v1, {
      walk: at,
      profile: { age: 'forty', email: expired },
      variables: { age: null, email: ' ' },
    }).publish(withForm(['age', 'email']));
    const { answer } = await journey.turn({ provided_fields: { age: 151 } });
    expect(answer).toMatchObject({
      action: 'collect',
      collect_fields: ['age', 'email'],
      prompts: [
        { field_name: 'age', text: 'Please tell us: Age' },
        { field_name: 'email', text: 'Where may we write to?' },
      ],
      step_id: 'offer',
      graph_version: 1,
      scenario_version: 1,
    });
    expect(answer.reason).toContain('age: provided: must be at most 150');
  });

  test('zero and false are values', async () => {
    const journey = new Journey(v1, { walk: at, variables: { age: 0, agreed: false } }).publish(
      withForm(['age', 'agreed']),
    );
    expect((await journey.turn()).answer.action).toBe('continue');
  });

  test('a phone number is read where its region says, and kept in its normal form', async () => {
    const journey = new Journey(v1, { walk: at, variables: { phone: '0664 1234567' } }).publish(
      withForm(['phone']),
    );
    expect((await journey.turn()).answer.action).toBe('collect');
    expect((await journey.turn({ default_region: 'AT' })).answer.action).toBe('continue');
    expect(journey.variables).toEqual({ phone: '+436641234567' });
  });
});

describe('what is asked for', () => {
  test('only what the way passes for certain, and what was not visited', async () => {
    const v2 = scenario('s', 2)
      .step('greet', { collects: ['known'] })
      .to('maybe', { when: 'x' })
      .to('form')
      .step('maybe', { collects: ['never'] })
      .to('form')
      .step('form', { collects: ['always'] })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .build();
    const before = scenario('s', 1)
      .step('greet', { collects: ['known'] })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .build();
    const journey = new Journey(before, { walk: at }).publish(v2, { offer: { force_scenario: 'gap_fill' } });
    expect((await journey.turn()).answer.collect_fields).toEqual(['always']);
  });

  test('a step that is the new entry', async () => {
    const v2 = scenario('s', 2)
      .step('form', { collects: ['age'] })
      .to('greet')
      .chain('greet', 'ask', 'offer', 'end')
      .build();
    const journey = new Journey(v1, { walk: at }).publish(v2);
    expect((await journey.turn()).answer.collect_fields).toEqual(['age']);
    await journey.turn({ provided_fields: { age: 1 } });
    expect(journey.path).toEqual(['form', ...at]);
  });

  test('what an edit added to a visited step', async () => {
    const before = scenario('s', 1)
      .step('greet', { collects: ['name'] })
      .to('ask')
      .chain('ask', 'offer')
      .build();
    const after = scenario('s', 2)
      .step('greet', { collects: ['name', 'email'] })
      .to('ask')
      .chain('ask', 'offer')
      .build();
    const journey = new Journey(before, { walk: at }).publish(after);
    expect((await journey.turn()).answer.collect_fields).toEqual(['email']);
  });

  test('a step that W moved onto the way counts as visited when a detour was there', async () => {
    const before = scenario('s', 1)
      .step('greet')
      .to('form', { when: 'x' })
      .to('offer')
      .step('form', { collects: ['age'] })
      .to('greet')
      .step('offer')
      .build();
    const after = scenario('s', 2)
      .step('greet')
      .to('form')
      .step('form', { collects: ['age', 'email'] })
      .to('offer')
      .step('offer')
      .build();
    const skipped = new Journey(before, { walk: ['greet', 'offer'] }).publish(after);
    expect((await skipped.turn()).answer.collect_fields).toEqual(['age', 'email']);
    // The customer was there; only what an edit added is missing.
    const visited = new Journey(before, { walk: ['greet', 'form', 'greet', 'offer'] }).publish(after);
    expect((await visited.turn()).answer.collect_fields).toEqual(['email']);
  });

  test('without a path, what every way to its step passes', async () => {
    const journey = new Journey(v1, { at: 'offer' }).publish(withForm(['age']));
    const { answer } = await journey.turn();
    expect(answer.collect_fields).toEqual(['age']);
    expect(answer.trace.join('\n')).toContain('no walked path');
  });

  test('where W has no way between two images, the dominators stand in, and the trace says so', async () => {
    const before = scenario('s', 1).chain('a', 'b', 'c', 'd').build();
    const after = scenario('s', 2)
      .step('a')
      .to('c')
      .to('b', { when: 'x' })
      .step('b')
      .step('c')
      .to('form')
      .step('form', { collects: ['age'] })
      .to('d')
      .step('d')
      .build();
    const journey = new Journey(before, { walk: ['a', 'b', 'd'] }).publish(after, {
      d: { force_scenario: 'gap_fill' },
    });
    const { answer } = await journey.turn();
    expect(answer.collect_fields).toEqual(['age']);
    expect(answer.trace.join('\n')).toContain('no way along the walked path');
    await journey.turn({ provided_fields: { age: 3 } });
    expect(journey.path).toEqual(['a', 'c', 'form', 'd']);
  });

  test('forced to a clean graft, nothing, now and later', async () => {
    const journey = new Journey(v1, { walk: at }).publish(withForm(['age']), {
      offer: { force_scenario: 'clean_graft' },
    });
    expect((await journey.turn()).answer.action).toBe('continue');
    journey.publish(withForm(['age'], 3));
    expect((await journey.turn()).answer).toMatchObject({ action: 'continue', graph_version: 3 });
  });
});

describe('collecting over several turns', () => {
  test('asks until it is answered; without news nothing is written', async () => {
    const journey = new Journey(v1, { walk: at, profile: { phone: '+436641234567' } })
      .publish(withForm(['age', 'email', 'phone']))
      .mark();
    const first = await journey.turn();
    expect(first.answer.collect_fields).toEqual(['age', 'email']);
    expect(first.event).toMatchObject({
      event_type: 'data_requested',
      action_taken: 'collect',
      fields_gap_filled: { phone: 'profile' },
      fields_collected: ['age', 'email'],
    });
    expect(journey.session.mark).toBeDefined();

    const again = await journey.turn();
    expect(again.change).toBeUndefined();
    expect(again.answer).toEqual(first.answer);

    const wrong = await journey.turn({ provided_fields: { age: 'old' } });
    expect(wrong.change).toBeUndefined();
    expect(wrong.answer.reason).toContain('age: provided: must be a whole number');

    const half = await journey.turn({ provided_fields: { age: 40 } });
    expect(half.answer.collect_fields).toEqual(['email']);
    expect(journey.variables).toEqual({});

    const last = await journey.turn({ provided_fields: { email: 'a@b.at' } });
    expect(last.answer).toMatchObject({
      action: 'continue',
      graph_version: 2,
      migration_scenario: 'gap_fill',
    });
    expect(last.event?.fields_gap_filled).toEqual({ age: 'provided', email: 'provided', phone: 'profile' });
    expect(last.event?.fields_collected).toEqual(['age', 'email']);
    expect(journey.variables).toEqual({ age: 40, email: 'a@b.at', phone: '+436641234567' });
    expect(Object.keys(journey.profile)).toEqual(['phone', 'age', 'email']);
    expect(journey.profile.phone).toEqual(profileField('+436641234567'));
    expect(journey.session).toMatchObject({ progress: undefined, mark: undefined });
    expect(journey.events).toHaveLength(3);
    expect(journey.path).toEqual(['greet', 'form', 'ask', 'offer']);
  });

  test('what was satisfied is not asked again for the next version', async () => {
    const journey = new Journey(v1, { walk: at }).publish(withForm(['age']));
    await journey.turn();
    await journey.turn({ provided_fields: { age: 40 } });
    journey.variables = {};
    journey.profile = {};
    journey.publish(withForm(['age'], 3));
    expect((await journey.turn()).answer).toMatchObject({ action: 'continue', graph_version: 3 });
  });

  test('a doubtful profile value is put to the customer and used once confirmed', async () => {
    const age = doubtful(41, { expires_at: '2027-01-01T00:00:00Z' });
    const journey = new Journey(v1, { walk: at, profile: { age } }).publish(withForm(['age']));
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({ action: 'collect', collect_fields: [], prompts: [] });
    expect(answer.confirm_fields).toEqual([{ field_name: 'age', value: 41 }]);
    await journey.turn({ confirmations: { age: true } });
    expect(journey.variables).toEqual({ age: 41 });
    expect(journey.profile.age).toEqual({ ...age, needs_confirmation: false, updated_at: NOW });
  });

  test('a refused value is asked for, not offered again, and kept nowhere', async () => {
    const journey = new Journey(v1, {
      walk: at,
      profile: { age: doubtful(41) },
      variables: { age: 42 },
    }).publish(withForm(['age']));
    await journey.turn();
    const refused = await journey.turn({ confirmations: { age: false } });
    expect(refused.answer).toMatchObject({ collect_fields: ['age'], confirm_fields: [] });
    expect(journey.session.progress?.fields).toEqual({});
    expect(journey.session.progress?.refused_fields).toEqual(['age']);
    expect((await journey.turn()).answer).toMatchObject({ collect_fields: ['age'], confirm_fields: [] });
    expect((await journey.turn({ provided_fields: { age: 43 } })).answer.action).toBe('continue');
    expect(journey.variables).toEqual({ age: 43 });
  });

  test('a variable that the engine changes meanwhile is not overwritten by what it was', async () => {
    const journey = new Journey(v1, { walk: at, variables: { age: 17 } }).publish(withForm(['age', 'email']));
    await journey.turn();
    journey.variables = { age: 18 };
    await journey.turn({ provided_fields: { email: 'a@b.at' } });
    expect(journey.variables).toEqual({ age: 18, email: 'a@b.at' });
  });
});

describe('a newer version published while data is collected', () => {
  const collecting = async () => {
    const journey = new Journey(v1, { walk: at }).publish(withForm(['age', 'email'])).mark();
    await journey.turn();
    await journey.turn({ provided_fields: { age: 40 } });
    return journey;
  };

  test('is where the session goes, with the values found so far', async () => {
    const journey = (await collecting()).publish(withForm(['age', 'phone'], 3));
    const asked = await journey.turn();
    expect(asked.answer.collect_fields).toEqual(['phone']);
    expect(journey.session.progress?.target_version).toBe(3);
    const moved = await journey.turn({ provided_fields: { phone: '+436641234567' } });
    expect(moved.event).toMatchObject({
      from_version: 1,
      to_version: 3,
      plan_chain: ['plan-1-2', 'plan-2-3'],
    });
    expect(journey.variables).toEqual({ age: 40, phone: '+436641234567' });
  });

  test('loses nothing that it does not ask for, not even the answer of this turn', async () => {
    const journey = (await collecting()).publish({ ...v1, version: 3 });
    await journey.turn({ provided_fields: { email: 'a@b.at' } });
    expect(journey.position.graph_version).toBe(3);
    expect(journey.variables).toEqual({ age: 40, email: 'a@b.at' });
    expect(journey.profile).toMatchObject({ age: { value: 40 }, email: { value: 'a@b.at' } });
  });

  test('loses nothing when it excludes the session', async () => {
    const journey = (await collecting()).publish(withForm(['age', 'email'], 3), {
      offer: { scope_filter: { exclude_channels: ['whatsapp'] } },
    });
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({ action: 'continue', graph_version: 1 });
    expect(event).toMatchObject({ event_type: 'session_pinned', fields_gap_filled: { age: 'provided' } });
    expect(journey.variables).toEqual({ age: 40 });
    expect(journey.session.progress).toBeUndefined();
  });
});

test('values that do not fit the variables are refused, and nothing is written', async () => {
  const journey = new Journey(v1, { walk: at, variables: { text: 'x'.repeat(60_000) } }).publish(
    withForm(['note']),
  );
  await expect(journey.turn({ provided_fields: { note: 'y'.repeat(6_000) } })).rejects.toMatchObject({
    name: 'TooLarge',
    code: 'variables_too_large',
  });
});
