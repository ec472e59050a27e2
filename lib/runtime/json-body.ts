import { BadRequest, TooLarge } from '../errors.ts';
import { jsonErrorPosition } from './json-error-position.ts';

/** Largest request body. Lambda itself takes 6 MB with everything around the body. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** An escaped surrogate: the usual way for half a character to get through UTF-8. */
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * Reads a JSON body. No body at all is an empty object, so that calls whose fields are all optional need none.
 * @throws TooLarge `payload_too_large`; BadRequest `malformed_json` with the position, or `malformed_text`
 */
export function readJsonBody(body: string | undefined, isBase64: boolean): unknown {
  if (body === undefined || body === '') return {};
  const text = isBase64 ? Buffer.from(body, 'base64').toString('utf8') : body;
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BODY_BYTES) {
    throw new TooLarge('payload_too_large', `a body takes no more than ${MAX_BODY_BYTES} bytes`, {
      bytes,
      limit: MAX_BODY_BYTES,
    });
  }
  const value = parseJson(text);
  const whole = text.isWellFormed() && !(ESCAPED_SURROGATE.test(text) && !isWellFormed(value));
  if (!whole) {
    throw new BadRequest('malformed_text', 'the body holds half a character (a lone surrogate)');
  }
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const position = jsonErrorPosition(text);
    throw new BadRequest('malformed_json', `the body is not JSON: look at position ${position}`, {
      position,
    });
  }
}

/** Whether every text in a value is whole characters. Walked with a list, for the body may be nested deeply. */
function isWellFormed(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part === 'string') {
      if (!part.isWellFormed()) return false;
    } else if (typeof part === 'object' && part !== null) {
      for (const [key, below] of Object.entries(part)) {
        if (!key.isWellFormed()) return false;
        open.push(below);
      }
    }
  }
  return true;
}
