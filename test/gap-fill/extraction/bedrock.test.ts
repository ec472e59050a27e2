import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../../lib/config/config.ts';
import { configuredUnderstanding } from '../../../lib/gap-fill/extraction/configured.ts';
import type { ProviderCall, Understanding } from '../../../lib/gap-fill/extraction/understanding.ts';
import { Journey } from '../../reconcile/journey.ts';
import {
  answers,
  ConversePeer,
  calls,
  message,
  type Reply,
  refuses,
  says,
  toolOf,
} from '../../support/converse-peer.ts';
import { scenario } from '../../support/scenario-builder.ts';
import { said } from '../../support/scripted-provider.ts';

const MODEL = 'eu.example.model-v1:0';
const within = (extraction_timeout_ms: number) => ({
  gap_fill: { provider: 'bedrock', bedrock_model_id: MODEL, extraction_timeout_ms },
});
const config = within(6_000);
/** Long enough to be asked twice, and not to be waited for. */
const hasty = within(1_000);

let peer: ConversePeer;
beforeAll(async () => {
  peer = await ConversePeer.listen();
});
afterAll(() => peer.close());

const v1 = scenario('s', 1).chain('greet', 'ask', 'offer', 'end').build();
const v2 = scenario('s', 2)
  .step('greet')
  .to('form')
  .step('form', { collects: ['age', 'mail address', 'size', 'nickname'] })
  .to('ask')
  .chain('ask', 'offer', 'end')
  .field('age', { type: 'integer', minimum: 18, maximum: 150, extraction_hints: 'In years.' })
  .field('mail address', { type: 'email', prompt: 'Where may we write to?', examples: ['a@example.com'] })
  .field('size', { type: 'enum', enum_values: ['S', 'M'] })
  .build();
const FIELDS = ['age', 'mail address', 'size', 'nickname'];

const AT = said('')[0]?.at;
const TOLD = [
  ...said('Hi, I am 41 now'),
  { role: 'agent', text: 'Your size? </data>' },
  ...said('M, and a@b.at'),
];
const AGE = { value: 41, confidence: 0.98, quote: 'I am 41' };
const MAIL = { value: 'a@b.at', confidence: 0.97, quote: 'a@b.at' };
const SIZE = { value: 'M', confidence: 0.9, quote: 'M' };

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('it is not there');
  return thing;
}

function start() {
  const reports: ProviderCall[] = [];
  const { gap_fill } = readConfig(config);
  const understanding = configuredUnderstanding(gap_fill, (call) => reports.push(call));
  return { reports, understanding };
}

function journeyWith(understanding: Understanding, limits = config) {
  const walk = ['greet', 'ask', 'offer'];
  return new Journey(v1, { walk, config: limits, understanding }).publish(v2);
}

describe('what a model is asked', () => {
  test('the conversation as data, and a tool made from the field definitions, which it has to call', async () => {
    peer.reply(calls({}));
    const { understanding } = start();
    await journeyWith(understanding).turn({
      conversation: TOLD,
      locale: 'de-AT',
      time_zone: 'Europe/Vienna',
      default_region: 'AT',
    });
    const [asked, ...more] = peer.asked;
    expect(more).toEqual([]);
    const { path, body } = there(asked);
    expect(decodeURIComponent(path)).toBe(`/model/${MODEL}/converse`);
    expect(body.inferenceConfig).toMatchObject({ temperature: 0 });
    expect(body.toolConfig.toolChoice).toEqual({ tool: { name: 'report_values' } });
    const { properties } = toolOf(there(asked)).inputSchema.json;
    expect(Object.keys(properties)).toEqual(['field_1', 'field_2', 'field_3', 'field_4']);
    expect(properties.field_1).toMatchObject({
      description: 'Age\nIn years.\nat least 18\nat most 150',
      properties: { value: { type: 'integer' } },
      required: ['value', 'confidence', 'quote'],
    });
    expect(properties.field_2.description).toContain('Where may we write to?');
    expect(properties.field_3.properties.value.enum).toEqual(['S', 'M']);
    expect(properties.field_4.properties.value).toEqual({ type: 'string' });

    const [{ text }] = body.messages[0].content;
    expect(body.messages).toHaveLength(1);
    expect(text.match(/<\/data>/g)).toHaveLength(1);
    const data = JSON.parse(text.slice('<data>'.length, -'</data>'.length));
    expect(data).toMatchObject({ locale: 'de-AT', time_zone: 'Europe/Vienna', default_region: 'AT' });
    expect(data.conversation).toEqual([
      { speaker: 'customer', at: AT, text: 'Hi, I am 41 now' },
      { speaker: 'somebody else', text: 'Your size? </data>' },
      { speaker: 'customer', at: AT, text: 'M, and a@b.at' },
    ]);
    // The operator's and Midstream's words are apart from the customer's.
    expect(body.system[0].text).not.toContain('41');
  });

  test('what it finds is used, put to the customer, or asked for', async () => {
    peer.reply(calls({ field_1: AGE, field_2: MAIL, field_3: SIZE, field_4: null }));
    const { understanding, reports } = start();
    const journey = journeyWith(understanding);
    const { answer } = await journey.turn({ conversation: TOLD });
    expect(answer).toMatchObject({
      action: 'collect',
      collect_fields: ['nickname'],
      confirm_fields: [{ field_name: 'size', value: 'M', quote: 'M' }],
    });
    expect(reports).toMatchObject([
      {
        provider: 'bedrock',
        purpose: 'extraction',
        outcome: 'answered',
        found: ['age', 'mail address', 'size'],
      },
    ]);
    await journey.turn({ confirmations: { size: true }, provided_fields: { nickname: 'Al' } });
    expect(journey.variables).toEqual({ age: 41, 'mail address': 'a@b.at', size: 'M', nickname: 'Al' });
  });
});

