import * as german from 'chrono-node/de';
import * as english from 'chrono-node/en';
import * as spanish from 'chrono-node/es';
import { fold, type Span } from '../fold.ts';
import type { CalendarDay } from './calendar.ts';
import type { Language } from './language.ts';

/** A date as it was said: as much of it as was said. */
export type SpokenDate = Span &
  (
    | {
        readonly said: 'date';
        readonly day: CalendarDay;
        readonly sure: number;
        readonly weekday?: number | undefined;
      }
    | {
        readonly said: 'day and month';
        readonly month: number;
        readonly day: number;
        readonly weekday?: number | undefined;
      }
    | { readonly said: 'day'; readonly day: number }
    | {
        readonly said: 'weekday';
        readonly weekday: number;
        readonly which: 'this' | 'next' | 'last' | undefined;
      }
    /** So many days from the day on which it was said. */
    | { readonly said: 'relative'; readonly days: number; readonly sure: number }
    /** More than one day, or one of several. */
    | { readonly said: 'unclear' }
  );

const PARSERS = { en: english.casual, de: german.casual, es: spanish.casual };

/** What may be part of a date: nothing else is given to the parser, which takes its time. */
const TRIGGER =
  /\b(?:jan\w*|feb\w*|mar\w{0,5}|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|okt\w*|dez\w*|mai|enero|abril|mayo|agosto|dic\w*|ene|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*|mon?tag\w*|dienstag\w*|mittwoch\w*|donnerstag\w*|freitag\w*|samstag\w*|sonn\w*|lunes|martes|miercoles|jueves|viernes|sabado|domingo|today|tomorrow|yesterday|tonight|days?|tage?n?|dias?|heute|morgen|gestern|ubermorgen|vorgestern|hoy|manana|ayer|anteayer|antier|anoche|antes de ayer)\b/;

/** What the parser misreads, or does not know, as so many days from today; `undefined` hides it. Folded. */
const OWN: Readonly<Record<Language, readonly (readonly [RegExp, number | undefined])[]>> = {
  en: [
    [/(?<!\bday )\b(?:from|after|since) (?:today|tomorrow|now|yesterday)\b/g, undefined],
    [/\b(?:a|one|two|three|\d) (?:weeks?|months?|fortnight) (?:from|after|before)\b.{0,12}/g, undefined],
    [/\b(?:may) (?=i|we|you|be|not|it)/g, undefined],
    [/\bthe day before yesterday\b/g, -2],
  ],
  de: [
    [/\bgute[nr]? (?:morgen|abend|tag)\b/g, undefined],
    [/\b(?:am|jeden|der) morgen\b/g, undefined],
    [/\b(?:heute|morgen|freitag|montag|samstag) (?:in|uber) \w{1,10} (?:tagen|wochen?)\b/g, undefined],
    [/\b(?:ab|seit|nach|bis|vor) (?:heute|morgen|gestern)\b/g, undefined],
  ],
  es: [
    [/\bpasado manana\b/g, 2],
    [/\b(?:anteayer|antier|antes de ayer)\b/g, -2],
    [/\banoche\b/g, -1],
    [/\b(?:por|de|en|a) (?:la )?manana\b/g, undefined],
    [/\b(?:la|cada|esta|buena) manana\b/g, undefined],
    [/\b(?:de hoy|manana|hoy) en \w{1,10}\b(?! la)/g, undefined],
    [/\b(?:desde|hasta) (?:hoy|ayer|manana)\b/g, undefined],
  ],
};

/** Dates in digits: 14.3.2027, 3/14/27, 2027-03-14, 14.3. */
const DIGITS =
  /(?<![\w.,/-])(\d{1,4})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})(?![\w/-]|[.,]\d)|(\.)(?!\d)|(?![\w./-]|,\d))/g;
/** A day of the month alone. */
const DAY_ALONE: Readonly<Record<Language, RegExp>> = {
  en: /\b(?:the )?(\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|street|st|avenue|ave|grade|century|time|birthday|birth|of|one|place|attempt|call|person|building|anniversary|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))/g,
  de: /\b(?:am|der|den|dem|vom|zum) (\d{1,2})\.(?!\d|\s?(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|dez|stock|etage|klasse|mal|platz|geburtstag|oder|bis|und))/g,
  es: /\b(?:el|dia|al) (?:dia )?(\d{1,2})(?![\d/:]|[.,]\d|\s?%|\s(?:de|o|y|u|al|euros?|kilos?|por ciento|horas?|anos?))/g,
};

/** In which order day and month are written with slashes; unknown where nothing tells. */
function slashOrder(locale: string | undefined, language: Language): 'day first' | 'month first' | undefined {
  const region = locale
    ?.split(/[-_]/)
    .find((part, index) => index > 0 && /^[A-Za-z]{2}$/.test(part))
    ?.toUpperCase();
  if (region === 'US') return language === 'en' ? 'month first' : undefined;
  if (region === 'CA' || region === 'PH') return undefined;
  if (language !== 'en') return 'day first';
  return region === undefined || !locale?.toLowerCase().startsWith('en') ? undefined : 'day first';
}

/**
 * Finds dates.
 * @param text as it was said, composed
 * @param today the day on which it was said, where it was; two-digit years count from it
 */
