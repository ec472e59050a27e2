import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { type Answer, json, problem } from './http-answer.ts';
import { ACCOUNT } from './identity.ts';
import type { RequestTarget } from './request-target.ts';
import type { RouteMatch } from './routes.ts';

/** An HTTP request as API Gateway gives it to a Lambda, payload format 2.0. */
export function toEvent(
  request: IncomingMessage,
  target: RequestTarget,
  { route, pathParameters }: RouteMatch,
  body: Buffer,
) {
  const now = new Date();
  const text = isText(request.headers['content-type']) && isUtf8(body);
  const query = queryOf(new URLSearchParams(target.query));
  const { cookie, ...headers } = request.headersDistinct;
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: target.path,
    rawQueryString: target.query,
    ...(cookie !== undefined && { cookies: cookie.flatMap((each) => each.split(/;\s*/)) }),
    // A header that comes twice is one with both values.
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, values = []]) => [name, values.join(',')] as const),
    ),
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      domainName: request.headers.host?.replace(/:\d+$/, '') ?? '',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: target.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.routeKey,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const ResultSchema = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), Scalar).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** What a Lambda returned, as API Gateway turns it into an HTTP answer. */
export function toAnswer(payload: string): Answer {
  const value: unknown = JSON.parse(payload);
  const hasStatus = typeof value === 'object' && value !== null && 'statusCode' in value;
  if (!hasStatus) return json(200, value);
  const result = ResultSchema.safeParse(value);
  if (!result.success) return INTERNAL_ERROR;
  const { statusCode, headers, cookies, body, isBase64Encoded } = result.data;
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain',
      ...lowerCased(headers),
      ...(cookies && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** What a caller sees of a handler that threw. */
export const INTERNAL_ERROR = problem(500, 'internal_error', 'Internal Server Error');

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A parameter that is given several times has its values joined by commas. */
function queryOf(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]),
  );
}

function isText(contentType: string | undefined): boolean {
  return contentType === undefined || /^(text\/|application\/([\w.-]+\+)?(json|xml))/i.test(contentType);
}
