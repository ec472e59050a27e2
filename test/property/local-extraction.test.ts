import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConversationTurn } from '../../lib/gap-fill/extraction/conversation.ts';
import { localExtractor } from '../../lib/gap-fill/extraction/local/extractor.ts';
import type { ExtractionRequest, Finding } from '../../lib/gap-fill/extraction/provider.ts';
import { turnQuoted } from '../../lib/gap-fill/extraction/quotes.ts';
import { checkValue } from '../../lib/gap-fill/field-value.ts';
import { loadPhoneReader } from '../../lib/gap-fill/phone-reader.ts';
import { EVERY_TYPE } from '../gap-fill/extraction/local/fields.ts';

const REGION = 'GB';
const fields = Object.entries(EVERY_TYPE).map(([name, definition]) => ({
  name,
  definition: { examples: [], ...definition },
}));

const WORDS = [
  ...[
    'yes',
    'no',
    'not',
    'sorry,',
    'wait',
    'or',
    'and',
    'my',
    'wife',
    "wife's",
    'is',
    'the',
    'on',
    'if',
    'maybe',
    'I',
    'am',
    'we are',
    'please',
    '?',
    '.',
    '\n',
  ],
  ...[
    '14 March',
    'tomorrow',
    'the 14th',
    'Friday',
    '3/4/2027',
    '12.4.',
    'mañana',
    'am Montag',
    '500',
    '1.200,50',
    '1,200EUR',
    '5€',
    '2k',
    'two hundred',
    'zweihundert',
    '4 people',
  ],
  ...[
    'jane@example.com',
    '<joe@example.com>',
    '07400 123456',
    '+33612345678',
    'XL',
    's',
    'medium',
    'AB-123456',
    'ab-123456',
    'my name is Ann Lee',
    'smoke',
    'nein',
    'doch',
    'sí',
    '¿',
  ],
];
const said = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 8 })
      .map((words) => words.join(' ')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
const question = fc.oneof(
  fc.constantFrom(...Object.values(EVERY_TYPE).map(({ prompt }) => prompt ?? '')),
  said,
);
const at = fc.constantFrom('2027-03-10T09:30:00Z', undefined);
const conversation = fc
  .array(fc.record({ question, answer: said, at }), { minLength: 1, maxLength: 4 })
  .map((exchanges) =>
    exchanges.flatMap(({ question: asked, answer, at: when }): ConversationTurn[] => [
      { role: 'agent', text: asked },
      { role: 'customer', text: answer, ...(when === undefined ? {} : { at: when }) },
    ]),
  );
const setting = fc.record({
  locale: fc.constantFrom('en-GB', 'en-US', 'de-DE', 'es-MX', undefined),
  time_zone: fc.constantFrom('Europe/Berlin', 'Pacific/Auckland', undefined),
  default_region: fc.constant(REGION),
});
const request = fc.record({ conversation, setting }).map(
  ({ conversation: turns, setting: where }): ExtractionRequest => ({
    fields,
    conversation: turns,
    ...where,
  }),
);

const extract = (what: ExtractionRequest): Promise<readonly Finding[]> =>
  localExtractor().extract(what, new AbortController().signal);

test('whatever is said, what is found was said by the customer, and fits its field', async () => {
  const readPhone = await loadPhoneReader(REGION);
  let found = 0;
  await fc.assert(
    fc.asyncProperty(request, async (what) => {
      const findings = await extract(what);
      found += findings.length;
      expect(new Set(findings.map(({ field_name: name }) => name)).size).toBe(findings.length);
      for (const finding of findings) {
        const definition = fields.find(({ name }) => name === finding.field_name)?.definition;
        expect(checkValue(finding.value, definition, readPhone)).toEqual({
          valid: true,
          value: finding.value,
        });
        expect(turnQuoted(finding, what.conversation), JSON.stringify(finding)).toBeDefined();
        expect(finding.confidence).toBeGreaterThan(0);
        expect(finding.confidence).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 1_000 },
  );
  expect(found).toBeGreaterThan(500);
});

test('what only agents say is never found, and what they say last changes nothing', async () => {
  // Without a word of any language, which is told from everything that is said.
  const last = fc.constantFrom('14.3.2027', '07400 123456', '500?', 'joe@example.com', 'XL!');
  await fc.assert(
    fc.asyncProperty(request, last, async (what, text) => {
      const byAgents = what.conversation.map((turn) => ({ ...turn, role: 'agent' }));
      expect(await extract({ ...what, conversation: byAgents })).toEqual([]);
      const longer = [...what.conversation, { role: 'agent', text }];
      expect(await extract({ ...what, conversation: longer })).toEqual(await extract(what));
    }),
    { numRuns: 300 },
  );
});

test('in whatever order fields are looked for, the same is found', async () => {
  await fc.assert(
    fc.asyncProperty(request, async (what) => {
      const byName = (findings: readonly Finding[]): Finding[] =>
        findings.toSorted((one, other) => one.field_name.localeCompare(other.field_name));
      const reversed = await extract({ ...what, fields: fields.toReversed() });
      expect(byName(reversed)).toEqual(byName(await extract(what)));
    }),
    { numRuns: 300 },
  );
});
