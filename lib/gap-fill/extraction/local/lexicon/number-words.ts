import type { Language } from '../language.ts';

type Words = Readonly<Record<string, number>>;

const list = (from: number, words: string): Words =>
  Object.fromEntries(words.split(' ').map((word, index) => [word, from + index]));

const tens = (words: string): Words =>
  Object.fromEntries(words.split(' ').map((word, index) => [word, 20 + 10 * index]));

/** Numbers that are one word, folded; German compounds are taken apart in `number-words.ts` beside the readers. */
export const SMALL: Readonly<Record<Language, Words>> = {
  en: {
    ...list(
      0,
      'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
    ),
    ...tens('twenty thirty forty fifty sixty seventy eighty ninety'),
  },
  de: {
    ...list(
      0,
      'null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn',
    ),
    ...tens('zwanzig dreisig vierzig funfzig sechzig siebzig achtzig neunzig'),
    ...list(2, 'zweit dritt viert funft sechst siebt acht neunt zehnt'),
    ein: 1,
    eine: 1,
    einen: 1,
    einer: 1,
    zwo: 2,
  },
  es: {
    ...list(
      0,
      'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve',
    ),
    ...tens('veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa'),
    un: 1,
    una: 1,
    cien: 100,
    ciento: 100,
    doscientos: 200,
    doscientas: 200,
    trescientos: 300,
    trescientas: 300,
    cuatrocientos: 400,
    cuatrocientas: 400,
    quinientos: 500,
    quinientas: 500,
    seiscientos: 600,
    seiscientas: 600,
    setecientos: 700,
    setecientas: 700,
    ochocientos: 800,
    ochocientas: 800,
    novecientos: 900,
    novecientas: 900,
  },
};

/** What multiplies the words before it. */
export const SCALES: Readonly<Record<Language, Words>> = {
  en: { hundred: 100, thousand: 1_000 },
  de: { hundert: 100, tausend: 1_000 },
  es: { mil: 1_000 },
};

export const JOINERS: Readonly<Record<Language, string>> = { en: 'and', de: 'und', es: 'y' };

/** They stand before anything that there is one of. */
export const ARTICLES: ReadonlySet<string> = new Set([
  'one',
  'ein',
  'eine',
  'einen',
  'einer',
  'un',
  'una',
  'uno',
]);
