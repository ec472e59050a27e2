import { Bounded } from '../../../bounded.ts';
import type { Span } from '../fold.ts';
import type { Language } from './language.ts';

export interface Numeral extends Span {
  readonly value: number;
  /** Less than 1 where the separators may mean another number. */
  readonly sure: number;
}

/** Digits, with separators between them; a currency or a unit may touch them. */
const NUMERAL =
  /(?<![\w@#.,:/+–-]|\d\s)\d{1,15}(?:[.,'](?=\d)\d{1,15}|\s(?=\d{3}(?!\d))\d{3}){0,4}(?:(?=k\b)|(?![\w@]|[.,:/–-]\d)|(?=(?:€|\$|£|eur|kg|kwh|qm|m2|m²|h|x|mm|cm|km|m|g)(?![a-z])))(?!\s*%)/g;

const SCALE =
  /^(?:k|\s?(?:thousand|tausend|mil|million(?:en|es)?|mio\.?|dozen|dutzend|docenas?|hundred|hundert))(?!\w)/;
const TIMES: readonly (readonly [RegExp, number])[] = [
  [/^(?:k|thousand|tausend|mil)$/, 1e3],
  [/^(?:million(?:en|es)?|mio\.?)$/, 1e6],
  [/^hund/, 100],
  [/^d/, 12],
];

/** Finds numbers that are written in digits. */
export function numeralsIn(folded: string, locale: string | undefined, language: Language): Numeral[] {
  const decimal = decimalMark(locale, language);
  const found: Numeral[] = [];
  for (const { 0: digits, index } of folded.matchAll(NUMERAL)) {
    const read = readNumeral(digits, decimal);
    if (!read) continue;
    const end = index + digits.length;
    const scale = SCALE.exec(folded.slice(end, end + 16));
    const times = scale ? (TIMES.find(([words]) => words.test(scale[0].trim()))?.[1] ?? 1) : 1;
    found.push({
      start: index,
      end: end + (scale?.[0].length ?? 0),
      value: Math.round(read.value * times * 1e3) / 1e3,
      sure: read.sure,
    });
  }
  return found;
}

const marks = new Bounded<string>(100);

/** What a locale writes; nothing for one that does not exist. */
function markOf(locale: string): string {
  try {
    const parts = new Intl.NumberFormat(locale.replace(/_/g, '-')).formatToParts(1.5);
    return parts.find(({ type }) => type === 'decimal')?.value ?? '';
  } catch {
    return '';
  }
}

/** What separates decimals where the customer is. Nothing where locale and language disagree. */
function decimalMark(locale: string | undefined, language: Language): '.' | ',' | undefined {
  const spoken = language === 'en' ? '.' : ',';
  if (locale === undefined) return spoken;
  const mark = marks.getOrInsertComputed(locale, () => markOf(locale));
  if (mark !== '.' && mark !== ',') return spoken;
  return locale.toLowerCase().startsWith(language) || mark === spoken ? mark : undefined;
}

/** @param decimal what usually separates decimals; unknown makes "1.200" unsure */
function readNumeral(
  text: string,
  decimal: '.' | ',' | undefined,
): { value: number; sure: number } | undefined {
  const plain = text.replace(/['\s]/g, '');
  const marks = plain.match(/[.,]/g) ?? [];
  const last = marks.at(-1);
  if (last === undefined) return { value: Number(plain), sure: 1 };
  const [whole = '', ...groups] = plain.split(/[.,]/);
  const end = groups.at(-1) ?? '';
  const grouped = whole.length <= 3 && groups.every(({ length }) => length === 3);
  if (new Set(marks).size === 2) {
    // Both: the last one separates decimals, the other one thousands.
    const thousands = groups.slice(0, -1);
    if (marks.slice(0, -1).includes(last) || thousands.some(({ length }) => length !== 3)) return undefined;
    return { value: Number(`${whole}${thousands.join('')}.${end}`), sure: 1 };
  }
  if (marks.length > 1) return grouped ? { value: Number(whole + groups.join('')), sure: 1 } : undefined;
  if (grouped && whole !== '0') {
    // "1.200": thousands, unless decimals are separated so here; then nobody can tell.
    if (last !== decimal && decimal !== undefined) return { value: Number(whole + end), sure: 1 };
    return { value: Number(`${whole}.${end}`), sure: 0.6 };
  }
  return { value: Number(`${whole}.${end}`), sure: last === decimal ? 1 : 0.95 };
}
