import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import examples from './examples.json' with { type: 'json' };
import type { Operation } from './operation.ts';
import { isOperationKey, OPERATIONS } from './operations.ts';
import { refusalsOf } from './refusals.ts';

/** A route as the function catalogue has it. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** Any one of these grants the call; none at all: no token needed. */
  readonly scopes: readonly string[];
}

/** A call as it was really made, and what it answered. */
interface Example {
  readonly body?: unknown;
  readonly status: number;
  readonly answer: unknown;
}

/** By the operation; the tests play them, and say how they are written anew. */
const EXAMPLES: Readonly<Record<string, Example>> = examples;

export type OpenApiDocument = ReturnType<typeof createDocument>;

const METHODS = { GET: 'get', POST: 'post', PUT: 'put' } as const;
const ANSWER_WORDS = { 200: 'OK', 201: 'Created', 202: 'Accepted' } as const;
const BEARER = 'bearer';

const tenantHeader = z.strictObject({
  'X-Tenant-ID': z.string().meta({ description: 'The tenant; one that the token grants.' }),
});
const revisionHeader = tenantHeader.extend({
  'If-Match': z.string().optional().meta({ description: "The plan's revision that the write is for." }),
});

/**
 * The OpenAPI 3.1 document of the HTTP API, made from the schemas that validate requests.
 * @throws TypeError for a route without an operation, or an operation without a route
 */
export function buildOpenApi(routes: readonly ApiRoute[]): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  const missing = new Set<string>(Object.keys(OPERATIONS));
  for (const route of routes) {
    const key = `${route.method} ${route.path}`;
    if (!isOperationKey(key)) throw new TypeError(`no operation for the route ${key}`);
    missing.delete(key);
    paths[route.path] = {
      ...paths[route.path],
      [METHODS[route.method]]: describe(route, OPERATIONS[key], EXAMPLES[key]),
    };
  }
  if (missing.size > 0) throw new TypeError(`no route for ${[...missing].join(', ')}`);

  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Midstream',
      version: '1',
      description: 'Change a conversation flow while customers are in the middle of it.',
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      securitySchemes: { [BEARER]: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  } satisfies ZodOpenApiObject;
  return createDocument(document, { allowEmptySchema: { custom: true } });
}

function describe(
  route: ApiRoute,
  operation: Operation,
  example: Example | undefined,
): ZodOpenApiOperationObject {
  const open = route.scopes.length === 0;
  const writesPlan = route.method !== 'GET' && route.path.startsWith('/migration-plans/');
  return {
    operationId: operation.operationId,
    summary: operation.summary,
    ...(open ? {} : { description: `Scope: ${route.scopes.map((scope) => `\`${scope}\``).join(' or ')}.` }),
    security: open ? [] : route.scopes.map((scope) => ({ [BEARER]: [scope] })),
    requestParams: {
      path: operation.params,
      query: operation.query,
      ...(open ? {} : { header: writesPlan ? revisionHeader : tenantHeader }),
    },
    ...(operation.body
      ? {
          requestBody: {
            content: {
              'application/json': {
                schema: operation.body,
                ...(example?.body !== undefined && { example: example.body }),
              },
            },
          },
        }
      : {}),
    responses: { ...successes(operation, example), ...refusalsOf(operation, open) },
  };
}

function successes(
  { answers }: Operation,
  example: Example | undefined,
): ZodOpenApiOperationObject['responses'] {
  const described: ZodOpenApiOperationObject['responses'] = {};
  for (const status of [200, 201, 202] as const) {
    const schema = answers[status];
    if (!schema) continue;
    described[`${status}`] = {
      description: ANSWER_WORDS[status],
      content: {
        'application/json': { schema, ...(example?.status === status && { example: example.answer }) },
      },
    };
  }
  return described;
}
