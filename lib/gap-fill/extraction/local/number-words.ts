import type { Span } from '../fold.ts';
import type { Language } from './language.ts';
import { ARTICLES, JOINERS, SCALES, SMALL } from './lexicon/number-words.ts';

export interface NumberInWords extends Span {
  readonly value: number;
  /** "one", which may be no more than an article. */
  readonly article: boolean;
}

/** Finds numbers that are written in words, up to hundreds of thousands. */
export function numbersInWords(folded: string, language: Language): NumberInWords[] {
  const found: NumberInWords[] = [];
  let open: { start: number; end: number; values: Part[]; words: string[] } | undefined;
  const close = (): void => {
    if (open?.values.length) {
      const { start, end, values, words } = open;
      const [only = ''] = words;
      const value = sum(values);
      if (value !== undefined)
        found.push({ start, end, value, article: words.length === 1 && ARTICLES.has(only) });
    }
    open = undefined;
  };
  for (const { 0: word, index } of folded.matchAll(/[a-z]{1,40}/g)) {
    const parts = partsOf(word, language);
    const gap = open ? folded.slice(open.end, index) : '';
    if (open && !/^(?:\s|-|\sand\s|\sy\s)$/.test(gap)) close();
    // "and" and "y" belong to a number only between two of its parts.
    if (open && word === JOINERS[language] && language !== 'de') {
      const rest = /^\s([a-z]{1,40})/.exec(folded.slice(index + word.length, index + word.length + 42));
      if (rest?.[1] && partsOf(rest[1], language) && joins(open.values, language)) {
        open.end = index + word.length;
        continue;
      }
    }
    if (!parts) {
      close();
      continue;
    }
    open ??= { start: index, end: index, values: [], words: [] };
    open.values.push(...parts);
    open.words.push(word);
    open.end = index + word.length;
  }
  close();
  return found;
}

/** "two hundred and fifty", "treinta y cinco"; but "two and three" are two numbers. */
function joins(values: readonly Part[], language: Language): boolean {
  const last = values.at(-1);
  if (!last) return false;
  return language === 'en' ? 'scale' in last : 'small' in last && last.small >= 30 && last.small < 100;
}

type Part = { readonly small: number } | { readonly scale: number };

function partsOf(word: string, language: Language): Part[] | undefined {
  const small = own(SMALL[language], word);
  if (small !== undefined) return [{ small }];
  const scale = own(SCALES[language], word);
  if (scale !== undefined) return [{ scale }];
  return language === 'de' ? germanParts(word) : undefined;
}

/** "zweihundertfunfzig", "funfundzwanzig": from its end, because units stand before tens. */
function germanParts(word: string): Part[] | undefined {
  const match =
    /^(?:([a-z]{2,20}?)tausend)?(?:und)?(?:([a-z]{2,10}?)?(hundert))?(?:und)?([a-z]{2,20})?$/.exec(word);
  if (!match) return undefined;
  const [, thousands, hundreds, hundred, rest] = match;
  const ofThousands = thousands === undefined ? undefined : belowHundred(thousands);
  const ofHundreds = hundred === undefined ? undefined : hundreds === undefined ? 1 : belowHundred(hundreds);
  const ofRest = rest === undefined ? undefined : belowHundred(rest);
  if (thousands !== undefined && ofThousands === undefined) return undefined;
  if (hundred !== undefined && ofHundreds === undefined) return undefined;
  if (rest !== undefined && ofRest === undefined) return undefined;
  const value = (ofThousands ?? 0) * 1_000 + (ofHundreds ?? 0) * 100 + (ofRest ?? 0);
  return value > 0 ? [{ small: value }] : undefined;
}

function belowHundred(word: string): number | undefined {
  const plain = own(SMALL.de, word);
  if (plain !== undefined) return plain;
  const at = word.indexOf('und');
  if (at < 0) return undefined;
  const units = own(SMALL.de, word.slice(0, at));
  const decades = own(SMALL.de, word.slice(at + 3));
  return units !== undefined && units < 10 && decades !== undefined && decades >= 20
    ? units + decades
    : undefined;
}

/** The number that the words make together; nothing where they are several: "one two three". */
function sum(parts: readonly Part[]): number | undefined {
  let total = 0;
  let current = 0;
  // What follows is smaller than the last digit of what stands there.
  let below = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    if ('small' in part) {
      if (part.small >= below) return undefined;
      current += part.small;
      below = lastPlace(part.small);
    } else if (part.scale >= 1_000) {
      if (total > 0) return undefined;
      total += (current || 1) * part.scale;
      current = 0;
      below = part.scale;
    } else {
      if (current >= part.scale) return undefined;
      current = (current || 1) * part.scale;
      below = part.scale;
    }
  }
  return total + current;
}

const lastPlace = (value: number): number =>
  value === 0 || value % 10 !== 0
    ? 1
    : value % 100 !== 0
      ? value < 20
        ? 1
        : 10
      : value % 1_000 !== 0
        ? 100
        : 1_000;

const own = (words: Readonly<Record<string, number>>, word: string): number | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined;
