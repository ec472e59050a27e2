import type * as z from 'zod';
import type { SESSION_OPERATIONS } from '../api/session-operations.ts';
import { type Attempts, attempted, type Outcome } from './attempts.ts';
import { Failed, Refused, type Said, Unavailable } from './errors.ts';

/** A bearer token; `renew` says that the last one was refused as expired. */
export type TokenProvider = (renew: boolean) => Promise<string> | string;

export interface HttpAccess {
  /** Of the API, as the stack's output `ApiUrl` has it: `https://.../api/v1`. */
  readonly url: string;
  readonly tenantId: string;
  readonly token: TokenProvider;
  readonly attempts: Attempts;
}

type Operations = typeof SESSION_OPERATIONS;
export type Call = keyof Operations;

type Read<S> = S extends z.ZodType ? z.output<S> : never;

/** What a call takes as its body, and what it answers: the types of the schemas that the service validates with. */
export type Body<K extends Call> = Read<Operations[K]['body']>;
export type Answer<K extends Call> = Read<Operations[K]['answers'][keyof Operations[K]['answers']]>;

export interface Sent<K extends Call> {
  readonly params: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: Body<K> | undefined;
}

/**
 * Calls the HTTP API. Every call of an engine may be repeated: it carries ids of the engine's own making.
 * @throws Refused, Unavailable, Failed
 */
export function httpCall<K extends Call>(access: HttpAccess, key: K, sent: Sent<K>): Promise<Answer<K>> {
  let renew = false;
  return attempted<Answer<K>>(async (signal) => {
    const outcome = await exchange<K>(access, key, sent, renew, signal);
    // A token may expire at any moment: once, a new one is asked for, and this is no attempt of its own.
    if (outcome.ok || renew || !isExpired(outcome.error.details)) return outcome;
    renew = true;
    return exchange<K>(access, key, sent, renew, signal);
  }, access.attempts);
}

async function exchange<K extends Call>(
  { url, tenantId, token }: HttpAccess,
  key: K,
  sent: Sent<K>,
  renew: boolean,
  signal: AbortSignal,
): Promise<Outcome<Answer<K>>> {
  const bearer = await token(renew);
  const body = sent.body === undefined ? undefined : JSON.stringify(sent.body);
  const [method = ''] = key.split(' ');
  try {
    const response = await fetch(addressOf(url, key, sent), {
      method,
      signal,
      headers: {
        authorization: `Bearer ${bearer}`,
        'x-tenant-id': tenantId,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return outcomeOf<Answer<K>>(key, response, text);
  } catch (cause) {
    // No answer: not sent, not arrived, lost on the way back, or out of time.
    const said = { code: 'unreachable', message: `no answer from ${url}` };
    return { ok: false, error: new Unavailable(key, said, cause) };
  }
}

function addressOf<K extends Call>(url: string, key: K, { params, query }: Sent<K>): string {
  const [, path = ''] = key.split(' ');
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''));
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, `${value}`]],
  );
  return `${url.replace(/\/$/, '')}${filled}${pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : ''}`;
}

function outcomeOf<T>(call: Call, { status, headers }: Response, text: string): Outcome<T> {
  const json = parsed(text);
  if (status < 300 && json !== undefined) return { ok: true, value: json };
  const said = saidOf(json, `http_${status}`);
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    const seconds = Number(headers.get('retry-after') ?? 0);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : 0;
    return { ok: false, error: new Unavailable(call, said), retryAfterMs };
  }
  const Kind = status >= 400 && status < 500 ? Refused : Failed;
  return { ok: false, error: new Kind(call, said) };
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of a service that answers as its schemas say
export function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An error's words; what is in front of the service, such as API Gateway, gives no code. */
export function saidOf(json: unknown, code: string): Said {
  if (typeof json !== 'object' || json === null) return { code, message: 'failed' };
  const said: Partial<Said> = json;
  return { code: said.code ?? code, message: said.message ?? 'failed', details: said.details };
}

const isExpired = (details: Said['details']): boolean => details?.check === 'expired';