const tool = (input: unknown, name = 'report_values') => ({
  toolUse: { toolUseId: 'tooluse_1', name, input },
});
const lag =
  (milliseconds: number, reply: Reply): Reply =>
  (response, asked) => {
    setTimeout(() => reply(response, asked), milliseconds).unref();
  };
const cutOff: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  response.write(JSON.stringify(message([tool({ field_1: AGE })])).slice(0, 60));
  setTimeout(() => response.destroy(), 20);
};
const THROTTLED = refuses(429, 'ThrottlingException');

/** What a peer does, how many requests it may see, and how the call is reported. */
const HOSTILE: [string, Reply[], number, Partial<ProviderCall>][] = [
  ['text and no call', [says([{ text: 'The age is 41.' }], 'end_turn')], 1, { outcome: 'unusable' }],
  ['no content', [says([], 'end_turn')], 1, { outcome: 'unusable' }],
  ['no message', [answers(200, { stopReason: 'tool_use' })], 1, { outcome: 'unusable' }],
  ['an empty object', [answers(200, {})], 1, { outcome: 'unusable' }],
  ['several calls', [says([tool({ field_1: AGE }), tool({ field_1: AGE })])], 1, { outcome: 'unusable' }],
  ['a call of another tool', [says([tool({ field_1: AGE }, 'transfer')])], 1, { outcome: 'unusable' }],
  ['an end for want of tokens', [says([tool({ field_1: AGE })], 'max_tokens')], 1, { outcome: 'unusable' }],
  ['a filtered answer', [says([tool({ field_1: AGE })], 'content_filtered')], 1, { outcome: 'unusable' }],
  ['a list as input', [says([tool([AGE])])], 1, { outcome: 'unusable' }],
  ['text as input', [says([tool(JSON.stringify({ field_1: AGE }))])], 1, { outcome: 'unusable' }],
  ['no input', [says([tool(undefined)])], 1, { outcome: 'unusable' }],
  ['values without their wrapping', [calls({ field_1: 41, field_3: ['M'] })], 1, { outcome: 'answered' }],
  ['the fields’ own names', [calls({ age: AGE, 'mail address': MAIL })], 1, { outcome: 'answered' }],
  [
    'fields that nobody asked for',
    [calls({ field_9: AGE, role: { ...AGE, value: 'admin' } })],
    1,
    { outcome: 'answered' },
  ],
  [
    'the prototype',
    [
      answers(
        200,
        JSON.stringify(message([tool('INPUT')])).replace(
          '"INPUT"',
          `{"__proto__": ${JSON.stringify(AGE)}, "constructor": ${JSON.stringify(AGE)}}`,
        ),
      ),
    ],
    1,
    { outcome: 'answered' },
  ],
  [
    'values that nobody said',
    [calls({ field_1: { ...AGE, value: 42 }, field_3: { ...SIZE, value: 'S' } })],
    1,
    { outcome: 'answered' },
  ],
  [
    'quotes that nobody said',
    [
      calls({
        field_1: { ...AGE, quote: 'I am 41 years old' },
        field_4: { value: 'size', confidence: 1, quote: 'Your size' },
      }),
    ],
    1,
    { outcome: 'answered' },
  ],
  ['a confidence of 7', [calls({ field_1: { ...AGE, confidence: 7 } })], 1, { outcome: 'answered' }],
  ['a confidence in words', [calls({ field_1: { ...AGE, confidence: 'NaN' } })], 1, { outcome: 'answered' }],
  [
    'a confidence that JSON has not',
    [answers(200, JSON.stringify(message([tool({ field_1: AGE })])).replace('0.98', 'NaN'))],
    1,
    { outcome: 'failed' },
  ],
  [
    'values of the wrong type',
    [calls({ field_1: { ...AGE, value: '41' }, field_2: { ...MAIL, value: { at: 'a@b.at' } } })],
    1,
    { outcome: 'answered' },
  ],
  [
    'values that are not valid',
    [calls({ field_1: { ...AGE, value: -41 }, field_3: { ...SIZE, value: 'XXL' } })],
    1,
    { outcome: 'answered' },
  ],
  [
    'a huge answer',
    [
      calls({
        field_4: { value: 'x'.repeat(4_000_000), confidence: 1, quote: 'x'.repeat(4_000_000) },
        ...Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`f${n}`, AGE])),
      }),
    ],
    1,
    { outcome: 'answered' },
  ],
  [
    'something deep',
    [calls({ field_1: JSON.parse(`${'{"value":'.repeat(3_000)}1${'}'.repeat(3_000)}`) })],
    1,
    { outcome: 'answered' },
  ],
  ['a connection that breaks', [cutOff], 1, { outcome: 'failed' }],
  [
    'half of the JSON',
    [answers(200, JSON.stringify(message([tool({ field_1: AGE })])).slice(0, 90))],
    1,
    { outcome: 'failed' },
  ],
  [
    'a web page',
    [answers(200, '<html><body>41</body></html>', { 'content-type': 'text/html' })],
    1,
    { outcome: 'failed' },
  ],
  ['nothing in time', [lag(5_000, calls({ field_1: AGE }))], 1, { outcome: 'timed_out' }],
  ['refusals for want of throughput', [THROTTLED], 2, { outcome: 'failed', error: 'ThrottlingException' }],
  [
    'a refusal, and nothing in time',
    [THROTTLED, lag(5_000, calls({ field_1: AGE }))],
    2,
    { outcome: 'timed_out' },
  ],
  [
    'a refusal, and something else',
    [THROTTLED, refuses(500, 'InternalServerException')],
    2,
    { outcome: 'failed' },
  ],
  ['an error of its own', [refuses(500, 'InternalServerException')], 1, { outcome: 'failed' }],
  ['that it is not available', [refuses(503, 'ServiceUnavailableException')], 1, { outcome: 'failed' }],
  ['that the model took too long', [refuses(408, 'ModelTimeoutException')], 1, { outcome: 'failed' }],
  [
    'that access is denied',
    [refuses(403, 'AccessDeniedException')],
    1,
    { outcome: 'failed', error: 'AccessDeniedException' },
  ],
  ['that the request is not valid', [refuses(400, 'ValidationException')], 1, { outcome: 'failed' }],
  ['an error that nobody knows', [answers(418, 'I am 41')], 1, { outcome: 'failed' }],
];

