/**
 * Who may do what, over HTTP: every route of the catalogue with every token that there may be. A new route cannot be
 * forgotten: `good-requests.ts` has to say how it is called.
 */
import { randomUUID } from 'node:crypto';
import { generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import openapi from '../../docs/openapi.json' with { type: 'json' };
import { FUNCTIONS, type Scope } from '../../functions/catalog.ts';
import { isOperationKey, type OperationKey } from '../../lib/api/operations.ts';
import { ApiClient, EVERY_SCOPE, type Request } from '../support/api-client.ts';
import { itemsOf, testDatabase } from '../support/database.ts';
import { GOOD_REQUESTS, oneOfEverything, type Things } from '../support/good-requests.ts';

const url = inject('url');
const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));

const ROUTES = FUNCTIONS.flatMap(({ routes }) => routes).map(({ method, path, scopes }) => {
  const key = `${method} ${path}`;
  if (!isOperationKey(key)) throw new Error(`no operation for ${key}`);
  return { key, scopes };
});
const OPEN = ROUTES.filter(({ scopes }) => scopes.length === 0);
const CLOSED = ROUTES.filter(({ scopes }) => scopes.length > 0);

/** A tenant with one of everything, and a stranger with a token as good as anybody's, for another tenant. */
const owner = new ApiClient(url);
const stranger = new ApiClient(url);
let at: Things;
beforeAll(async () => {
  at = await oneOfEverything(owner);
}, 60_000);

type Sign = (jwt: SignJWT) => SignJWT;
const now = () => Math.floor(Date.now() / 1000);

/** A token as the stack's issuer makes it, but for one thing. */
async function tokenBut(change: Sign, key: JWK | 'somebody else’s' = JSON.parse(inject('tokenKey'))) {
  const { kid = '' } = JSON.parse(inject('tokenKey'));
  const signing =
    key === 'somebody else’s' ? (await generateKeyPair('ES256')).privateKey : await importJWK(key, 'ES256');
  const jwt = new SignJWT({ tenant_id: owner.tenantId, scope: EVERY_SCOPE.join(' ') })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setSubject('olivia')
    .setIssuer(`${url}/local`)
    .setAudience('midstream')
    .setIssuedAt()
    .setExpirationTime('1h');
  return change(jwt).sign(signing);
}

const asIs: Sign = (jwt) => jwt;
const withHeaders = (key: OperationKey, headers: NonNullable<Request['headers']>): Request => ({
  ...GOOD_REQUESTS[key](at),
  headers,
});

it('the matrix has every call that the OpenAPI document describes', () => {
  const described = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(ROUTES.map(({ key }) => key).sort()).toEqual(described.sort());
});

it('only the description of the interface is open', () => {
  expect(OPEN.map(({ key }) => key)).toEqual(['GET /openapi.json']);
});

it('a token that is made here as the issuer makes it is taken', async () => {
  const headers = { authorization: `Bearer ${await tokenBut(asIs)}` };
  expect((await owner.send('GET /migration-plans', { headers })).status).toBe(200);
});

