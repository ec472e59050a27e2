import { describe, expect, test } from 'vitest';
import type { Finding } from '../../lib/gap-fill/extraction/provider.ts';
import { UnusableAnswer } from '../../lib/gap-fill/extraction/provider.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { scenario } from '../support/scenario-builder.ts';
import { type Script, Scripted, said } from '../support/scripted-provider.ts';
import { doubtful, Journey, NOW, type Start } from './journey.ts';

const v1 = scenario('s', 1).chain('greet', 'ask', 'offer', 'end').build();
const at = ['greet', 'ask', 'offer'];

const withForm = (collects: string[], version = 2): ScenarioInput =>
  scenario('s', version)
    .step('greet')
    .to('form')
    .step('form', { collects })
    .to('ask')
    .chain('ask', 'offer', 'end')
    .field('age', { type: 'integer', minimum: 0, maximum: 150 })
    .field('email', { type: 'email' })
    .build();

const AGE: Finding = { field_name: 'age', value: 41, confidence: 0.97, quote: 'I am 41' };
const MAIL: Finding = { field_name: 'email', value: 'a@b.at', confidence: 0.97, quote: 'a@b.at' };
const TOLD = said('Hello, I am 41', 'write to a@b.at please');

function asking(fields: string[], script: Script | readonly Finding[], start: Start = {}) {
  const understanding = new Scripted('length' in script ? { extract: () => script } : script);
  const journey = new Journey(v1, { walk: at, understanding, ...start }).publish(withForm(fields));
  return { understanding, journey };
}

