import { isUtf8 } from 'node:buffer';
import { BadRequest, TooLarge } from '../errors.ts';
import { jsonErrorPosition } from './json-error-position.ts';
import { expectWholeText } from './whole-text.ts';

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
  const text = isBase64 ? decode(body) : body;
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BODY_BYTES) {
    throw new TooLarge('payload_too_large', `a body takes no more than ${MAX_BODY_BYTES} bytes`, {
      bytes,
      limit: MAX_BODY_BYTES,
    });
  }
  const value = parseJson(text);
  // Hardly any body has either, and all the others need not be walked through.
  if (!text.isWellFormed() || ESCAPED_SURROGATE.test(text)) expectWholeText(value);
  return value;
}

/** Bytes that are no text would become other text, and be kept as if they had been sent so. */
function decode(body: string): string {
  const bytes = Buffer.from(body, 'base64');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const message = 'is not UTF-8 text';
  throw BadRequest.of([{ path: '', code: 'malformed_text', message }], 'malformed_text');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const position = jsonErrorPosition(text);
    const message = `is not JSON: look at position ${position}`;
    throw BadRequest.of([{ path: '', code: 'malformed_json', message }], 'malformed_json', { position });
  }
}