describe('nobody gets in, and nothing is changed,', () => {
  const BAD: readonly [
    what: string,
    token: () => Promise<string | undefined>,
    code: string,
    check?: string,
  ][] = [
    ['without a token', async () => undefined, 'token_required'],
    [
      'with an expired one',
      () => tokenBut((jwt) => jwt.setExpirationTime(now() - 60)),
      'token_invalid',
      'expired',
    ],
    [
      'with one of another issuer',
      () => tokenBut((jwt) => jwt.setIssuer('https://elsewhere.example')),
      'token_invalid',
      'issuer',
    ],
    [
      'with one for another audience',
      () => tokenBut((jwt) => jwt.setAudience('shop')),
      'token_invalid',
      'audience',
    ],
    ['with one that others signed', () => tokenBut(asIs, 'somebody else’s'), 'token_invalid', 'signature'],
  ];
  let before: unknown;
  beforeAll(async () => {
    before = await itemsOf(db, owner.tenantId);
  });

  it.each(BAD)('%s: every route answers 401', async (_, make, code, check) => {
    const token = await make();
    for (const { key } of CLOSED) {
      const headers = { authorization: token === undefined ? undefined : `Bearer ${token}` };
      const refusal = await owner.refused(key, withHeaders(key, headers));
      expect([key, refusal.status, refusal.code]).toEqual([key, 401, code]);
      if (check !== undefined) expect([key, refusal.details]).toEqual([key, { check }]);
      expect(refusal.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('who does not say for which tenant: every route answers 400', async () => {
    for (const { key } of CLOSED) {
      const refusal = await owner.refused(key, withHeaders(key, { 'x-tenant-id': undefined }));
      expect([key, refusal.status, refusal.code]).toEqual([key, 400, 'tenant_required']);
    }
  });

  it('whose token is for another tenant than the header says: every route answers 403', async () => {
    for (const { key } of CLOSED) {
      const refusal = await stranger.refused(key, withHeaders(key, { 'x-tenant-id': owner.tenantId }));
      expect([key, refusal.status, refusal.code]).toEqual([key, 403, 'tenant_forbidden']);
    }
  });

  const without = (scopes: readonly Scope[]) => EVERY_SCOPE.filter((scope) => !scopes.includes(scope));
  it.each(CLOSED)('$key without $scopes: 403, whatever else is granted', async ({ key, scopes }) => {
    const others = without(scopes);
    for (const granted of [[], others, ...others.map((scope) => [scope])]) {
      const refusal = await owner.as({ scopes: granted }).refused(key, GOOD_REQUESTS[key](at));
      expect([granted, refusal.status, refusal.code]).toEqual([granted, 403, 'scope_required']);
      expect(refusal.details).toEqual({ any_of: scopes });
    }
  });

  it('at all', async () => {
    expect(await itemsOf(db, owner.tenantId)).toEqual(before);
  });
});

describe('another tenant’s ids', () => {
  /** These make or show a thing of the caller's own, whoever else has one of that name. */
  const OWN: readonly OperationKey[] = [
    'POST /scenarios',
    'GET /migration-plans',
    'PUT /profiles/{customer_id}/fields/{name}',
    'GET /profiles/{customer_id}',
  ];

  it('are found by no route', async () => {
    const before = await itemsOf(db, owner.tenantId);
    for (const { key } of CLOSED.filter((route) => !OWN.includes(route.key))) {
      const refusal = await stranger.refused(key, GOOD_REQUESTS[key](at));
      expect([key, refusal.status]).toEqual([key, 404]);
    }
    expect(await itemsOf(db, stranger.tenantId)).toEqual([]);
    expect(await itemsOf(db, owner.tenantId)).toEqual(before);
  });

  it('mean one’s own things where a thing need not exist', async () => {
    const before = await itemsOf(db, owner.tenantId);
    for (const key of OWN) expect((await stranger.send(key, GOOD_REQUESTS[key](at))).ok, key).toBe(true);
    const profile = await stranger.call('GET /profiles/{customer_id}', { params: { customer_id: 'carla' } });
    expect(profile.fields.age?.value).toBe(41);
    expect(await stranger.call('GET /migration-plans')).toEqual({ plans: [], total: 0 });
    expect(await itemsOf(db, owner.tenantId)).toEqual(before);
  });

  it('are no sessions that could be reconciled', async () => {
    const refusal = stranger.reconcile({ session_id: at.session });
    await expect(refusal).rejects.toMatchObject({ name: 'NotFound', code: 'session_not_found' });
  });
});

describe('with the right token', () => {
  it('of an issuer that lists tenants and scopes otherwise, a call goes well', async () => {
    const staff = new SignJWT({ tenants: [randomUUID(), owner.tenantId], scp: ['migrations:read'] });
    const token = await tokenBut(() =>
      staff
        .setProtectedHeader({ alg: 'ES256', kid: JSON.parse(inject('tokenKey')).kid })
        .setSubject('sam')
        .setIssuer(`${url}/local`)
        .setAudience('midstream')
        .setExpirationTime('1h'),
    );
    const headers = { authorization: `Bearer ${token}` };
    expect((await owner.send('GET /migration-plans', { headers })).status).toBe(200);
  });

  const routeOf = (key: OperationKey) => ROUTES.find((route) => route.key === key);
  const inOrder = Object.keys(GOOD_REQUESTS).filter(isOperationKey);
  it.each(inOrder)('%s goes well, with any one of its scopes alone', async (key) => {
    const scopes = routeOf(key)?.scopes ?? [];
    for (const scope of scopes) {
      const reply = await owner.as({ scopes: [scope] }).send(key, GOOD_REQUESTS[key](at));
      // A deployment may have ended before it is cancelled: then that is what is said.
      const expected = key.endsWith('/cancel')
        ? expect.toBeOneOf([200, 409])
        : expect.toBeOneOf([200, 201, 202]);
      expect([scope, reply.status, reply]).toEqual([scope, expected, expect.anything()]);
    }
    if (scopes.length === 0) {
      const headers = { authorization: undefined, 'x-tenant-id': undefined };
      expect((await owner.send(key, { headers })).status).toBe(200);
    }
  });
});