describe('what the customer already said', () => {
  test('is found in one call for all that is missing, used, and kept with where it was said', async () => {
    const { understanding, journey } = asking(['age', 'email'], [AGE, MAIL]);
    const { answer, event } = await journey.turn({ conversation: TOLD });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2, migration_scenario: 'gap_fill' });
    expect(understanding.searches).toHaveLength(1);
    expect(understanding.searches[0]?.fields.map(({ name }) => name)).toEqual(['age', 'email']);
    expect(journey.variables).toEqual({ age: 41, email: 'a@b.at' });
    expect(journey.profile.age).toEqual({
      value: 41,
      source: 'extraction',
      confidence: 0.97,
      needs_confirmation: false,
      provenance: { session_id: 'session', quote: 'I am 41' },
      updated_at: NOW,
    });
    expect(event?.fields_gap_filled).toEqual({ age: 'extraction', email: 'extraction' });
    expect(event?.fields_collected).toEqual([]);
    expect(JSON.stringify(event)).not.toMatch(/I am 41|a@b/);
  });

  test('is not looked for where everything is known, nor by whom only what nobody knows', async () => {
    const known = asking(['age'], [AGE], { profile: { age: 40 } });
    await known.journey.turn({ conversation: TOLD });
    expect(known.understanding.searches).toEqual([]);
    expect(known.journey.variables).toEqual({ age: 40 });

    const half = asking(['age', 'email'], [MAIL], { profile: { age: doubtful(40) } });
    const { answer } = await half.journey.turn({ conversation: TOLD });
    expect(half.understanding.searches[0]?.fields.map(({ name }) => name)).toEqual(['email']);
    expect(answer).toMatchObject({ collect_fields: [], confirm_fields: [{ field_name: 'age', value: 40 }] });
  });

  test('beats nothing that is known better', async () => {
    const { journey } = asking(['age', 'email'], [AGE, MAIL], { variables: { email: 'old@b.at' } });
    await journey.turn({ conversation: TOLD, provided_fields: { age: 42 } });
    expect(journey.variables).toEqual({ age: 42, email: 'old@b.at' });
  });

  test('an expired profile value is looked for', async () => {
    const expired = { ...doubtful(40), needs_confirmation: false, expires_at: '2026-02-28T00:00:00Z' };
    const { journey } = asking(['age'], [AGE], { profile: { age: expired } });
    await journey.turn({ conversation: TOLD });
    expect(journey.profile.age).toMatchObject({ value: 41, source: 'extraction' });
    expect(journey.profile.age).not.toHaveProperty('expires_at');
  });

  test('no more turns are read than configured, the newest ones', async () => {
    const { understanding, journey } = asking(['age'], [AGE], {
      config: { gap_fill: { max_conversation_turns: 2 } },
    });
    const { answer } = await journey.turn({ conversation: [...said('I am 41'), ...said('one', 'two')] });
    expect(understanding.searches[0]?.conversation.map(({ text }) => text)).toEqual(['one', 'two']);
    // It was said, and not within what may be read.
    expect(answer.collect_fields).toEqual(['age']);
  });

  test('nothing is read when extraction is off, when there is no conversation, or none of the customer', async () => {
    const off = asking(['age'], [AGE], { config: { gap_fill: { extraction_enabled: false } } });
    expect((await off.journey.turn({ conversation: TOLD })).answer.collect_fields).toEqual(['age']);
    const none = asking(['age'], [AGE]);
    expect((await none.journey.turn()).answer.collect_fields).toEqual(['age']);
    const agent = [{ role: 'agent', text: 'I am 41' }];
    expect((await none.journey.turn({ conversation: agent })).answer.collect_fields).toEqual(['age']);
    expect([...off.understanding.searches, ...none.understanding.searches]).toEqual([]);
  });

  test('decides a fork, and what the branch needs is found too', async () => {
    const base = () => scenario('s', 1).step('greet').to('ask').chain('ask', 'offer', 'end');
    const forked = scenario('s', 2)
      .step('greet')
      .to('minor', { when: 'age < 18', fields: ['age'] })
      .to('ask')
      .step('minor', { collects: ['email'] })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .field('age', { type: 'integer' })
      .field('email', { type: 'email' })
      .build();
    const understanding = new Scripted({
      extract: ({ fields }) =>
        [{ ...AGE, value: 14, quote: 'I am 14' }, MAIL].filter(({ field_name }) =>
          fields.some(({ name }) => name === field_name),
        ),
    });
    const journey = new Journey(base().build(), { walk: at, understanding }).publish(forked);
    const { answer } = await journey.turn({ conversation: said('I am 14', 'a@b.at') });
    expect(answer).toMatchObject({ action: 'continue', step_id: 'offer', graph_version: 2 });
    expect(journey.variables).toEqual({ age: 14, email: 'a@b.at' });
    expect(journey.path).toEqual(['greet', 'minor', 'ask', 'offer']);
    expect(understanding.searches.map(({ fields }) => fields.map(({ name }) => name))).toEqual([
      ['age'],
      ['email'],
    ]);
  });
});

