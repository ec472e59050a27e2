import { TooLarge } from '../errors.ts';
import type { Values } from './model.ts';

const MAX_BYTES = 64 * 1024;

/**
 * New variables over old ones.
 * @throws TooLarge above 64 KB of JSON
 */
export function mergeVariables(before: Values, more: Values | undefined): Values {
  const merged = { ...before, ...more };
  const bytes = Buffer.byteLength(JSON.stringify(merged));
  if (bytes > MAX_BYTES) {
    throw new TooLarge('variables_too_large', `variables come to ${bytes} bytes; ${MAX_BYTES} are allowed`, {
      bytes,
      limit: MAX_BYTES,
    });
  }
  return merged;
}
