import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorise, createAuthenticate } from '../../lib/runtime/authenticate.ts';
import { startIssuer } from './issuer.ts';

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let authenticate: ReturnType<typeof createAuthenticate>;
beforeAll(async () => {
  issuer = await startIssuer();
  authenticate = createAuthenticate(issuer.settings);
});
afterAll(() => issuer.stop());

describe('a bearer token', () => {
  it('says who calls, with which scopes, for which tenants', async () => {
    const token = await issuer.token({ scp: ['engine'], tenants: ['beta', 7, 'no#key'] });
    expect(await authenticate(`Bearer ${token}`)).toEqual({
      sub: 'olivia',
      scopes: ['migrations:read', 'engine'],
      tenants: ['acme', 'beta'],
    });
  });

  it.each([
    ['text', { scope: 'engine migrations:read' }],
    ['a list', { scope: ['engine', 'migrations:read'] }],
    ['text in scp', { scope: undefined, scp: 'engine migrations:read' }],
    ['a list in scp', { scope: undefined, scp: ['engine', 'migrations:read'] }],
  ])('has its scopes as %s, as API Gateway takes them', async (_, claims) => {
    expect(await authenticate(`Bearer ${await issuer.token(claims)}`)).toMatchObject({
      scopes: ['engine', 'migrations:read'],
    });
  });

  it.each([
    ['its client counts where it names no audience', { client_id: 'midstream', aud: undefined }, true],
    ['another client does not', { client_id: 'another', aud: undefined }, false],
    ['nor does any client where there is an audience', { client_id: 'midstream', aud: 'another' }, false],
    ['one of its audiences is enough', { aud: ['another', 'midstream'] }, true],
    ['it must be for somebody', { aud: undefined }, false],
  ])('is for whom API Gateway says too: %s', async (_, claims, passes) => {
    const token = `Bearer ${await issuer.token(claims)}`;
    const refused = { code: 'token_invalid', details: { check: 'audience' } };
    if (passes) await expect(authenticate(token)).resolves.toMatchObject({ sub: 'olivia' });
    else await expect(authenticate(token)).rejects.toMatchObject(refused);
  });

  it('is required', async () => {
    for (const header of [undefined, '', 'Basic abc', 'Bearer']) {
      await expect(authenticate(header)).rejects.toMatchObject({ code: 'token_required' });
    }
  });

  it('is checked against keys that are fetched once', async () => {
    const fresh = createAuthenticate(issuer.settings);
    const before = issuer.keyRequests();
    for (let call = 0; call < 3; call++) await fresh(`Bearer ${await issuer.token({})}`);
    expect(issuer.keyRequests() - before).toBe(1);
  });

  const now = () => Math.floor(Date.now() / 1000);
  it.each([
    ['expired', () => issuer.token({}, (jwt) => jwt.setExpirationTime(now() - 60))],
    ['issuer', () => issuer.token({}, (jwt) => jwt.setIssuer('https://elsewhere.example'))],
    ['audience', () => issuer.token({}, (jwt) => jwt.setAudience('another'))],
    ['not_yet_valid', () => issuer.token({}, (jwt) => jwt.setNotBefore(now() + 600))],
    ['sub', () => issuer.token({ sub: undefined })],
    ['sub', () => issuer.token({ sub: 7 })],
    ['sub', () => issuer.token({ sub: ' ' })],
    ['sub', () => issuer.token({ sub: 'half \ud800' })],
    ['signature', async () => `${(await issuer.token({})).slice(0, -8)}AAAAAAAA`],
    ['signature', () => issuer.token({}, (jwt) => jwt, 'other')],
    ['algorithm', () => symmetric()],
    ['format', async () => 'not.a.token'],
  ])('that fails the check %s is refused', async (check, make) => {
    await expect(authenticate(`Bearer ${await make()}`)).rejects.toMatchObject({
      code: 'token_invalid',
      details: { check },
    });
  });

  it('with an expiry of a moment ago passes, for clocks differ', async () => {
    const token = await issuer.token({}, (jwt) => jwt.setExpirationTime(now() - 2));
    await expect(authenticate(`Bearer ${token}`)).resolves.toMatchObject({ sub: 'olivia' });
  });

  it('cannot be checked while the keys are out of reach: 503 and not 401', async () => {
    const nowhere = createAuthenticate({ ...issuer.settings, jwksUri: new URL('http://127.0.0.1:9/jwks') });
    await expect(nowhere(`Bearer ${await issuer.token({})}`)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'keys_unavailable',
    });
  });

  async function symmetric(): Promise<string> {
    return new SignJWT({ sub: 'mallory' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode('a secret that is long enough to be one'));
  }
});

describe('authorisation', () => {
  const caller = { sub: 'olivia', scopes: ['migrations:read'], tenants: ['acme'] };

  it('takes any one of the scopes', () => {
    expect(() => authorise(caller, ['engine', 'migrations:read'], 'acme')).not.toThrow();
  });

  it('names the scope that is missing', () => {
    expect(() => authorise(caller, ['migrations:approve'], 'acme')).toThrow(
      expect.objectContaining({
        code: 'scope_required',
        message: expect.stringContaining('migrations:approve'),
      }),
    );
  });

  it("refuses another's tenant", () => {
    expect(() => authorise(caller, ['migrations:read'], 'beta')).toThrow(
      expect.objectContaining({ code: 'tenant_forbidden' }),
    );
  });
});