describe('doubt', () => {
  test.each([
    [0.85, 'confirm'],
    [0.9499, 'confirm'],
    [0.95, 'use'],
    [0.8499, 'ask'],
    [0, 'ask'],
  ])('a confidence of %d: %s', async (confidence, what) => {
    const { journey } = asking(['age'], [{ ...AGE, confidence }]);
    const { answer } = await journey.turn({ conversation: TOLD });
    const { collect_fields, confirm_fields } = answer;
    const done = answer.action === 'continue' ? 'use' : confirm_fields.length > 0 ? 'confirm' : 'ask';
    expect(done).toBe(what);
    expect(collect_fields).toEqual(what === 'ask' ? ['age'] : []);
    if (what === 'confirm')
      expect(confirm_fields).toEqual([{ field_name: 'age', value: 41, quote: 'I am 41' }]);
  });

  test('thresholds are the configured ones', async () => {
    const gap_fill = { extraction_confidence_threshold: 0.5, confirmation_threshold: 0.6 };
    const { journey } = asking(
      ['age', 'email'],
      [
        { ...AGE, confidence: 0.6 },
        { ...MAIL, confidence: 0.5 },
      ],
      {
        config: { gap_fill },
      },
    );
    const { answer } = await journey.turn({ conversation: TOLD });
    expect(answer).toMatchObject({ collect_fields: [], confirm_fields: [{ field_name: 'email' }] });
  });

  test('what the customer confirms is used and kept; nothing is kept before', async () => {
    const { understanding, journey } = asking(['age'], [{ ...AGE, confidence: 0.9 }]);
    await journey.turn({ conversation: TOLD });
    expect(journey.variables).toEqual({});
    expect(journey.profile).toEqual({});
    const { answer, event } = await journey.turn({ conversation: TOLD, confirmations: { age: true } });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2 });
    expect(event?.fields_gap_filled).toEqual({ age: 'extraction' });
    expect(journey.profile.age).toMatchObject({
      value: 41,
      confidence: 0.9,
      needs_confirmation: false,
      provenance: { session_id: 'session', quote: 'I am 41' },
    });
    expect(understanding.searches).toHaveLength(1);
  });

  test('what the customer refuses is asked for, and not looked for again, whatever else is said', async () => {
    const { understanding, journey } = asking(['age'], [{ ...AGE, confidence: 0.9 }]);
    await journey.turn({ conversation: TOLD });
    const refused = await journey.turn({ conversation: TOLD, confirmations: { age: false } });
    expect(refused.answer).toMatchObject({ collect_fields: ['age'], confirm_fields: [] });
    expect(journey.session.progress?.fields).toEqual({});
    const more = await journey.turn({ conversation: [...TOLD, ...said('I am 41, really')] });
    expect(more.answer).toMatchObject({ collect_fields: ['age'], confirm_fields: [] });
    expect(understanding.searches).toHaveLength(1);
    await journey.turn({ provided_fields: { age: 43 } });
    expect(journey.variables).toEqual({ age: 43 });
  });
});

describe('over several turns', () => {
  test('what was found is kept while the rest is asked for', async () => {
    const { understanding, journey } = asking(['age', 'email'], [AGE]);
    const { answer, event } = await journey.turn({ conversation: TOLD });
    expect(answer.collect_fields).toEqual(['email']);
    expect(event?.fields_gap_filled).toEqual({ age: 'extraction' });
    await journey.turn({ provided_fields: { email: 'x@y.at' }, conversation: [...TOLD, ...said('x@y.at')] });
    expect(journey.variables).toEqual({ age: 41, email: 'x@y.at' });
    expect(understanding.searches).toHaveLength(1);
  });

  test('the same conversation is searched once, a longer one again, and only for what is not known', async () => {
    const { understanding, journey } = asking(['age', 'email'], {
      extract: ({ conversation }) => [AGE, ...(conversation.length > 2 ? [MAIL] : [])],
    });
    const first = await journey.turn({ conversation: said('I am 41', 'no idea') });
    expect(first.answer.collect_fields).toEqual(['email']);
    const again = await journey.turn({ conversation: said('I am 41', 'no idea') });
    expect(again.change).toBeUndefined();
    expect(again.answer).toEqual(first.answer);
    // What others say in between tells nothing new.
    await journey.turn({
      conversation: [...said('I am 41', 'no idea'), { role: 'agent', text: 'Your mail?' }],
    });
    expect(understanding.searches).toHaveLength(1);

    const { answer } = await journey.turn({ conversation: said('I am 41', 'no idea', 'well, a@b.at') });
    expect(answer.action).toBe('continue');
    expect(understanding.searches.map(({ fields }) => fields.map(({ name }) => name))).toEqual([
      ['age', 'email'],
      ['email'],
    ]);
    expect(journey.variables).toEqual({ age: 41, email: 'a@b.at' });
  });

  test('a newer version, which may define fields differently, has what is missing searched for anew', async () => {
    const { understanding, journey } = asking(['age', 'email'], [AGE]);
    await journey.turn({ conversation: TOLD });
    journey.publish(withForm(['age', 'email'], 3));
    await journey.turn({ conversation: TOLD });
    await journey.turn({ conversation: TOLD });
    expect(understanding.searches.map(({ fields }) => fields.map(({ name }) => name))).toEqual([
      ['age', 'email'],
      ['email'],
    ]);
  });
});

