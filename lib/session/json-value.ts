import * as z from 'zod';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Deeper values are refused: what walks them later may use the stack. */
const MAX_DEPTH = 64;

function isJson(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      if (value === null) return true;
      return depth < MAX_DEPTH && Object.values(value).every((part) => isJson(part, depth + 1));
    default:
      return false;
  }
}

/** Any JSON. Not `z.json()`: that recursion clutters the API's description and has no bound on the depth. */
export const JsonValueSchema = z
  .custom<JsonValue>((value) => isJson(value), {
    error: `must be JSON, no more than ${MAX_DEPTH} levels deep`,
    // Nothing else may be asked of a value that no stack holds.
    abort: true,
  })
  .meta({ description: 'Any JSON.' });
