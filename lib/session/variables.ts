import { TooLarge } from '../errors.ts';
import { MAX_VARIABLES_BYTES as limit, type Values } from './model.ts';

/**
 * New variables over old ones.
 * @throws TooLarge above the limit of a session's variables
 */
export function mergeVariables(before: Values, more: Values | undefined): Values {
  const merged = { ...before, ...more };
  const bytes = Buffer.byteLength(JSON.stringify(merged));
  if (bytes > limit) {
    throw new TooLarge('variables_too_large', `variables come to ${bytes} bytes; ${limit} are allowed`, {
      bytes,
      limit,
    });
  }
  return merged;
}
