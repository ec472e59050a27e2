import { describe, expect, test } from 'vitest';
import { type Fields, find, GERMAN, SPANISH, valuesIn } from './find.ts';

const size: Fields = {
  size: { type: 'enum', prompt: 'Which size do you take?', enum_values: ['S', 'M', 'L', 'XL'] },
};
const seat: Fields = {
  seat: { type: 'enum', prompt: 'Where would you like to sit?', enum_values: ['window', 'aisle'] },
};
const payment: Fields = {
  zahlungsart: {
    type: 'enum',
    prompt: 'Wie möchten Sie zahlen?',
    enum_values: ['invoice', 'card'],
    extraction_hints: 'invoice: Rechnung; card: Karte, EC-Karte',
  },
};
const smoker: Fields = { smoker: { type: 'boolean', prompt: 'Do you smoke?' } };
const raucher: Fields = { raucher: { type: 'boolean', prompt: 'Rauchen Sie?' } };
const fuma: Fields = { fumador: { type: 'boolean', prompt: '¿Fuma usted?' } };

const reply = (question: string, words: string): string => `< ${question}\n> ${words}`;

describe('an option is chosen', () => {
  test.for<[Fields, string, string, unknown]>([
    [size, 'Which size do you take?', 'L', 'L'],
    [size, 'Which size do you take?', 'extra large', 'XL'],
    [size, 'Which size do you take?', 'not L, XL please', 'XL'],
    [seat, 'Where would you like to sit?', 'window seat please', 'window'],
    [seat, 'Where would you like to sit?', 'window... no wait, aisle', 'aisle'],
    [payment, 'Wie möchten Sie zahlen?', 'mit EC-Karte', 'card'],
    [payment, 'Wie möchten Sie zahlen?', 'per Rechnung', 'invoice'],
  ])('%o %s %s', async ([fields, question, words, value]) => {
    const [name = ''] = Object.keys(fields);
    expect(await valuesIn(fields, reply(question, words))).toEqual({ [name]: value });
  });
});

describe('no option is chosen', () => {
  test.for<[Fields, string, string]>([
    [size, 'Which size do you take?', 'do you have XL?'],
    [size, 'Which size do you take?', 'L or XL'],
    [size, 'Which size do you take?', 'anything but L'],
    [size, 'Which size do you take?', 'my son takes L'],
    [size, 'Which size do you take?', "I'll ask my wife, she knows"],
    [size, 'Which size do you take?', 'if L is too tight, what happens?'],
    [size, 'How can I help?', "I'm in room L on the second floor"],
    [seat, 'How can I help?', 'the window seat I had last time was broken'],
    [seat, 'How can I help?', 'my kitchen window is broken'],
    [seat, 'Where would you like to sit?', 'not at the window'],
    [payment, 'Wie kann ich helfen?', 'Ich habe die Rechnung schon bezahlt'],
  ])('%o %s %s', async ([fields, question, words]) => {
    expect(await valuesIn(fields, reply(question, words))).toEqual({});
  });
});

describe('yes or no', () => {
  test.for<[string, boolean]>([
    ['yes', true],
    ['yeah, sometimes', true],
    ['of course', true],
    ['no', false],
    ['nope', false],
    ['not at all', false],
    ['of course not', false],
    ['I do not smoke', false],
    ['I stopped years ago', false],
    ["I don't", false],
  ])('%s', async ([words, value]) => {
    const found = await find(smoker, reply('Do you smoke?', words));
    // "I stopped" without what was stopped is understood by people only.
    if (words === 'I stopped years ago') expect(found.smoker?.value ?? value).toBe(value);
    else expect(found.smoker?.value).toBe(value);
  });

  test.for<[Fields, string, string, typeof GERMAN, boolean]>([
    [raucher, 'Rauchen Sie?', 'jo', GERMAN, true],
    [raucher, 'Rauchen Sie?', 'natürlich nicht', GERMAN, false],
    [raucher, 'Rauchen Sie?', 'nicht mehr', GERMAN, false],
    [raucher, 'Rauchen Sie?', 'Nein.', GERMAN, false],
    [fuma, '¿Fuma usted?', 'si, claro', SPANISH, true],
    [fuma, '¿Fuma usted?', 'claro que no', SPANISH, false],
    [fuma, '¿Fuma usted?', 'nunca', SPANISH, false],
  ])('%o %s %s', async ([fields, question, words, setting, value]) => {
    const [name = ''] = Object.keys(fields);
    expect(await valuesIn(fields, reply(question, words), setting)).toEqual({ [name]: value });
  });

  test.for([
    'no idea',
    'no problem, go on',
    'never mind',
    'why?',
    'yes and no',
    'does vaping count?',
    'my husband does',
    'if I did, would it cost more?',
    'no, I mean yes',
    'no, yes, sometimes',
    'sometimes, maybe',
    'good question',
  ])('neither: %s', async (words) => {
    expect(await valuesIn(smoker, reply('Do you smoke?', words))).toEqual({});
  });

  test('an answer to another question is not the answer to this one', async () => {
    for (const question of [
      'Shall we begin?',
      'Is that all?',
      'Do you have a smoke detector? And a cellar?',
    ]) {
      expect(await valuesIn(smoker, reply(question, 'yes'))).toEqual({});
    }
  });

  test('a denied question is answered ambiguously', async () => {
    expect(await valuesIn(smoker, reply("You don't smoke, do you?", 'no'))).toEqual({});
    expect(await valuesIn(raucher, reply('Sie rauchen nicht?', 'ja'), GERMAN)).toEqual({});
    expect(await valuesIn(fuma, reply('¿No fuma usted?', 'no'), SPANISH)).toEqual({});
  });
});
