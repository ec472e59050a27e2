import type { IncomingMessage } from 'node:http';

/** What Lambda takes in one event, and gives in one answer. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * Reads a request's body, or as much of it as shows that it is too large.
 * @returns `undefined` when it is too large; what remains is thrown away as it comes
 */
export async function readBody(
  request: IncomingMessage,
  limit = MAX_PAYLOAD_BYTES,
): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    request.resume();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  return await new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('the caller went away')));
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        // The rest must be read, or the caller, still sending, never sees the answer; it is not kept.
        chunks.length = 0;
        resolve(undefined);
      } else {
        chunks.push(chunk);
      }
    });
  });
}
