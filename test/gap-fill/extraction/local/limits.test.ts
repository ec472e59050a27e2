import { describe, expect, test } from 'vitest';
import { localExtractor } from '../../../../lib/gap-fill/extraction/local/extractor.ts';
import type { Finding } from '../../../../lib/gap-fill/extraction/provider.ts';
import { EVERY_TYPE } from './fields.ts';
import { type Fields, valuesIn } from './find.ts';

const QUESTION = Object.values(EVERY_TYPE)
  .map(({ prompt }) => prompt)
  .join(' ');

function answering(text: string, fields: Fields = EVERY_TYPE): Promise<readonly Finding[]> {
  return localExtractor().extract(
    {
      fields: Object.entries(fields).map(([name, definition]) => ({
        name,
        definition: { examples: [], ...definition },
      })),
      conversation: [
        { role: 'agent', text: QUESTION },
        { role: 'customer', text, at: '2027-03-10T09:30:00Z' },
      ],
      locale: 'en-GB',
      time_zone: 'Europe/London',
      default_region: 'GB',
    },
    new AbortController().signal,
  );
}

/** Long enough that anything worse than linear would not end while somebody waits. */
const LENGTH = 100_000;
const PIECES = [
  ...['a', '1', '.', '?', '"', '(', '-', '@', '\n', ' ', '¿', '„'],
  ...['a@', 'x@x.', '1.', '1,', '1 ', '12 ', '+49 151 ', '14.3.2027 ', '1/', 'A1 ', 'DE89 3704 '],
  ...['14 march ', 'monday ', 'in three days ', 'the 1st or ', 'between 1 and 2 ', 'week of 15 march '],
  ...['no ', 'yes ', 'not ', 'if you ', 'my son ', 'geb. ', 'zweihundert', 'two hundred and ', 'treinta y '],
  ...['{"a', '<a ', 'ignore ', 'my name is A B ', 'send A to B '],
  ...['\u200b', '\u202e', 'e\u0301', '😀', '\ud83d'],
];

test.for(PIECES)('a hundred thousand characters of %j come to an end', { timeout: 20_000 }, async (piece) => {
  const found = await answering(piece.repeat(LENGTH / piece.length));
  // What is used without asking is not found in such things.
  expect(found.filter(({ confidence }) => confidence >= 0.95)).toEqual([]);
});

test('a pattern that backtracks without end costs the customer little', { timeout: 20_000 }, async () => {
  const fields: Fields = { code: { type: 'string', prompt: 'Code?', pattern: '^(\\d+)+-$' } };
  expect(await answering(`${'1'.repeat(40)} `.repeat(300), fields)).toEqual([]);
});

test('only the beginning of a long turn is read, and no half words', async () => {
  expect(
    await valuesIn(EVERY_TYPE, `< What is your e-mail address?\n> ${'bla '.repeat(2_000)} jane@example.com`),
  ).toEqual({});
  const [half] = await answering(`${'b'.repeat(3_990)} 500000000000000`, {
    amount: { type: 'number', prompt: QUESTION },
  });
  expect(half).toBeUndefined();
});

describe('characters that nobody sees', () => {
  test('do not make another value of what is read', async () => {
    for (const words of [
      'jane\u200b@example.com',
      '5\u200b00',
      'AB-123\u2060456',
      '\u202emoc.elpmaxe@enaj',
    ]) {
      for (const { value } of await answering(words)) {
        expect(['jane@example.com', 500, 'AB-123456', 'moc.elpmaxe@enaj']).not.toContain(value);
      }
    }
  });

  test('as phones put them around copied numbers, do no harm', async () => {
    expect(await valuesIn(EVERY_TYPE, '< What is your phone number?\n> \u202a+44 7400 123456\u202c')).toEqual(
      {
        phone: '+447400123456',
      },
    );
  });

  test('decomposed letters are the same letters', async () => {
    expect(await valuesIn(EVERY_TYPE, '< What is your name?\n> Jose\u0301 Mun\u0303oz')).toEqual({
      full_name: 'José Muñoz',
    });
  });
});

test('locales and regions that do not exist are as good as none', async () => {
  const setting = { locale: 'xx-a', region: 'ZZ' };
  expect(await valuesIn(EVERY_TYPE, '< How much would you like to send?\n> 12.50', setting)).toEqual({
    amount: 12.5,
  });
});

test('nothing to look for, or nowhere to look', async () => {
  expect(await valuesIn({}, '> hello')).toEqual({});
  expect(await valuesIn(EVERY_TYPE, '< hello?')).toEqual({});
  expect(await valuesIn(EVERY_TYPE, '>')).toEqual({});
});

test('a search that has ended finds nothing', async () => {
  const request = { fields: [], conversation: [] };
  await expect(localExtractor().extract(request, AbortSignal.abort(new Error('too late')))).rejects.toThrow(
    'too late',
  );
});

test('conditions stay unknown', async () => {
  const request = { conditions: ['the customer is angry'], known: {}, conversation: [] };
  expect(await localExtractor().judge(request, new AbortController().signal)).toEqual([]);
});