export function datesIn(
  text: string,
  {
    language,
    locale,
    today,
  }: { language: Language; locale: string | undefined; today: CalendarDay | undefined },
): SpokenDate[] {
  let folded = fold(text);
  let masked = text;
  const found: SpokenDate[] = [];
  const take = (date: SpokenDate | undefined, { start, end }: Span): void => {
    if (date) found.push(date);
    const blank = ' '.repeat(end - start);
    folded = folded.slice(0, start) + blank + folded.slice(end);
    masked = masked.slice(0, start) + blank + masked.slice(end);
  };
  for (const match of folded.matchAll(DIGITS)) {
    const span = { start: match.index, end: match.index + match[0].length };
    const date = fromDigits(match, slashOrder(locale, language), language, today);
    if (date) take({ ...span, ...date }, span);
  }
  for (const [pattern, days] of OWN[language]) {
    for (const match of folded.matchAll(pattern)) {
      const span = { start: match.index, end: match.index + match[0].length };
      take(days === undefined ? undefined : { ...span, said: 'relative', days, sure: 1 }, span);
    }
  }
  for (const match of folded.matchAll(DAY_ALONE[language])) {
    const span = { start: match.index, end: match.index + match[0].length };
    const day = Number(match[1]);
    if (day >= 1 && day <= 31) take({ ...span, said: 'day', day }, span);
  }
  if (TRIGGER.test(folded)) found.push(...inWords(masked, language));
  return found.sort((one, other) => one.start - other.start);
}

/** A Wednesday: what is not certain in a result is made of it, and not used. */
const REFERENCE = new Date('2026-07-15T12:00:00Z');
const REFERENCE_DAY = Date.UTC(2026, 6, 15) / 86_400_000;

function inWords(text: string, language: Language): SpokenDate[] {
  const results = PARSERS[language].parse(text, { instant: REFERENCE, timezone: 0 });
  return results.flatMap(({ index, text: said, start, end }): SpokenDate[] => {
    const span = { start: index, end: index + said.length };
    const day = start.get('day') ?? 0;
    const month = start.get('month') ?? 0;
    const year = start.get('year') ?? 0;
    const weekday = start.isCertain('weekday') ? (start.get('weekday') ?? undefined) : undefined;
    if (end && (end.isCertain('day') || end.isCertain('weekday'))) return [{ ...span, said: 'unclear' }];
    const tags = start.tags();
    if (tags.has('result/relativeDateAndTime')) return [];
    if (tags.has('result/relativeDate') || isRelativeWord(fold(said))) {
      // Weeks and months are meant roughly.
      if (tags.has('result/relativeDate') && weekday === undefined) return [{ ...span, said: 'unclear' }];
      return [
        {
          ...span,
          said: 'relative',
          days: Date.UTC(year, month - 1, day) / 86_400_000 - REFERENCE_DAY,
          sure: 1,
        },
      ];
    }
    if (start.isCertain('day') && start.isCertain('month')) {
      // "March 27" may be a year to the parser, and "May 20" a time: only what was said counts.
      if (start.isCertain('year'))
        return [{ ...span, said: 'date', day: { year, month, day }, sure: 1, weekday }];
      return [{ ...span, said: 'day and month', month, day, weekday }];
    }
    if (weekday === undefined || start.isCertain('day')) return [];
    // Short forms are words, too: "sun", "sat", "mon ami".
    if (said.replace(/\W/g, '').length <= 3 && language !== 'de') return [];
    return [
      {
        ...span,
        said: 'weekday',
        weekday,
        which: whichWeekday(fold(text.slice(Math.max(0, index - 12), span.end + 12))),
      },
    ];
  });
}

const isRelativeWord = (said: string): boolean =>
  /\b(?:today|tonight|tomorrow|yesterday|tmr|heute|morgen|gestern|ubermorgen|vorgestern|hoy|manana|ayer)\b/.test(
    said,
  );

function whichWeekday(around: string): 'this' | 'next' | 'last' | undefined {
  if (/\b(?:next|nachst\w+|kommend\w+ woche|proxim[oa]|que viene|following|darauf)\b/.test(around))
    return 'next';
  if (/\b(?:last|letzt\w+|pasado|vergangen\w+|past)\b/.test(around)) return 'last';
  return /\b(?:this|diese\w*|este|coming)\b/.test(around) ? 'this' : undefined;
}

type Unplaced = SpokenDate extends infer Each ? (Each extends Span ? Omit<Each, keyof Span> : never) : never;

function fromDigits(
  match: RegExpMatchArray,
  order: 'day first' | 'month first' | undefined,
  language: Language,
  today: CalendarDay | undefined,
): Unplaced | undefined {
  const [, first = '', mark = '', second = '', third, dot] = match;
  const [a, b] = [Number(first), Number(second)];
  if (first.length >= 3) {
    if (first.length !== 4 || third?.length !== 2) return undefined;
    return { said: 'date', day: { year: a, month: b, day: Number(third) }, sure: 1 };
  }
  if (third === undefined) {
    // "4.2" is a number and "1/2" a half; "12.4." is a date where ordinals have a dot.
    if (mark === '.' ? dot === undefined || language !== 'de' : mark !== '/' || language === 'en' || a < 3)
      return undefined;
    return b >= 1 && b <= 12 && a >= 1 && a <= 31 ? { said: 'day and month', day: a, month: b } : undefined;
  }
  const short = third.length === 2;
  const year = short ? fullYear(Number(third), today) : Number(third);
  if (year === undefined) return undefined;
  const written = mark === '.' ? 'day first' : b > 12 ? 'month first' : a > 12 ? 'day first' : order;
  const sure = written === undefined ? (a === b ? 1 : 0.5) : short ? 0.95 : 1;
  const [day, month] = written === 'month first' ? [b, a] : [a, b];
  return { said: 'date', day: { year, month, day }, sure };
}

/** The nearest year that ends so, but not beyond the next ten. */
function fullYear(short: number, today: CalendarDay | undefined): number | undefined {
  if (!today) return undefined;
  const century = Math.floor(today.year / 100) * 100;
  return century + short > today.year + 10 ? century - 100 + short : century + short;
}
