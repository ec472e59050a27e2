import { describe, expect, test } from 'vitest';
import { checkValue } from '../../lib/gap-fill/field-value.ts';
import { loadPhoneReader } from '../../lib/gap-fill/phone-reader.ts';
import { type Conversation, settingOf, turnsOf } from './conversation.ts';
import { isHeldOut, LANGUAGES } from './set.ts';

const all: readonly Conversation[] = LANGUAGES.flatMap(({ conversations }) => conversations);

test('there are at least 200, each with an id of its own, in halves that nobody chose', () => {
  expect(all.length).toBeGreaterThanOrEqual(200);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const heldOut = all.filter(isHeldOut).length / all.length;
  expect(heldOut).toBeGreaterThan(0.4);
  expect(heldOut).toBeLessThan(0.6);
});

describe.for(LANGUAGES)('$name', (language) => {
  const { conversations, definitions } = language;

  test('has every type and every kind of difficulty', () => {
    const types = conversations.flatMap(({ fields }) => fields.map((field) => definitions[field]?.type));
    expect(new Set(types)).toEqual(
      new Set(['string', 'number', 'integer', 'boolean', 'date', 'email', 'phone', 'enum']),
    );
    expect(new Set(conversations.map(({ kind }) => kind)).size).toBe(5);
  });

  test.for(conversations)('$id is as it should be', async (conversation) => {
    const setting = settingOf(conversation, language);
    const turns = turnsOf(conversation, setting);
    expect(turns.length).toBeGreaterThan(0);
    for (const field of conversation.fields) expect(definitions).toHaveProperty(field);
    const readPhone = await loadPhoneReader(setting.default_region);
    for (const [field, value] of Object.entries(conversation.expected)) {
      expect(conversation.fields).toContain(field);
      // What is expected is a value as it would be stored.
      expect(checkValue(value, definitions[field], readPhone)).toEqual({ valid: true, value });
    }
  });
});
