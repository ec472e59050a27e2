import { beforeAll, describe, expect, test } from 'vitest';
import { localExtractor } from '../../lib/gap-fill/extraction/local/extractor.ts';
import { evaluate, type Outcome, PUT, score, USED } from './evaluate.ts';
import { LANGUAGES } from './set.ts';

let outcomes: readonly Outcome[] = [];

beforeAll(async () => {
  outcomes = await evaluate(localExtractor(), () => new AbortController().signal);
});

/** Of the findings, those that are not right, to be read where a test fails. */
const wrongFrom = (confidence: number): string[] =>
  outcomes
    .filter(({ found, right }) => found && found.confidence >= confidence && !right)
    .map(({ id, field, found }) => `${id} ${field}: ${JSON.stringify(found)}`);

test('most of what customers said is found, and hardly anything else', () => {
  const all = score(outcomes, PUT);
  expect(all.expected).toBeGreaterThan(200);
  expect(all.recall).toBeGreaterThanOrEqual(0.8);
  expect(all.precision, wrongFrom(PUT).join('\n')).toBeGreaterThanOrEqual(0.98);
});

test('also in the half that was held out', () => {
  const heldOut = score(
    outcomes.filter((each) => each.heldOut),
    PUT,
  );
  expect(heldOut.expected).toBeGreaterThan(100);
  expect(heldOut.recall).toBeGreaterThanOrEqual(0.8);
  expect(heldOut.precision, wrongFrom(PUT).join('\n')).toBeGreaterThanOrEqual(0.98);
});

test('nothing that is used without asking is wrong', () => {
  expect(score(outcomes, USED).found).toBeGreaterThan(40);
  expect(wrongFrom(USED)).toEqual([]);
});

describe.for(LANGUAGES.map(({ name }) => name))('in %s', (language) => {
  test.for(['string', 'number', 'integer', 'boolean', 'date', 'email', 'phone', 'enum'] as const)(
    'most values of type %s are found',
    (type) => {
      const cell = outcomes.filter((each) => each.language === language && each.type === type);
      expect(score(cell, PUT).recall).toBeGreaterThanOrEqual(0.7);
    },
  );
});

test('a confidence promises no more than it keeps', () => {
  for (const [from, to] of [
    [PUT, 0.9],
    [0.9, USED],
    [USED, 1.01],
  ] as const) {
    const band = outcomes.filter(({ found }) => found && found.confidence >= from && found.confidence < to);
    expect(band.length).toBeGreaterThan(10);
    expect(band.filter(({ right }) => right).length / band.length).toBeGreaterThanOrEqual(from);
  }
});
