/** Requests for what is no call of the API, or nearly one. */
import fc from 'fast-check';
import { BASE } from './document.ts';
import { encodableText } from './hostile.ts';
import type { RawRequest } from './request.ts';

const path = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '///',
    '*',
    '/api',
    BASE,
    `${BASE}/`,
    `/${BASE}/migration-plans`,
    `${BASE}//migration-plans`,
    `${BASE}/migration-plans/`,
    `${BASE}/Migration-Plans`,
    `${BASE}/%6digration-plans`,
    `${BASE}/x/../migration-plans`,
    `${BASE}/%2e%2e/v1/migration-plans`,
    `${BASE}\\migration-plans`,
    `http://elsewhere.example${BASE}/migration-plans`,
    'http://',
    '//elsewhere.example/',
    '/api/v2/migration-plans',
    '/favicon.ico',
    '/.env',
    '/local/nothing',
    '/local/token/',
    '/2015-03-31/functions/reconcile',
    '/2015-03-31/functions//invocations',
    '/2018-06-01/runtime/invocation/next',
    '/?',
    '/?%',
    '/#',
  ),
  fc
    .array(fc.oneof(fc.constantFrom('api', 'v1', '', '..', 'sessions', '%', '%2f', '%00'), encodableText), {
      maxLength: 6,
    })
    .map((segments) => `/${segments.join('/')}`),
);

export const requestsElsewhere: fc.Arbitrary<RawRequest> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
    target: path.filter((text) => text.length < 6_000),
    headers: fc.constantFrom<RawRequest['headers']>(
      [],
      [
        ['authorization', 'Bearer {{token}}'],
        ['x-tenant-id', '{{tenant}}'],
      ],
      [['x-amz-target', 'Nothing.DoIt']],
    ),
    body: fc.constantFrom(undefined, Buffer.from('{}'), Buffer.from([0xff])),
  })
  // The stack's other doors are no part of the API.
  .filter(({ target }) => !/^\/local\/(?:token|\.well-known)/.test(target));
