import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { Forbidden, Unauthenticated, Unavailable } from '../errors.ts';
import { IdSchema } from '../session/model.ts';
import type { JwtSettings } from './settings.ts';

/** Who calls, as the token says. */
export interface Caller {
  readonly sub: string;
  readonly scopes: readonly string[];
  readonly tenants: readonly string[];
}

export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

/** Clocks of the issuer and of Lambda differ by no more than this. */
const CLOCK_TOLERANCE_SECONDS = 5;
const ALGORITHMS = ['RS256', 'ES256'];

/**
 * Makes the check of bearer tokens. The issuer's keys are fetched when first needed and kept as long as the Lambda
 * is warm; an unknown key id fetches them anew (at most every 30 seconds).
 */
export function createAuthenticate(settings: JwtSettings): Authenticate {
  const keys = reachable(createRemoteJWKSet(settings.jwksUri, { timeoutDuration: 3_000 }));
  return async (authorization) => {
    const token = bearerToken(authorization);
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: settings.issuer,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub'],
      });
      checkAudience(payload, settings.audience);
      return callerOf(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) throw refusal(error);
      throw error;
    }
  };
}

/**
 * Decides whether a caller may do this for a tenant.
 * @param scopes any one of them grants the call
 * @throws Forbidden `scope_required` or `tenant_forbidden`
 */
export function authorise(caller: Caller, scopes: readonly string[], tenantId: string): void {
  if (!scopes.some((scope) => caller.scopes.includes(scope))) {
    throw new Forbidden('scope_required', `the token lacks the scope ${scopes.join(' or ')}`, {
      any_of: scopes,
    });
  }
  if (!caller.tenants.includes(tenantId)) {
    throw new Forbidden('tenant_forbidden', 'the token does not grant this tenant');
  }
}

function bearerToken(authorization: string | undefined): string {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token) return token;
  throw new Unauthenticated('token_required', 'send a token as `Authorization: Bearer ...`');
}

/** As API Gateway's authorizer does: where a token names no audience, its client counts as one. Amazon Cognito's do so. */
function checkAudience(payload: JWTPayload, audience: string): void {
  const named = payload.aud === undefined ? texts([payload.client_id]) : [payload.aud].flat();
  if (named.includes(audience)) return;
  throw new errors.JWTClaimValidationFailed('another audience', payload, 'aud', 'check_failed');
}

/** Keys that cannot be fetched are our trouble and not a fault of the token. */
function reachable(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const ofTheToken =
        error instanceof errors.JWKSNoMatchingKey ||
        error instanceof errors.JWKSMultipleMatchingKeys ||
        error instanceof errors.JOSENotSupported;
      if (ofTheToken) throw error;
      const details = { retry_safe: true };
      throw new Unavailable('keys_unavailable', "the issuer's keys cannot be fetched", details, error);
    }
  };
}

/** @throws JWTClaimValidationFailed for a subject that names nobody: it is kept as who did what */
function callerOf(payload: JWTPayload): Caller {
  const { scope, scp, tenant_id: tenant, tenants } = payload;
  const sub: unknown = payload.sub;
  if (typeof sub !== 'string' || sub.trim() === '' || !sub.isWellFormed()) {
    throw new errors.JWTClaimValidationFailed('"sub" is no name', payload, 'sub', 'check_failed');
  }
  return {
    sub,
    // The claims by which API Gateway's authorizer knows scopes: text with blanks in between, or a list.
    scopes: texts([scope, scp].flat()).flatMap((text) => text.split(' ')),
    tenants: [...texts([tenant]), ...texts(tenants)].filter((id) => IdSchema.safeParse(id).success),
  };
}

const texts = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];

/** Which check failed, so that whoever set up the issuer sees what to mend. */
function refusal(error: errors.JOSEError): Unauthenticated {
  const [check, message] = failedCheck(error);
  return new Unauthenticated('token_invalid', `the token is not valid: ${message}`, { check }, error);
}

function failedCheck(error: errors.JOSEError): [check: string, message: string] {
  if (error instanceof errors.JWTExpired) return ['expired', 'it has expired'];
  if (error instanceof errors.JWTClaimValidationFailed) {
    switch (error.claim) {
      case 'iss':
        return ['issuer', 'it is from another issuer'];
      case 'aud':
        return ['audience', 'it is for another audience'];
      case 'nbf':
        return ['not_yet_valid', 'its time has not come yet'];
      default:
        return [error.claim, `its claim ${error.claim} is missing or wrong`];
    }
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return ['signature', 'its signature is wrong'];
  if (error instanceof errors.JWKSNoMatchingKey) return ['signature', 'the issuer has no such key'];
  if (error instanceof errors.JWKSMultipleMatchingKeys) return ['signature', 'it does not say which key'];
  if (error instanceof errors.JOSEAlgNotAllowed) return ['algorithm', `use ${ALGORITHMS.join(' or ')}`];
  return ['format', 'it is not a signed JWT'];
}
