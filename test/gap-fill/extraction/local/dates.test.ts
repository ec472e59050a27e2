import { describe, expect, test } from 'vitest';
import { type Fields, find, GERMAN, SPANISH, valuesIn } from './find.ts';

const delivery: Fields = { delivery_date: { type: 'date', prompt: 'On which day should we deliver?' } };
const birth: Fields = { birth_date: { type: 'date', prompt: 'When were you born?' } };
const lieferung: Fields = { liefertermin: { type: 'date', prompt: 'Wann sollen wir liefern?' } };
const entrega: Fields = { fecha_entrega: { type: 'date', prompt: '¿Cuándo se lo entregamos?' } };

const answer = (question: string, words: string): string => `< ${question}\n> ${words}`;
const deliver = (words: string): string => answer('On which day should we deliver?', words);
const liefern = (words: string): string => answer('Wann sollen wir liefern?', words);
const entregar = (words: string): string => answer('¿Cuándo se lo entregamos?', words);

describe('a date in an answer', () => {
  test.for<[string, string]>([
    ['tomorrow', '2027-03-11'],
    ['the day after tomorrow', '2027-03-12'],
    ['in three days', '2027-03-13'],
    ['on Saturday', '2027-03-13'],
    ['the 2nd', '2027-04-02'],
    ['1 April 2027', '2027-04-01'],
    ['2027-04-01', '2027-04-01'],
    ['5/4/2027', '2027-04-05'],
    ['January 5', '2028-01-05'],
  ])('%s', async ([words, date]) => {
    expect(await valuesIn(delivery, deliver(words))).toEqual({ delivery_date: date });
  });

  test.for<[string, string]>([
    ['morgen', '2027-03-11'],
    ['übermorgen', '2027-03-12'],
    ['am Samstag', '2027-03-13'],
    ['in drei Tagen', '2027-03-13'],
    ['am 2.', '2027-04-02'],
    ['1.4.', '2027-04-01'],
    ['den 5. April 2027 bitte', '2027-04-05'],
  ])('%s', async ([words, date]) => {
    expect(await valuesIn(lieferung, liefern(words), GERMAN)).toEqual({ liefertermin: date });
  });

  test.for<[string, string]>([
    ['mañana', '2027-03-11'],
    ['pasado mañana', '2027-03-12'],
    ['el sábado', '2027-03-13'],
    ['el 2', '2027-04-02'],
    ['5/4/2027', '2027-04-05'],
    ['el 1 de abril, por la mañana', '2027-04-01'],
  ])('%s', async ([words, date]) => {
    expect(await valuesIn(entrega, entregar(words), SPANISH)).toEqual({ fecha_entrega: date });
  });
});

describe('no date, or not one date', () => {
  test.for([
    'the 14th or 15th',
    '14 or 15 March',
    'from Monday to Friday',
    'any Monday',
    'every Tuesday',
    'next Friday',
    'not on Monday',
    'any day except 14 March',
    'after 14 March',
    '14 March at the earliest',
    'by 14 March',
    'the week of 15 March',
    'in two weeks',
    'two weeks from today',
    'next month',
    'in March',
    'when I am back from holiday on 20 March',
    'I am away until 20 March',
    'on the 3rd floor',
    'at 3 pm',
    '30 February 2027',
    'good morning',
    'my neighbour got hers on 12 March',
    'if I had a car I would say 12 March',
    'maybe 12 March, maybe later',
    'is 12 March a holiday?',
  ])('%s', async (words) => {
    expect(await valuesIn(delivery, deliver(words))).toEqual({});
  });

  test.for([
    'am 14. oder 15.',
    'ab dem 14. März',
    'bis zum 14. März',
    'in der Woche vom 15. März',
    'jeden Montag',
    'nächste Woche',
    'nicht am 14. März',
    'am 14. März bin ich nicht da',
    'guten Morgen',
    'am Morgen wäre mir lieber',
    'vielleicht am 14. März',
    'wenn meine Frau am 14. März da ist',
    'im 3. Stock',
  ])('%s', async (words) => {
    expect(await valuesIn(lieferung, liefern(words), GERMAN)).toEqual({});
  });

  test.for([
    'el 14 o el 15',
    'a partir del 14 de marzo',
    'la semana del 15 de marzo',
    'cada lunes',
    'la semana que viene',
    'por la mañana',
    'el 14 de marzo no puedo',
    'quizás el 14 de marzo',
    'si mi mujer está en casa, el 14 de marzo',
    'hasta el 14 de marzo estoy de viaje',
  ])('%s', async (words) => {
    expect(await valuesIn(entrega, entregar(words), SPANISH)).toEqual({});
  });
});

