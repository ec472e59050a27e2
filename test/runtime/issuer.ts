import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An OIDC issuer on localhost: publishes its keys over HTTP and signs tokens. */
export async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { issuer: origin, audience: 'midstream', jwksUri: new URL('/jwks', origin) };

  const token = (
    claims: Record<string, unknown>,
    change: (jwt: SignJWT) => SignJWT = (jwt) => jwt,
    kid = 'k1',
  ) =>
    change(
      new SignJWT({ sub: 'olivia', tenant_id: 'acme', scope: 'migrations:read', aud: 'midstream', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer(origin)
        .setIssuedAt()
        .setExpirationTime('5m'),
    ).sign(privateKey);

  return {
    settings,
    token,
    keyRequests: () => requests,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