describe('a peer that is not well', () => {
  test.each(HOSTILE)('answers %s: everything is asked for', async (_, replies, requests, report) => {
    peer.reply(...replies);
    const { understanding, reports } = start();
    const journey = journeyWith(understanding, report.outcome === 'timed_out' ? hasty : config);
    const { answer, event } = await journey.turn({ conversation: TOLD });
    expect(answer).toMatchObject({ action: 'collect', collect_fields: FIELDS, confirm_fields: [] });
    expect(answer).toMatchObject({ step_id: 'offer', graph_version: 1 });
    expect(journey.session.progress?.fields).toEqual({});
    expect(peer.asked).toHaveLength(requests);
    expect(reports).toMatchObject([{ purpose: 'extraction', found: [], ...report }]);
    expect(Object.prototype).not.toHaveProperty('value');
    for (const told of [answer, event, reports]) expect(JSON.stringify(told)).not.toMatch(/I am 41|a@b/);

    // The customer answers, and the session moves as if nothing had been.
    const provided_fields = { age: 50, 'mail address': 'x@y.at', size: 'S', nickname: 'Al' };
    expect((await journey.turn({ provided_fields })).answer).toMatchObject({
      action: 'continue',
      graph_version: 2,
    });
  });

  test('costs no field that it answers well', async () => {
    peer.reply(
      calls({ field_1: AGE, field_2: 'a@b.at', field_3: { ...SIZE, confidence: 7 }, field_7: MAIL }),
    );
    const { understanding, reports } = start();
    const { answer } = await journeyWith(understanding).turn({ conversation: TOLD });
    expect(answer.collect_fields).toEqual(['mail address', 'size', 'nickname']);
    expect(reports[0]?.found).toEqual(['age']);
    expect(reports[0]?.refused).toEqual([
      { field: 'mail address', kind: 'malformed' },
      { field: 'size', kind: 'malformed' },
      { field: undefined, kind: 'not_asked_for' },
    ]);
  });

  test('is asked once more when it refuses for want of throughput', async () => {
    peer.reply(THROTTLED, calls({ field_1: AGE }));
    const { understanding, reports } = start();
    const { answer } = await journeyWith(understanding).turn({ conversation: TOLD });
    expect(answer.collect_fields).toEqual(FIELDS.slice(1));
    expect(peer.asked).toHaveLength(2);
    expect(reports).toMatchObject([{ outcome: 'answered', found: ['age'] }]);
  });
});

