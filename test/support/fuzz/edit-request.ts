/** Everything of a good request but its body, made bad in one to three places. */
import fc from 'fast-check';
import { BASE, type Call } from './document.ts';
import { encodableText, hostileNumber } from './hostile.ts';
import { jsonText } from './json-text.ts';
import type { RawRequest } from './request.ts';

/** A request in the parts that are edited. */
export interface Draft {
  readonly method: string;
  readonly segments: readonly string[];
  readonly query: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer | undefined;
}

type Edit = (draft: Draft) => Draft;

export const rawRequest = ({ segments, query, ...rest }: Draft): RawRequest => ({
  ...rest,
  target: `${BASE}${segments.join('/')}${query.length > 0 ? `?${query.join('&')}` : ''}`,
});

/** Path segments that ways in between may read otherwise. */
const segment = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2F',
    'a%2Fb',
    '%00',
    '%ff',
    '%',
    '%E0%A4%A',
    '%ED%A0%80',
    'a#b',
    'a%23b',
    'a;b=c',
    'a\\b',
    '*',
    '0',
    '-1',
    '1e3',
    '999999999',
    '9999999999',
    '%20',
    'x'.repeat(201),
    'x'.repeat(6_000),
    '{plan_id}',
    '{{strangersPlan}}',
    '{{strangersScenario}}',
    '{{strangersSession}}',
    '{{plan}}',
    '{{anchor}}',
    '{{unique}}',
  ),
  encodableText,
);

const cursor = (position: string): string => Buffer.from(position).toString('base64url');
const queryValue = fc.oneof(
  fc
    .constantFrom(
      '',
      '0',
      '1',
      '100',
      '101',
      '-1',
      '1.5',
      '1e2',
      '0x10',
      '%31',
      '١',
      'pending',
      'PENDING',
      'pending,approved',
      '{{plansCursor}}',
      '{{visitsCursor}}',
      '{{eventsCursor}}',
      '{{strangersCursor}}',
      'x{{plansCursor}}',
      '{{visitsCursor}}x',
      '{{eventsCursor}}=',
      '{{plansCursor}}{{visitsCursor}}',
      ...[
        'VISIT#',
        'VISIT#0000000001#0000|-1',
        'VISIT#0000000002#0000|1e9',
        'VISIT#\u0000|',
        `VISIT#${'~'.repeat(1_500)}`,
        'SESSION',
        '\u0000',
        '~',
        '9999-12-31T23:59:59.999Z#~',
        'x'.repeat(1_025),
        '💥'.repeat(600),
        'T#other#SESSION#1',
      ].map(cursor),
      '%',
      '%ff',
      '%ED%A0%80',
      'a+b',
      'x'.repeat(4_001),
    )
    .map((text) => (/^[\x21-\x7e]*$/.test(text) ? text : encodeURIComponent(text))),
  encodableText,
  hostileNumber.map((number) => encodeURIComponent(jsonText(number))),
);

const headerValue = fc.oneof(
  fc.constantFrom(
    '',
    '*',
    '"1"',
    'W/"1"',
    '1, 2',
    '"0"',
    '999999999999999',
    '1'.repeat(16),
    '-1',
    'text/plain',
    'application/xml',
    'application/json; charset=utf-16',
    'application/octet-stream',
    'gzip',
    'Bearer',
    'Bearer x',
    'Bearer {{token}}.',
    'Bearer {{token}} {{token}}',
    'Basic {{token}}',
    'bearer  {{token}}',
    '{{token}}',
    'Bearer {{strangersToken}}',
    'Bearer {{readersToken}}',
    '{{tenant}}',
    '{{strangersTenant}}',
    '{{tenant}},{{strangersTenant}}',
    '{{tenant}}#',
    'T#',
    '\u00e4\u00ff',
    'x'.repeat(3_000),
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 30 }).map((text) => text.trim()),
);
const headerName = fc.constantFrom(
  'authorization',
  'x-tenant-id',
  'if-match',
  'content-type',
  'content-encoding',
  'accept',
  'accept-encoding',
  'cookie',
  'x-http-method-override',
  'x-forwarded-for',
  'x-amzn-trace-id',
  'X-TENANT-ID',
);

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'] as const;

function editOf(call: Call): fc.Arbitrary<Edit> {
  const inPath = call.segments.flatMap((each, index) => (each.startsWith('{') ? [index] : []));
  const inQuery = call.parameters.flatMap((each) => (each.in === 'query' ? [each.name] : []));
  const queryName = fc.constantFrom(...inQuery, 'unknown', 'limit', '__proto__', 'a[b]', '');
  const edits: fc.Arbitrary<Edit>[] = [
    fc.tuple(queryName, queryValue).map(([name, value]) => (draft) => ({
      ...draft,
      query: [...draft.query, `${name}=${value}`],
    })),
    fc.tuple(headerName, headerValue).map(([name, value]) => (draft) => ({
      ...draft,
      headers: [...draft.headers.filter(([each]) => each !== name.toLowerCase()), [name, value] as const],
    })),
    fc
      .tuple(headerName, headerValue)
      .map((header) => (draft) => ({ ...draft, headers: [...draft.headers, header] })),
    headerName.map((name) => (draft) => ({
      ...draft,
      headers: draft.headers.filter(([each]) => each !== name),
    })),
    fc.constantFrom(...METHODS).map((method) => (draft) => ({ ...draft, method })),
    fc.tuple(fc.nat(call.segments.length), segment).map(([index, put]) => (draft) => ({
      ...draft,
      segments: draft.segments.toSpliced(index, index % 2, put),
    })),
    fc.constantFrom('', '{}', 'null', '[', '{"a":1}').map((text) => (draft) => ({
      ...draft,
      body: Buffer.from(text),
    })),
  ];
  if (inQuery.length > 0) {
    edits.push(
      fc.tuple(fc.constantFrom(...inQuery), queryValue).map(([name, value]) => (draft) => ({
        ...draft,
        query: [...draft.query, `${name}=${value}`],
      })),
    );
  }
  if (inPath.length > 0) {
    const put = fc.tuple(fc.constantFrom(...inPath), segment).map(
      ([index, text]): Edit =>
        (draft) => ({ ...draft, segments: draft.segments.with(index, text) }),
    );
    edits.push(put, put);
  }
  return fc.oneof(...edits);
}

/** API Gateway takes no more than 10,240 bytes of request line and headers; a token takes some hundreds. */
const HEAD_BYTES = 8_500;
const isSendable = ({ target, headers }: RawRequest): boolean =>
  /^[\x21-\x7e]+$/.test(target) &&
  headers.every(([, value]) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) &&
  target.length + headers.flat().join('').length < HEAD_BYTES;

/** A request with one to three things wrong about it; its body as it is, most of the time. */
export const editedRequest = (good: Draft, call: Call): fc.Arbitrary<RawRequest> =>
  fc
    .array(editOf(call), { minLength: 1, maxLength: 3 })
    .map((edits) => rawRequest(edits.reduce((draft, edit) => edit(draft), good)))
    .filter(isSendable);
