import { describe, expect, test } from 'vitest';
import { type Fields, find, GERMAN, SPANISH, valuesIn } from './find.ts';

const name: Fields = { full_name: { type: 'string', prompt: 'What is your name?' } };
const nombre: Fields = { nombre: { type: 'string', prompt: '¿Cómo se llama?' } };
const order: Fields = {
  order_number: { type: 'string', prompt: 'What is your order number?', pattern: '^[A-Z]{2}-\\d{6}$' },
};
const pin: Fields = {
  member_number: { type: 'string', prompt: 'What is your member number?', pattern: '^\\d{6}$' },
};
const city: Fields = { city: { type: 'string', prompt: 'Which city do you live in?' } };
const note: Fields = { note: { type: 'string', prompt: 'Anything the driver should know?' } };

const reply = (question: string, words: string): string => `< ${question}\n> ${words}`;

describe('a name is told', () => {
  test.for<[Fields, string, string, string, typeof GERMAN | undefined]>([
    [name, 'What is your name?', 'Mary-Jane O’Neill', 'Mary-Jane O’Neill', undefined],
    [
      name,
      'How can I help?',
      'My name is Ludwig van Beethoven and I am deaf',
      'Ludwig van Beethoven',
      undefined,
    ],
    [name, 'Wie kann ich helfen?', 'Hallo, hier spricht Max Mustermann.', 'Max Mustermann', GERMAN],
    [nombre, '¿Cómo se llama?', 'me llamo Ana de la Torre', 'Ana de la Torre', SPANISH],
    [city, 'Which city do you live in?', 'in Leeds', 'Leeds', undefined],
  ])('%o %s %s', async ([fields, question, words, value, setting]) => {
    const [field = ''] = Object.keys(fields);
    expect(await valuesIn(fields, reply(question, words), setting)).toEqual({ [field]: value });
  });
});

test.for([
  'Ann',
  'Ana Esteban',
  'Ines',
  'Esther Ito',
  'Denis Torres',
  'Enrique',
  'Istvan Aust',
  'Alsan Sosa',
  'Jana Nauk',
])('a name that begins like a small word is not cut: %s', async (words) => {
  expect(await valuesIn(name, reply('What is your name?', words))).toEqual({ full_name: words });
  expect(await valuesIn(nombre, reply('¿Cómo se llama?', words), SPANISH)).toEqual({ nombre: words });
});

describe('no name is told', () => {
  test.for<[Fields, string, string]>([
    [name, 'What is your name?', 'you know it already'],
    [name, 'What is your name?', 'none of your business'],
    [name, 'What is your name?', 'yes'],
    [name, 'What is your name?', 'What is yours?'],
    [name, 'What is your name?', 'my name is misspelled on the invoice'],
    [name, 'What is your name?', "my wife's name is Anna Field"],
    [name, 'How can I help?', 'This is Ridiculous!'],
    [name, 'How can I help?', "I'm Angry"],
    [name, 'How can I help?', 'Eleanor Rigby is my favourite song'],
    [city, 'Which city do you live in?', 'I moved last week'],
    [city, 'Which city do you live in?', 'not in Leeds any more'],
    [city, 'Which city do you live in?', 'my parents live in Leeds'],
    [city, 'How can I help?', 'Leeds'],
    [note, 'How can I help?', 'Beware of the dog'],
  ])('%o %s %s', async ([fields, question, words]) => {
    expect(await valuesIn(fields, reply(question, words))).toEqual({});
  });
});

test('a short question is not heard in every other one', async () => {
  const short: Fields = { full_name: { type: 'string', prompt: 'Name?' } };
  expect(await valuesIn(short, reply('Name?', 'Ann Lee'))).toEqual({ full_name: 'Ann Lee' });
  const found = await find(short, reply("What is your dog's name?", 'Ann Lee'));
  expect(found.full_name?.confidence ?? 0).toBeLessThan(0.95);
});

test('without a prompt of its own, a field is asked for as Midstream asks', async () => {
  const bare: Fields = { guests: { type: 'integer', display_name: 'Guests' } };
  const found = await find(bare, reply('Please tell us: Guests', '4'));
  expect(found.guests).toMatchObject({ value: 4, confidence: 0.97 });
});

describe('codes', () => {
  test.for<[Fields, string, string, string]>([
    [order, 'How can I help?', 'where is AB-123456?', 'AB-123456'],
    [order, 'What is your order number?', 'ab-123456', 'AB-123456'],
    [pin, 'What is your member number?', '123456', '123456'],
    [pin, 'How can I help?', 'my member number is 123456', '123456'],
  ])('%o %s %s', async ([fields, question, words, value]) => {
    const [field = ''] = Object.keys(fields);
    expect(await valuesIn(fields, reply(question, words))).toEqual({ [field]: value });
  });

  test.for<[Fields, string, string]>([
    [order, 'What is your order number?', 'AB-12345'],
    [order, 'What is your order number?', "my neighbour's is AB-123456"],
    [order, 'What is your order number?', 'not AB-123456'],
    [order, 'What is your order number?', 'AB-123456 or AB-123457'],
    [pin, 'How can I help?', 'I paid 123456 for this house'],
    [pin, 'How can I help?', '123456'],
  ])('no: %o %s %s', async ([fields, question, words]) => {
    expect(await valuesIn(fields, reply(question, words))).toEqual({});
  });
});