test('whose date it is tells the question', async () => {
  expect(await valuesIn(delivery, answer('When were you born?', '3 April 1980'))).toEqual({});
  expect(await valuesIn(birth, answer('On which day should we deliver?', '3 April 2027'))).toEqual({});
  expect(await valuesIn(birth, answer('When were you born?', '3 April 1980'))).toEqual({
    birth_date: '1980-04-03',
  });
});

test('a birthday without its year is no date of birth', async () => {
  expect(await valuesIn(birth, answer('When were you born?', 'on 3 April'))).toEqual({});
});

test('day and month are told apart by the locale, or not at all', async () => {
  const said = answer('When were you born?', '03/04/1980');
  expect(await valuesIn(birth, said, { locale: 'en-GB' })).toEqual({ birth_date: '1980-04-03' });
  expect(await valuesIn(birth, said, { locale: 'en-US', region: 'US' })).toEqual({
    birth_date: '1980-03-04',
  });
  expect(await valuesIn(birth, said, { locale: 'en' })).toEqual({});
  expect(await valuesIn(birth, answer('When were you born?', '25/04/1980'), { locale: 'en' })).toEqual({
    birth_date: '1980-04-25',
  });
});

test('what counts from today is found only where one knows when today was', async () => {
  for (const words of ['tomorrow', 'on Saturday', '14 March', 'the 14th']) {
    expect(await valuesIn(delivery, deliver(words), { at: undefined })).toEqual({});
  }
  expect(await valuesIn(delivery, deliver('14 March 2027'), { at: undefined })).toEqual({
    delivery_date: '2027-03-14',
  });
});

test('today is where the customer is', async () => {
  const late = { at: '2027-03-10T23:30:00Z' };
  expect(await valuesIn(delivery, deliver('tomorrow'), { ...late, timeZone: 'Europe/London' })).toEqual({
    delivery_date: '2027-03-11',
  });
  expect(await valuesIn(delivery, deliver('tomorrow'), { ...late, timeZone: 'Asia/Tokyo' })).toEqual({
    delivery_date: '2027-03-12',
  });
});

describe('the last word counts', () => {
  test.for([
    ['no, sorry, the 14th', '2027-03-14'],
    ['oh wait, make it Saturday', '2027-03-13'],
    ['actually the 15th is better', '2027-03-15'],
  ])('%s', async ([words, date]) => {
    const found = await find(delivery, `${deliver('12 March')}\n< Got it, 12 March.\n> ${words}`);
    expect(found.delivery_date).toMatchObject({ value: date });
    // What was changed once may be changed again: it is put to the customer.
    expect(found.delivery_date?.confidence).toBeLessThan(0.95);
  });

  test('in German and Spanish', async () => {
    expect(
      await valuesIn(lieferung, `${liefern('am 12. März')}\n< Notiert.\n> nein, doch am 14.`, GERMAN),
    ).toEqual({ liefertermin: '2027-03-14' });
    expect(
      await valuesIn(entrega, `${entregar('el 12 de marzo')}\n< Apuntado.\n> no, perdona, el 14`, SPANISH),
    ).toEqual({ fecha_entrega: '2027-03-14' });
  });

  test('also when it takes back everything', async () => {
    expect(
      await valuesIn(delivery, `${deliver('12 March')}\n< Got it.\n> oh no, not 12 March, I am away`),
    ).toEqual({});
  });
});

test('what the agent says is no value, but can be agreed to', async () => {
  expect(
    await valuesIn(delivery, '< We deliver on 14 March.\n> ok, but the last time you came late'),
  ).toEqual({});
  const found = await find(delivery, '< Shall we deliver on 14 March?\n> yes please');
  expect(found.delivery_date).toMatchObject({ value: '2027-03-14', quote: 'yes please' });
  expect(found.delivery_date?.confidence).toBeLessThan(0.95);
  expect(await valuesIn(delivery, '< Shall we deliver on 14 March?\n> no')).toEqual({});
  expect(await valuesIn(delivery, '< Shall we deliver on 14 or 15 March?\n> yes')).toEqual({});
});
