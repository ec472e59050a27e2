const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;

/** Text as it is compared: Unicode NFC, runs of white space as one space. */
export const plain = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{White_Space}+/gu, ' ')
    .trim();

/** The words and figures of a text, in lower case. */
export const wordsOf = (text: string): readonly string[] =>
  (plain(text).toLowerCase().match(WORD) ?? []).map((word) => word.replaceAll('’', "'"));

/** Does a text have every word of another, in whatever order? */
export function hasWordsOf(text: string, other: string): boolean {
  const words = new Set(wordsOf(text));
  const wanted = wordsOf(other);
  return wanted.length > 0 && wanted.every((word) => words.has(word));
}
