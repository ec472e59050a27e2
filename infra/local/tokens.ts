import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import * as z from 'zod';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { type Answer, json, problem } from './http-answer.ts';

export const JWKS_PATH = '/local/.well-known/jwks.json';
export const TOKEN_PATH = '/local/token';
export const AUDIENCE = 'midstream';
const ALGORITHM = 'ES256';
const LIFETIME = '12h';

const SCOPES = new Set<string>(
  FUNCTIONS.flatMap(({ routes }) => routes.flatMap(({ scopes }): readonly string[] => scopes)),
);

const Name = z.string().trim().min(1).max(200);
const TokenRequest = z
  .strictObject({
    tenant_id: Name.optional(),
    tenants: z.array(Name).min(1).max(100).optional(),
    scopes: z.array(
      z.string().refine((scope) => SCOPES.has(scope), `must be one of ${[...SCOPES].sort().join(', ')}`),
    ),
    sub: Name,
  })
  .refine(({ tenant_id, tenants }) => (tenant_id === undefined) !== (tenants === undefined), {
    path: ['tenant_id'],
    message: 'give either tenant_id or tenants',
  });

const StoredKey = z.looseObject({ kty: z.string(), kid: z.string(), d: z.string() });

/** Issues tokens as an identity provider would, on one machine only. */
export class TokenIssuer {
  readonly issuer: string;
  readonly #privateKey: Parameters<SignJWT['sign']>[0];
  readonly #publicJwk: JWK;

  private constructor(issuer: string, privateKey: Parameters<SignJWT['sign']>[0], publicJwk: JWK) {
    this.issuer = issuer;
    this.#privateKey = privateKey;
    this.#publicJwk = publicJwk;
  }

  /** @param folder keeps the key, so that tokens outlive a restart; without, each start has its own */
  static async create(issuer: string, folder?: string): Promise<TokenIssuer> {
    const file = folder === undefined ? undefined : join(folder, 'token-key.json');
    const kept = file === undefined ? undefined : await readKey(file);
    const jwk = kept ?? (await makeKey());
    if (file !== undefined) await writeFile(file, JSON.stringify(jwk), { mode: 0o600 });
    const { d: _private, ...publicJwk } = jwk;
    return new TokenIssuer(issuer, await importJWK(jwk, ALGORITHM), publicJwk);
  }

  jwks(): Answer {
    return json(200, { keys: [this.#publicJwk] });
  }

  /** Answers `POST /local/token`. */
  async answer(body: Buffer): Promise<Answer> {
    const parsed = TokenRequest.safeParse(parseJson(body));
    if (!parsed.success) {
      const problems = parsed.error.issues.flatMap((issue) => {
        const paths = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')];
        return paths.map((path) => ({ path, code: issue.code, message: issue.message }));
      });
      return problem(400, 'invalid_request', 'the request is not valid; see details.problems', { problems });
    }
    const { tenant_id, tenants, scopes, sub } = parsed.data;
    const token = await new SignJWT({
      ...(tenant_id !== undefined && { tenant_id }),
      ...(tenants !== undefined && { tenants }),
      scope: scopes.join(' '),
    })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.#publicJwk.kid ?? '', typ: 'JWT' })
      .setSubject(sub)
      .setIssuer(this.issuer)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .sign(this.#privateKey);
    return json(200, { token });
  }
}

async function readKey(file: string): Promise<JWK | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : StoredKey.parse(JSON.parse(text));
}

async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: ALGORITHM, use: 'sig' };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