describe('when it cannot be searched', () => {
  const failing: [string, Script['extract']][] = [
    ['never answers', () => new Promise(() => {})],
    [
      'takes too long and heeds the signal',
      (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    ],
    [
      'fails',
      () => {
        throw new Error('I am 41');
      },
    ],
  ];
  test.each(failing)(
    'a provider that %s: fields are asked for, and searched for next time',
    async (_, extract) => {
      let isWell = false;
      const { understanding, journey } = asking(
        ['age'],
        { extract: (request, signal) => (isWell ? [AGE] : (extract?.(request, signal) ?? [])) },
        { config: { gap_fill: { extraction_timeout_ms: 100 } } },
      );
      const { answer } = await journey.turn({ conversation: TOLD });
      expect(answer).toMatchObject({ action: 'collect', collect_fields: ['age'] });
      expect(answer.trace.join()).toContain('could not be searched just now');
      expect(understanding.reports).toMatchObject([{ purpose: 'extraction', found: [] }]);
      expect(JSON.stringify([answer, understanding.reports])).not.toContain('I am 41');
      isWell = true;
      expect((await journey.turn({ conversation: TOLD })).answer.action).toBe('continue');
    },
  );

  test('an answer of no use is none, and is not asked for again', async () => {
    const { understanding, journey } = asking(['age'], {
      extract: () => {
        throw new UnusableAnswer('not what was asked for');
      },
    });
    await journey.turn({ conversation: TOLD });
    expect((await journey.turn({ conversation: TOLD })).answer.collect_fields).toEqual(['age']);
    expect(understanding.reports).toMatchObject([{ outcome: 'unusable' }]);
  });
});

describe('what a provider makes up', () => {
  const NOTHING_OF_IT: [string, unknown][] = [
    ['a quote that nobody said', { ...AGE, quote: 'I am 41 years old' }],
    ['a quote of the agent', { ...AGE, quote: 'Are you 41' }],
    ['a value that the quote does not say', { ...AGE, value: 42 }],
    ['part of another number', { ...AGE, value: 4, quote: '4' }],
    ['a value that is not valid', { ...AGE, value: 410, quote: 'room 410' }],
    ['a value of another type', { ...AGE, value: '41' }],
    ['more confidence than there is', { ...AGE, confidence: 7 }],
    ['no number for a confidence', { ...AGE, confidence: Number.NaN }],
    ['text for a confidence', { ...AGE, confidence: 'high' }],
    ['no quote', { ...AGE, quote: '' }],
    ['no quote at all', { field_name: 'age', value: 41, confidence: 1 }],
    ['an object', { ...AGE, value: { age: 41 } }],
    ['nothing', null],
    ['a field that is not asked for', { ...MAIL }],
    ['the prototype', { ...MAIL, field_name: '__proto__' }],
    ['what every object has', { ...MAIL, field_name: 'constructor' }],
  ];
  const CONVERSATION = [{ role: 'agent', text: 'Are you 41?' }, ...said('I am 41, in room 410', 'a@b.at')];
  test.each(NOTHING_OF_IT)('%s is not found', async (_, finding) => {
    const { journey } = asking(['age'], [finding as Finding]);
    const { answer } = await journey.turn({ conversation: CONVERSATION });
    expect(answer).toMatchObject({ action: 'collect', collect_fields: ['age'], confirm_fields: [] });
    expect(journey.session.progress?.fields).toEqual({});
    // It costs no other field.
    const both = asking(['age', 'email'], [finding as Finding, MAIL]);
    if (finding && (finding as Finding).field_name === 'email') return;
    expect((await both.journey.turn({ conversation: CONVERSATION })).answer.collect_fields).toEqual(['age']);
  });

  test('two answers for one field are none', async () => {
    const { journey } = asking(['age'], [AGE, { ...AGE, value: 410, quote: '410' }]);
    expect((await journey.turn({ conversation: CONVERSATION })).answer.collect_fields).toEqual(['age']);
  });
});
