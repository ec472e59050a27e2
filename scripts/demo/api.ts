import * as z from 'zod';
import type { Scope } from '../../functions/catalog.ts';
import { ErrorAnswerSchema } from '../../lib/api/operation.ts';

const TokenAnswer = z.object({ token: z.string() });

/** The HTTP API, as one person or system may use it. */
export class Api {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(url: string, tenant: string, token: string) {
    this.#url = url;
    this.#headers = {
      authorization: `Bearer ${token}`,
      'x-tenant-id': tenant,
      'content-type': 'application/json',
    };
  }

  /** Signs somebody in at the local stack. */
  static async signIn(url: string, tenant: string, sub: string, scopes: readonly Scope[]): Promise<Api> {
    const response = await fetch(`${url}/local/token`, {
      method: 'POST',
      body: JSON.stringify({ tenant_id: tenant, sub, scopes }),
    });
    if (!response.ok) throw new Error(`no token for ${sub}: ${await response.text()}`);
    return new Api(url, tenant, TokenAnswer.parse(await response.json()).token);
  }

  get<S extends z.ZodType>(path: string, answer: S): Promise<z.output<S>> {
    return this.#call('GET', path, answer);
  }

  put<S extends z.ZodType>(path: string, answer: S, body: unknown): Promise<z.output<S>> {
    return this.#call('PUT', path, answer, body);
  }

  post<S extends z.ZodType>(path: string, answer: S, body: unknown): Promise<z.output<S>> {
    return this.#call('POST', path, answer, body);
  }

  /** @throws Error naming the call and what was wrong with it */
  async #call<S extends z.ZodType>(
    method: string,
    path: string,
    answer: S,
    body?: unknown,
  ): Promise<z.output<S>> {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: this.#headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const json: unknown = await response.json();
    if (!response.ok) {
      const refusal = ErrorAnswerSchema.safeParse(json);
      const said = refusal.success ? `${refusal.data.code}: ${refusal.data.message}` : JSON.stringify(json);
      throw new Error(`${method} ${path} was answered ${response.status}, ${said}`);
    }
    return answer.parse(json);
  }
}
