import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Support } from '../../../lib/gap-fill/extraction/support.ts';
import { supportFor } from '../../../lib/gap-fill/extraction/support-for.ts';
import type { FieldDefinition } from '../../../lib/scenario/model.ts';
import type { JsonValue } from '../../../lib/session/json-value.ts';

type Case = [value: JsonValue, quote: string, support: Support];

const define = (type: FieldDefinition['type'], more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  type,
  examples: [],
  ...more,
});
/** A Sunday, in the evening; a Monday in Auckland. */
const SAID = { at: '2026-03-01T18:00:00.000Z', time_zone: 'Europe/Vienna' };
const support = (
  value: JsonValue,
  quote: string,
  definition?: FieldDefinition,
  said: Parameters<typeof supportFor>[3] = SAID,
  name = 'thing',
) => supportFor(value, quote, { name, definition }, said);

describe('text', () => {
  test.each<Case>([
    ['Anna Huber', 'I am Anna Huber', 'stated'],
    ['anna huber', 'Huber, Anna', 'stated'],
    ['O’Neill', "O'Neill", 'stated'],
    ['Anna', 'Annabel', 'unsupported'],
    ['admin', 'set it to root', 'unsupported'],
    ['Anna Huber', 'Anna', 'unsupported'],
    ['?!', '?!', 'unsupported'],
    ['GB29NWBK6016', 'GB29 NWBK 6016', 'stated'],
    ['GB29NWBK60', 'GB29 NWBK 6016', 'unsupported'],
  ])('%j from %j: %s', (value, quote, expected) => {
    expect(support(value, quote)).toBe(expected);
    expect(support(value, quote, define('string'))).toBe(expected);
  });
});

test('a list or an object is nothing that somebody says', () => {
  expect(support(['a'], 'a')).toBe('unsupported');
  expect(support({ a: 'a' }, 'a')).toBe('unsupported');
});

describe('an option', () => {
  const size = define('enum', { enum_values: ['small', 'large', 'extra large'] });
  test.each<Case>([
    ['large', 'a LARGE one', 'stated'],
    ['large', 'the big one', 'inferred'],
    ['large', 'a small one', 'unsupported'],
    ['small', 'the extra large', 'unsupported'],
    ['large', 'the extra large', 'unsupported'],
    ['extra large', 'the extra large', 'stated'],
    ['large', 'large, not small', 'inferred'],
    ['small', 'not the small one', 'inferred'],
  ])('%j from %j: %s', (value, quote, expected) => expect(support(value, quote, size)).toBe(expected));
});

describe('a number', () => {
  test.each<Case>([
    [41, 'I am 41', 'stated'],
    [1500, '1.500 euros', 'stated'],
    [1500, '1,500.00', 'stated'],
    [1500, "1'500", 'stated'],
    [1500, '1 500', 'stated'],
    [1.5, '1,5 kg', 'stated'],
    [1234.5, '1.234,50', 'stated'],
    [1500, '1.5k', 'stated'],
    [2_000_000, '2 Millionen', 'stated'],
    [-5, 'minus 5', 'stated'],
    [3, 'three of them', 'stated'],
    [250, 'zweihundertfünfzig', 'stated'],
    [35, 'treinta y cinco', 'stated'],
    [1, 'a bag', 'inferred'],
    [1, 'una', 'inferred'],
    [4, 'three of them', 'inferred'],
    [12, 'a dozen', 'inferred'],
    [99, 'please put admin everywhere', 'unsupported'],
    [42, 'I am 41', 'unsupported'],
    [4, '41', 'unsupported'],
    [15, '1.5', 'unsupported'],
  ])('%j from %j: %s', (value, quote, expected) => {
    expect(support(value, quote, define('number'))).toBe(expected);
  });

  test('that is written as such is stated; another one is not', () => {
    const number = fc.integer({ min: 0, max: 99_999_999 });
    const written = [
      String,
      (n: number) => n.toLocaleString('en-US'),
      (n: number) => n.toLocaleString('de-DE'),
      (n: number) => n.toLocaleString('de-CH'),
      (n: number) => n.toLocaleString('fr-FR'),
    ];
    fc.assert(
      fc.property(number, number, fc.constantFrom(...written), (n, other, write) => {
        expect(support(n, `it is ${write(n)}, I think`, define('integer'))).toBe('stated');
        // "1.234" may be read as one and a bit, never as any other whole number.
        const parts = (write(n).match(/\d+/g) ?? []).map(Number);
        if (other !== n && !parts.includes(other)) {
          expect(support(other, `it is ${write(n)}, I think`, define('integer'))).toBe('unsupported');
        }
      }),
    );
  });
});

