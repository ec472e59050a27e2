import { gzipSync } from 'node:zlib';

/** A request as it goes over the wire, before anything is made nicer by a client. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, encoded as they are to be sent. */
  readonly target: string;
  /** In their order; a name may come twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer | undefined;
}

/** What stands in a generated request for what is known only when it is sent: `{{plan}}`. */
export type Placeholders = Readonly<Record<string, () => string>>;

/** The request with everything filled in. */
export function filled(request: RawRequest, values: Placeholders): RawRequest {
  const fill = (text: string): string =>
    text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? (values[name]?.() ?? whole) : whole,
    );
  return {
    method: request.method,
    target: fill(request.target),
    headers: request.headers.map(([name, value]) => [name, fill(value)] as const),
    // Byte by byte, for a body need not be text.
    ...(request.body && { body: Buffer.from(fill(request.body.toString('latin1')), 'latin1') }),
  };
}

/** Bodies up to this size that are plain text are shown as they are. */
const READABLE_BYTES = 4_000;

/**
 * The request as a command that repeats it, in bash.
 * @param token shown as `$TOKEN`
 */
export function asCommand(url: string, { method, target, headers, body }: RawRequest, token = ''): string {
  const quoted = (text: string): string => {
    const safe = `'${text.replaceAll("'", `'\\''`)}'`;
    return token === '' ? safe : safe.replaceAll(token, `'"$TOKEN"'`);
  };
  const command = [
    `curl -si -g --path-as-is -X ${method} ${quoted(url + target)}`,
    ...headers.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
  ];
  if (body === undefined) return command.join(' \\\n  ');
  const text = body.toString('utf8');
  const isReadable = body.length <= READABLE_BYTES && /^[\P{C}\n]*$/u.test(text) && !text.includes('\ufffd');
  if (isReadable) return [...command, `--data-binary ${quoted(text)}`].join(' \\\n  ');
  const packed = gzipSync(body).toString('base64');
  return `echo ${packed} | base64 -d | gunzip | ${[...command, '--data-binary @-'].join(' \\\n  ')}`;
}
