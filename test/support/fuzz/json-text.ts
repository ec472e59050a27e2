/**
 * JSON that `JSON.stringify` does not write: numbers as they stand in a text, names that come twice, nesting that
 * no stack holds. They stand in a value as marked texts and names.
 */
const MARK = '\u{f8ff}';

/** A number, or any other token, as it is to be written: `1e999`, `-0`. */
export const token = (text: string): string => `${MARK}token:${text}${MARK}`;
/** Lists in lists. */
export const nested = (depth: number): string => `${MARK}nested:${depth}${MARK}`;
/** The name of a field that is there already. */
export const again = (name: string): string => `${MARK}again${MARK}${name}`;

const TOKEN = new RegExp(`"${MARK}token:([^${MARK}]*)${MARK}"`, 'g');
const NESTED = new RegExp(`"${MARK}nested:(\\d+)${MARK}"`, 'g');
const AGAIN = new RegExp(`"${MARK}again${MARK}`, 'g');

/** Writes a value with its marks. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value)
    .replace(TOKEN, '$1')
    .replace(NESTED, (_, depth) => '['.repeat(Number(depth)) + ']'.repeat(Number(depth)))
    .replace(AGAIN, '"');
}

/** Whether there is half a surrogate pair in any text or name of a value. */
export function holdsHalfCharacters(value: unknown): boolean {
  // A list and no recursion: values may be nested more deeply than a stack holds.
  const open = [value];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (typeof part === 'string' && !part.isWellFormed()) return true;
    if (typeof part === 'object' && part !== null)
      for (const each of Object.entries(part)) open.push(...each);
  }
  return false;
}
