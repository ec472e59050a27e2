/** What a test needs to talk to the local stack that runs for all tests. */
import { randomUUID } from 'node:crypto';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { inject } from 'vitest';
import type { Scope } from '../../functions/catalog.ts';
import { lambdaClient } from './lambda-client.ts';

export const ALL_SCOPES: readonly Scope[] = [
  'migrations:read',
  'migrations:write',
  'migrations:approve',
  'migrations:deploy',
  'engine',
];

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of any shape
  readonly body: any;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One tenant of its own, and somebody who may do everything there. */
export class TestTenant {
  readonly tenantId = randomUUID();
  readonly #scopes: readonly Scope[];
  readonly #sub: string;
  #token: Promise<string> | undefined;

  constructor(scopes: readonly Scope[] = ALL_SCOPES, sub = 'tester') {
    this.#scopes = scopes;
    this.#sub = sub;
  }

  token(): Promise<string> {
    this.#token ??= issueToken({ tenant_id: this.tenantId, scopes: this.#scopes, sub: this.#sub });
    return this.#token;
  }

  /** Calls the HTTP API; `path` is below `/api/v1`. */
  async call(method: string, path: string, { body, headers }: CallOptions = {}): Promise<Reply> {
    const response = await fetch(`${inject('url')}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.token()}`,
        'x-tenant-id': this.tenantId,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : parse(text),
    };
  }
}

export async function issueToken(request: object): Promise<string> {
  const response = await fetch(`${inject('url')}/local/token`, {
    method: 'POST',
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`no token: ${await response.text()}`);
  const { token } = (await response.json()) as { token: string };
  return token;
}

/** Invokes a function and gives its answer, or what it threw as an error of that name. */
export async function invoke(
  name: string,
  payload: unknown,
  client = lambdaClient(inject('url')),
): Promise<Reply['body']> {
  const reply = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }),
  );
  const answer = JSON.parse(reply.Payload?.transformToString() ?? 'null');
  if (reply.FunctionError === undefined) return answer;
  throw Object.assign(new Error(answer.errorMessage), { name: answer.errorType });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
