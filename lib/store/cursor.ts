import { BadRequest } from '../errors.ts';

/** DynamoDB takes no longer sort keys, and so no list of ours has such a place. */
const MAX_KEY_BYTES = 1_024;

/** A place in a list, opaque to callers. It holds sort keys only, so it cannot lead into another tenant. */
export function writeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/**
 * @param prefix what every position of the list begins with
 * @throws BadRequest for what is not a cursor of ours
 */
export function readCursor(cursor: string, prefix = ''): string {
  const position = Buffer.from(cursor, 'base64url').toString('utf8');
  const isKey = position !== '' && Buffer.byteLength(position) <= MAX_KEY_BYTES;
  if (!isKey || !position.startsWith(prefix) || writeCursor(position) !== cursor) {
    throw BadRequest.of([
      { path: 'cursor', code: 'invalid_cursor', message: 'pass on next_cursor exactly as it was answered' },
    ]);
  }
  return position;
}