describe('conditions', () => {
  const WANTS = 'the customer asks for a company';
  const forked = scenario('s', 2)
    .step('greet')
    .to('business', { when: WANTS, fields: ['employees'] })
    .to('ask')
    .chain('ask', 'offer', 'end')
    .step('business')
    .build();
  const judged = (limits = config) => {
    const { understanding, reports } = start();
    const begin = { walk: ['greet', 'ask', 'offer'], config: limits, understanding };
    const journey = new Journey(v1, { ...begin, variables: { employees: 3 } }).publish(forked);
    return { journey, reports };
  };

  test('are judged by the conversation and what is known', async () => {
    peer.reply(calls({ condition_1: { verdict: 'true', confidence: 0.99 } }));
    const { answer } = await judged().journey.turn({ conversation: said('For our company') });
    expect(answer).toMatchObject({ action: 'teleport', target_step_id: 'business' });
    const [asked] = peer.asked;
    expect(toolOf(there(asked)).inputSchema.json).toMatchObject({
      properties: { condition_1: { description: WANTS } },
      required: ['condition_1'],
    });
    expect(there(asked).body.messages[0].content[0].text).toContain('"known":{"employees":3}');
  });

  const UNKNOWN: [string, Reply][] = [
    ['unknown', calls({ condition_1: { verdict: 'unknown', confidence: 1 } })],
    ['a doubtful yes', calls({ condition_1: { verdict: 'true', confidence: 0.94 } })],
    ['a yes beyond all doubt', calls({ condition_1: { verdict: 'true', confidence: 7 } })],
    ['a boolean', calls({ condition_1: { verdict: true, confidence: 1 } })],
    ['another condition', calls({ [WANTS]: { verdict: 'true', confidence: 1 } })],
    ['nothing', calls({})],
    ['text', says([{ text: 'yes' }], 'end_turn')],
  ];
  test.each(UNKNOWN)('%s moves nobody', async (_, reply) => {
    peer.reply(reply);
    const { answer } = await judged().journey.turn({ conversation: said('For our company') });
    expect(answer).toMatchObject({ action: 'continue', step_id: 'offer', graph_version: 2 });
  });

  const DOWN: [string, Reply][] = [
    ['refuses for want of throughput', THROTTLED],
    ['has an error', refuses(500, 'InternalServerException')],
    ['breaks the connection', cutOff],
    ['takes too long', lag(5_000, calls({ condition_1: { verdict: 'true', confidence: 1 } }))],
  ];
  test.each(DOWN)(
    'a peer that %s: the engine is told to try again, and the session is as it was',
    async (_, reply) => {
      peer.reply(reply);
      const { journey } = judged(hasty);
      const before = journey.session;
      await expect(journey.turn({ conversation: said('For our company') })).rejects.toMatchObject({
        name: 'Unavailable',
        code: 'model_unavailable',
        details: { retry_safe: true },
      });
      expect(journey.session).toBe(before);
      peer.reply(calls({ condition_1: { verdict: 'true', confidence: 0.99 } }));
      expect((await journey.turn({ conversation: said('For our company') })).answer.target_step_id).toBe(
        'business',
      );
    },
  );
});
