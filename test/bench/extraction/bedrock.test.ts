import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConversePeer, calls, refuses } from '../../support/converse-peer.ts';
import { measureBedrock } from './bedrock.ts';

const MODEL = 'example.model-v1:0';
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'local', BEDROCK_MODEL_ID: MODEL };

let peer: ConversePeer;
beforeAll(async () => {
  peer = await ConversePeer.listen();
});
afterAll(() => peer.close());

test('without credentials, or without a model, it says that it did not run', async () => {
  expect(await measureBedrock({ BEDROCK_MODEL_ID: MODEL })).toEqual({
    figures: [],
    bounds: [],
    notes: ['Amazon Bedrock: not run, because there are no AWS credentials.'],
  });
  const { notes } = await measureBedrock({ AWS_PROFILE: 'somebody' });
  expect(notes).toEqual(['Amazon Bedrock: not run, because BEDROCK_MODEL_ID names no model.']);
});

test('a model is asked about every conversation, and what it finds is counted', async () => {
  const JANE = 'jane.doe@example.com';
  peer.reply((response, asked) => {
    const { text } = asked.body.messages[0].content[0];
    const found = text.includes(JANE) ? { field_1: { value: JANE, confidence: 0.97, quote: JANE } } : {};
    calls(found)(response, asked);
  });
  const { figures, bounds, notes } = await measureBedrock(ENVIRONMENT);
  expect(peer.asked.length).toBeGreaterThan(300);
  expect(notes).toEqual([`Amazon Bedrock: ${MODEL} was asked about every conversation.`]);
  // A model is measured, not judged.
  expect(bounds).toEqual([]);
  const [, values, right, , precision] = figures[0]?.rows.find(([half]) => half === 'all') ?? [];
  expect(values).toBeGreaterThan(200);
  expect([right, precision]).toEqual([1, 1]);
});

test('where it does not answer, nothing is found, and it is said', async () => {
  peer.reply(refuses(500, 'InternalServerException'));
  const { figures, notes } = await measureBedrock(ENVIRONMENT);
  expect(figures[0]?.rows.map(([, , right]) => right)).toEqual([0, 0, 0]);
  expect(notes[0]).toMatch(/\d{3} of them without an answer \(InternalServerException\)\.$/);
});
