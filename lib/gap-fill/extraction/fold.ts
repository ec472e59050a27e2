/**
 * Text as words are compared: small letters without accents. Every UTF-16 unit stays where it is, so that a place in
 * the folded text is the same place in what was said.
 */
export function fold(text: string): string {
  // Nearly all of it needs no more than this.
  const small = text.toLowerCase();
  if (small.length === text.length && PLAIN.test(small)) return small;
  let folded = '';
  for (let at = 0; at < text.length; at += 1) folded += foldUnit(text.charAt(at));
  return folded;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const PLAIN = /^[\x00-\x7f]*$/;

function foldUnit(unit: string): string {
  if (unit < '\x80') return unit.toLowerCase();
  if (unit === 'ß') return 's';
  if (unit === '’' || unit === '‘') return "'";
  return unit.normalize('NFD').charAt(0).toLowerCase().charAt(0);
}

/** Part of a text: from a place up to another one. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A pattern over folded text that finds any of these words; `liefer*` finds what begins so. White space in an entry
 * stands for any run of it.
 */
export const anyOf = (...words: readonly string[]): RegExp =>
  new RegExp(
    `(?<![\\w@.])(?:${words.map((word) => word.replace(/ /g, '\\s+').replace(/(?<!\\w)\*/g, '\\w*')).join('|')})(?!\\w)`,
    'g',
  );

/** Does the text have a match? Global patterns remember where they stopped; this does not. */
export const has = (text: string, pattern: RegExp): boolean => text.search(pattern) >= 0;
