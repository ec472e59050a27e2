/** Tokens of the right issuer with something wrong in them, and such as only look like it. */
import { createPrivateKey, createPublicKey, type JsonWebKey, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { hostileText } from './hostile.ts';

/** What is wrong with a token. */
export interface TokenEdit {
  /** In place of, or besides, the claims of a good one; `undefined` leaves one out. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly written: (token: string) => string;
}

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, 0, -1, 1e308, true, '', ' ', [], {}, [[]], ['x'], { a: 1 }),
  hostileText.filter((text) => text.length < 300),
  fc.integer(),
);

const names = (...all: string[]) => fc.dictionary(fc.constantFrom(...all), odd, { maxKeys: 2 });

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const replaced = (token: string, part: number, put: string, length = put.length): string => {
  const from = Math.floor(token.length * part);
  return token.slice(0, from) + put + token.slice(from + length);
};
const written = fc.oneof(
  { weight: 4, arbitrary: fc.constant((token: string) => token) },
  fc.tuple(place, fc.constantFrom('A', '_', '=', '.', '+', '/', '%', '"', 'ä', ' ')).map(
    ([part, put]) =>
      (token: string) =>
        replaced(token, part, put),
  ),
  place.map((part) => (token: string) => token.slice(0, Math.floor(token.length * part))),
  place.map((part) => (token: string) => replaced(token, part, '', 1)),
  fc.constantFrom(
    (token: string) => `${token}.`,
    (token: string) => `${token}.${token}`,
    (token: string) => token.split('.').reverse().join('.'),
    (token: string) => token.split('.').slice(0, 2).join('.'),
    (token: string) => `${token.split('.').slice(0, 2).join('.')}.`,
    (token: string) => token.toUpperCase(),
    (token: string) => `${token},Bearer ${token}`,
    () => '..',
    () => 'null',
  ),
);

export const tokenEdits: fc.Arbitrary<TokenEdit> = fc.record({
  claims: names(
    'iss',
    'aud',
    'exp',
    'nbf',
    'iat',
    'sub',
    'scope',
    'scp',
    'client_id',
    'tenant_id',
    'tenants',
    'jti',
  ),
  header: fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    names('alg', 'kid', 'typ', 'crit', 'b64', 'jwk', 'jku', 'x5c', 'cty', 'zip'),
    fc.constantFrom(
      { alg: 'none' },
      { alg: 'HS256' },
      { alg: 'RS256' },
      { alg: 'ES384' },
      { crit: ['b64'], b64: false },
    ),
  ),
  written,
});

/** Makes tokens with the issuer's own key, and tells which of them are good. */
export class Forger {
  readonly #key: JsonWebKey;
  readonly #claims: { readonly iss: string; readonly tenant_id: string };

  constructor(key: JsonWebKey, claims: { readonly iss: string; readonly tenant_id: string }) {
    this.#key = key;
    this.#claims = claims;
  }

  token({ claims, header, written: write }: TokenEdit): string {
    const good = {
      ...this.#claims,
      aud: 'midstream',
      sub: 'olivia',
      scope: 'migrations:read',
      exp: Math.floor(Date.now() / 1_000) + 3_600,
    };
    const signed = [
      { alg: 'ES256', kid: this.#key.kid, ...header },
      { ...good, ...claims },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const key = createPrivateKey({ key: this.#key, format: 'jwk' });
    const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
    return write(`${signed}.${signature.toString('base64url')}`);
  }

  /** Whether a token may open anything for the tenant. */
  isGood(token: string): boolean {
    const [header = '', payload = '', signature = '', ...more] = token.split('.');
    if (more.length > 0) return false;
    const key = createPublicKey({ key: this.#key, format: 'jwk' });
    const bytes = Buffer.from(signature, 'base64url');
    const isSigned = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key, dsaEncoding: 'ieee-p1363' },
      bytes,
    );
    if (!isSigned) return false;
    const { alg, crit } = decoded(header);
    const claims = decoded(payload);
    const { iss, aud = claims.client_id, exp, sub, scope, scp, tenant_id, tenants } = claims;
    const granted = [scope, scp].flat().flatMap((text) => (typeof text === 'string' ? text.split(' ') : []));
    return (
      alg === 'ES256' &&
      crit === undefined &&
      iss === this.#claims.iss &&
      [aud].flat().includes('midstream') &&
      typeof exp === 'number' &&
      exp > Date.now() / 1_000 - 10 &&
      typeof sub === 'string' &&
      sub.trim() !== '' &&
      granted.includes('migrations:read') &&
      [tenant_id, ...list(tenants)].includes(this.#claims.tenant_id)
    );
  }
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function decoded(part: string): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