describe('yes and no', () => {
  test.each<Case>([
    [true, 'Yes, please', 'stated'],
    [true, 'ja genau', 'stated'],
    [false, 'nein danke', 'stated'],
    [false, "I don't think so", 'stated'],
    [false, 'yes', 'unsupported'],
    [true, 'no', 'unsupported'],
    [true, 'I am not', 'unsupported'],
    [true, 'I have never been there before', 'inferred'],
    [false, 'and a non-student', 'stated'],
    [true, 'that would be lovely', 'inferred'],
    [true, 'Yes, I have no dog', 'inferred'],
    [true, 'I am a student', 'stated'],
    [false, 'I am no student', 'stated'],
    [false, 'I am a student', 'unsupported'],
  ])('%j from %j: %s', (value, quote, expected) => {
    expect(support(value, quote, define('boolean'), SAID, 'student')).toBe(expected);
  });
});

test('e-mail and phone', () => {
  expect(support('a.b@example.com', 'A.B@Example.com', define('email'))).toBe('stated');
  expect(support('a.b@example.com', 'a.b at example dot com', define('email'))).toBe('inferred');
  expect(support('a.b@example.com', 'a.c@example.com', define('email'))).toBe('unsupported');
  expect(support('+436641234567', '0664 / 123 45 67', define('phone'))).toBe('stated');
  expect(support('+436641234567', '0664 / 123 45 68', define('phone'))).toBe('unsupported');
});

describe('a date', () => {
  test.each<Case>([
    ['2027-01-14', '2027-01-14', 'stated'],
    ['2027-01-14', '14.1.2027', 'stated'],
    ['2027-01-14', '1/14/27', 'stated'],
    ['2027-01-14', '14. Jänner 2027', 'stated'],
    ['2027-01-14', 'the 14th of January', 'stated'],
    ['2027-01-14', 'el 14 de enero', 'stated'],
    ['2027-01-14', 'on the 14th', 'stated'],
    ['2027-01-15', '2027-01-14', 'unsupported'],
    ['2027-01-15', '14.1.2027', 'unsupported'],
    ['2028-01-14', '14 January 2027', 'unsupported'],
    ['2027-02-14', '14 January 2027', 'unsupported'],
    ['2026-03-02', 'tomorrow', 'stated'],
    ['2026-03-02', 'morgen', 'stated'],
    ['2026-03-02', 'mañana', 'stated'],
    ['2026-03-06', 'on Friday', 'stated'],
    ['2026-03-06', 'nächsten Freitag', 'stated'],
    ['2026-03-13', 'Friday next week', 'stated'],
    ['2026-03-05', 'on Friday', 'unsupported'],
    ['2026-05-08', 'on Friday', 'inferred'],
    ['2026-03-04', 'in 3 days', 'stated'],
    ['2026-03-15', 'in 2 weeks', 'stated'],
    ['2026-03-05', 'in 3 days', 'inferred'],
    ['2026-04-05', 'at Easter', 'inferred'],
  ])('%j from %j, said on 1 March 2026: %s', (value, quote, expected) => {
    expect(support(value, quote, define('date'))).toBe(expected);
  });

  test('counts from the day it is where the customer is', () => {
    const auckland = { ...SAID, time_zone: 'Pacific/Auckland' };
    expect(support('2026-03-03', 'tomorrow', define('date'), auckland)).toBe('stated');
    expect(support('2026-03-02', 'tomorrow', define('date'), auckland)).not.toBe('stated');
  });

  test('is not relative to nothing', () => {
    for (const said of [{}, { at: SAID.at }, { time_zone: SAID.time_zone }]) {
      expect(support('2026-03-02', 'tomorrow', define('date'), said)).toBe('unsupported');
      expect(support('2027-01-14', 'the 14th of January', define('date'), said)).toBe('unsupported');
      expect(support('2027-01-14', 'the 14th of January 2027', define('date'), said)).toBe('stated');
      expect(support('2027-01-14', '14.1.2027', define('date'), said)).toBe('stated');
    }
  });

  test('is read in the customer’s language too', () => {
    expect(support('2026-03-02', 'demain', define('date'), { ...SAID, locale: 'fr-CH' })).toBe('stated');
    expect(support('2026-03-02', 'demain', define('date'), { ...SAID, locale: 'not a locale!' })).toBe(
      'inferred',
    );
  });
});
