import { describe, expect, test } from 'vitest';
import { type Fields, GERMAN, SPANISH, valuesIn } from './find.ts';

const amount: Fields = { amount: { type: 'number', prompt: 'How much would you like to send?' } };
const betrag: Fields = { betrag: { type: 'number', prompt: 'Wie viel möchten Sie überweisen?' } };
const importe: Fields = { importe: { type: 'number', prompt: '¿Cuánto quiere enviar?' } };
const guests: Fields = {
  guests: { type: 'integer', display_name: 'Number of guests', prompt: 'How many people are you?' },
};

const reply = (question: string, words: string): string => `< ${question}\n> ${words}`;
const HOW_MUCH = 'How much would you like to send?';

describe('as numbers are written', () => {
  test.for<[string, number]>([
    ['1200', 1200],
    ['1,200', 1200],
    ['1,200.50', 1200.5],
    ['1.200,50', 1200.5],
    ['$1,234,567', 1_234_567],
    ['12.5', 12.5],
    ['2k', 2000],
    ['1.5k', 1500],
    ['20 thousand', 20_000],
    ['€50', 50],
    ['50€', 50],
    ['three hundred and twenty-five', 325],
    ['two thousand five hundred', 2500],
  ])('%s', async ([words, value]) => {
    expect(await valuesIn(amount, reply(HOW_MUCH, words))).toEqual({ amount: value });
  });

  test.for<[string, number]>([
    ['1.200', 1200],
    ['1.200,50 €', 1200.5],
    ['12,5', 12.5],
    ["1'200", 1200],
    ['fünfundzwanzig Euro', 25],
    ['zweitausenddreihundert', 2300],
    ['hundertfünfzig', 150],
  ])('%s', async ([words, value]) => {
    expect(await valuesIn(betrag, reply('Wie viel möchten Sie überweisen?', words), GERMAN)).toEqual({
      betrag: value,
    });
  });

  test.for<[string, number]>([
    ['1.200', 1200],
    ['mil quinientos', 1500],
    ['treinta y cinco euros', 35],
    ['2 mil', 2000],
  ])('%s', async ([words, value]) => {
    expect(await valuesIn(importe, reply('¿Cuánto quiere enviar?', words), SPANISH)).toEqual({
      importe: value,
    });
  });
});

describe('no amount, or not one', () => {
  test.for([
    '500 or 600',
    'between 500 and 600',
    '500-600',
    'at least 500',
    'more than 500',
    'not 500',
    '50%',
    '1.200',
    'at 5 pm',
    'on 12 March',
    'my account ends in 4411',
    'room 12',
    'what if I sent 500?',
    'my wife sent 500 yesterday',
    'can I send 500 dollars?',
    'I waited 20 minutes',
    '+44 20 7946 0018',
    'my order AB-123456',
  ])('%s', async (words) => {
    const found = await valuesIn(amount, reply(HOW_MUCH, words));
    // A wish that is put as a question may be put to the customer again.
    expect(words.startsWith('can I') ? { amount: 500, ...found } : found).toEqual(
      words.startsWith('can I') ? { amount: 500 } : {},
    );
  });
});

describe('people', () => {
  test.for<[string, number]>([
    ['a table for six, please', 6],
    ['we are four', 4],
    ['two adults', 2],
    ['there are 3 of us', 3],
  ])('%s', async ([words, value]) => {
    expect(await valuesIn(guests, reply('How can I help?', words))).toEqual({ guests: value });
  });

  test.for([
    '2 adults and 3 kids',
    'a table at 8',
    'room for 3 nights',
    'two of my friends cannot come',
    'last time we were 6 people and you gave us a table for 4',
    '2.5',
    'it took 4 people to carry it',
  ])('not: %s', async (words) => {
    expect(await valuesIn(guests, reply('How can I help?', words))).toEqual({});
  });
});
