/** Values that programs stumble over. */
import fc from 'fast-check';
import { nested, token } from './json-text.ts';

/** Names that every JavaScript object has an idea of. */
export const inheritedNames = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
);

const longText = fc
  .constantFrom(51, 101, 201, 301, 501, 2_001, 4_001, 20_001, 66_000)
  .chain((length) => fc.constantFrom('x', 'ä', '💥', '\u0000', '"').map((each) => each.repeat(length)));

const dates = fc.constantFrom(
  '2026-02-30T10:00:00Z',
  '2026-03-01T24:00:00Z',
  '2026-03-01T10:00:00+99:00',
  '2026-03-01T10:00:00+14:00',
  '2026-03-01',
  '0000-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59-23:59',
  '2026-03-01T10:00:00.123456789Z',
  '2026-06-30T23:59:60Z',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '1',
);

const strangeText = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  '\ud800',
  'a\udfffb',
  '\u001b[2J',
  '\u202eright to left',
  'العربية',
  '👩‍👩‍👧‍👦',
  'e\u0301',
  '\ufeff',
  '\u2028',
  '../../etc/passwd',
  'a#b%23c',
  '%2F',
  'SESSION#1',
  "'; DROP TABLE plans; --",
  '{"a": 1}',
  '[',
  '(('.repeat(1_000),
  '!'.repeat(1_999),
  '(a+)+$',
  'channel.matches("(a+)+$")',
  'variables.a.b.c == 1 && age_days > 0',
  'null',
  'NaN',
  '1e999',
);

export const hostileText = fc.oneof(
  strangeText,
  inheritedNames,
  dates,
  longText,
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Text that can stand in a URL, once it is encoded. */
export const encodableText = hostileText
  .filter((text) => text.isWellFormed() && text.length <= 600)
  .map(encodeURIComponent)
  .filter((text) => text.length <= 4_000);

export const hostileNumber = fc.oneof(
  fc.constantFrom(
    -1,
    0.5,
    2 ** 31,
    2 ** 53 - 1,
    2 ** 53,
    1e15,
    1e126,
    1.7976931348623157e308,
    -1e308,
    5e-324,
    1e-200,
  ),
  fc.constantFrom('-0', '1.0', '1e2', '1e999', '-1e999', '9007199254740993', '1'.repeat(400)).map(token),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const manyItems = fc
  .constantFrom(501, 1_001, 5_001)
  .chain((count) =>
    fc.constantFrom<unknown>('a', 1, null, {}, []).map((each) => Array.from({ length: count }, () => each)),
  );
const manyFields = fc
  .constantFrom(600, 1_500)
  .map((count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`field-${at}`, at])));

/** Any JSON, most of it where nobody expects it. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, [], {}, [null], [[]], { a: 1 }),
  hostileText,
  hostileNumber,
  fc.constantFrom(10, 65, 1_000, 100_000).map(nested),
  fc.tuple(inheritedNames, fc.constantFrom<unknown>(1, null, { admin: true })).map(fieldOf),
  { arbitrary: manyItems, weight: 1 },
  { arbitrary: manyFields, weight: 1 },
);

/** An object with one field of its own, whatever it is called. */
export function fieldOf([name, value]: readonly [string, unknown]): object {
  return Object.fromEntries([[name, value]]);
}
