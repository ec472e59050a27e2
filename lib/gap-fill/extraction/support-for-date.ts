import type { Support } from './support.ts';
import { plain, wordsOf } from './words.ts';

const MS_PER_DAY = 86_400_000;
const ISO = /\b(\d{4})-(\d{2})-(\d{2})\b/g;
/** `14.3.2027`, `3/14/27`: which of the first two is the day is for whoever understands the text. */
const NUMERIC = /\b(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b/g;
const YEAR = /\b(?:19|20|21)\d{2}\b/g;
const UP_TO_TWO_DIGITS = /(?<!\d)\d{1,2}(?!\d)/g;

/** Relative dates count from here; both are needed. */
export interface SaidAt {
  readonly at?: string | undefined;
  readonly time_zone?: string | undefined;
  readonly locale?: string | undefined;
}

/**
 * Holds a date against the words that are said to give it. Names of days and months are those of Unicode's CLDR, in
 * the customer's language and in English, German and Spanish.
 * @param value `YYYY-MM-DD`
 */
export function supportForDate(value: string, quote: string, said: SaidAt): Support {
  const text = plain(quote).toLowerCase();
  const [year = 0, month = 0, day = 0] = value.split('-').map(Number);

  const iso = [...text.matchAll(ISO)].map(([date]) => date);
  if (iso.length > 0) return iso.includes(value) ? 'stated' : 'unsupported';
  const numeric = [...text.matchAll(NUMERIC)];
  if (numeric.length > 0) {
    const isIt = numeric.some(([, a = '', b = '', y = '']) => {
      const isYear = y.length === 2 ? year % 100 === Number(y) : year === Number(y);
      const parts = [Number(a), Number(b)];
      return isYear && (sameInOrder(parts, [day, month]) || sameInOrder(parts, [month, day]));
    });
    return isIt ? 'stated' : 'unsupported';
  }

  const years = (text.match(YEAR) ?? []).map(Number);
  if (years.length > 0 && !years.includes(year)) return 'unsupported';
  const today = todayAt(said);
  // Without a year it counts from when it was said.
  if (years.length === 0 && today === undefined) return 'unsupported';

  const words = new Set(wordsOf(text));
  const names = namesIn(said.locale);
  const months = named(names.months, words);
  if (months.length > 0 && !months.includes(month)) return 'unsupported';
  const figures = (text.match(UP_TO_TWO_DIGITS) ?? []).map(Number);
  if (figures.includes(day)) return 'stated';
  if (today === undefined) return 'inferred';

  const ahead = (Date.parse(value) - today) / MS_PER_DAY;
  if (figures.length > 0) return figures.some((n) => n === ahead || n * 7 === ahead) ? 'stated' : 'inferred';
  if (saysDayFromNow(text, names.locales, ahead)) return 'stated';
  const weekdays = named(names.weekdays, words);
  if (weekdays.length === 0) return 'inferred';
  if (!weekdays.includes(new Date(value).getUTCDay())) return 'unsupported';
  // The Friday of this week, or of the next.
  return Math.abs(ahead) <= 14 ? 'stated' : 'inferred';
}

const sameInOrder = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((part, at) => part === b[at]);

/** Midnight, as if in UTC, of the day on which it was said where the customer is. */
function todayAt({ at, time_zone: timeZone }: SaidAt): number | undefined {
  if (at === undefined || timeZone === undefined) return undefined;
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(at));
  return Date.parse(parts);
}

interface Names {
  readonly locales: readonly string[];
  /** 1 is January. */
  readonly months: readonly (readonly [number: number, name: string])[];
  /** 0 is Sunday. */
  readonly weekdays: readonly (readonly [number: number, name: string])[];
}

const LANGUAGES = ['en', 'de', 'es'];
const namesByLocale = new Map<string, Names>();

function namesIn(locale = ''): Names {
  const known = namesByLocale.get(locale);
  if (known) return known;
  const locales = [...supported(locale), ...LANGUAGES];
  const each = (count: number, dayOf: (n: number) => number, part: 'month' | 'weekday') =>
    locales.flatMap((name) =>
      (['long', 'short'] as const).flatMap((style) => {
        const format = new Intl.DateTimeFormat(name, { [part]: style, timeZone: 'UTC' });
        return Array.from({ length: count }, (_, n) => {
          const written = format.format(new Date(dayOf(n)));
          return [part === 'month' ? n + 1 : n, wordsOf(written).join(' ')] as const;
        });
      }),
    );
  const names: Names = {
    locales,
    months: each(12, (n) => Date.UTC(2023, n, 15), 'month'),
    // 1 January 2023 was a Sunday.
    weekdays: each(7, (n) => Date.UTC(2023, 0, 1 + n), 'weekday'),
  };
  namesByLocale.set(locale, names);
  return names;
}

function supported(locale: string): readonly string[] {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale.replaceAll('_', '-'));
  } catch {
    return [];
  }
}

const named = (names: Names['months'], words: ReadonlySet<string>): number[] =>
  names.flatMap(([number, name]) => (words.has(name) ? [number] : []));

/** "today", "morgen", "pasado mañana": as many days from now as the language has a word for. */
const saysDayFromNow = (text: string, locales: readonly string[], days: number): boolean =>
  locales.some((locale) => {
    const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
    return !/\d/.test(words) && ` ${wordsOf(text).join(' ')} `.includes(` ${wordsOf(words).join(' ')} `);
  });
