import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { ApiRoute } from '../api/openapi.ts';
import { operationInput } from '../api/operation-input.ts';
import {
  isOperationKey,
  type OperationAnswer,
  type OperationInput,
  type OperationKey,
} from '../api/operations.ts';
import { BadRequest, NotFound } from '../errors.ts';
import { type Authenticate, authorise } from './authenticate.ts';
import { errorAnswer } from './error-answers.ts';
import { invocationHooks, tracing } from './invocation.ts';
import { readJsonBody } from './json-body.ts';
import type { Telemetry } from './telemetry.ts';

/** What every HTTP Lambda stands on. */
export interface HttpRuntime {
  readonly routes: readonly ApiRoute[];
  readonly telemetry: Telemetry;
  readonly authenticate: Authenticate;
}

/** A validated request of a caller who may make it. */
export interface ApiRequest<K extends OperationKey> extends OperationInput<K> {
  /** Empty for a call that needs no token. */
  readonly tenantId: string;
  readonly caller: { readonly sub: string; readonly scopes: readonly string[] };
  /** The revision in `If-Match`. */
  readonly ifMatch: number | undefined;
  readonly requestId: string;
}

export type ApiAnswer<K extends OperationKey> = OperationAnswer<K>;

export type ApiHandlers = {
  readonly [K in OperationKey]?: (request: ApiRequest<K>) => Promise<ApiAnswer<K>>;
};

export type HttpLambda = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

export const ok = <T>(body: T) => ({ status: 200, body }) as const;
export const created = <T>(body: T) => ({ status: 201, body }) as const;
export const accepted = <T>(body: T) => ({ status: 202, body }) as const;

const BASE_PATH = '/api/v1';
const NOBODY = { sub: '', scopes: [] } as const;

/**
 * Makes a Lambda for HTTP calls: authenticates, authorises, validates, calls the handler of the route, and turns
 * what it returns or throws into an answer.
 */
export function httpHandler(runtime: HttpRuntime, handlers: ApiHandlers): HttpLambda {
  const { logger } = runtime.telemetry;
  const stack = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(
    invocationHooks(runtime.telemetry),
  )
    .use(tracing(runtime.telemetry))
    .onError(({ error }) => {
      const { status, headers, body, defect } = errorAnswer(error);
      if (defect) logger.error('the call failed', { error });
      else logger.info('the call was refused', { status, code: body.code });
      return json(status, body, headers);
    })
    .handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(async (event) => {
      const key = event.routeKey.replace(` ${BASE_PATH}/`, ' /');
      if (!isOperationKey(key)) throw noRoute(event);
      return serve(runtime, handlers, key, event);
    });
  return (event, context) => stack(event, context);
}

async function serve<K extends OperationKey>(
  runtime: HttpRuntime,
  handlers: ApiHandlers,
  key: K,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const route = runtime.routes.find((each) => `${each.method} ${each.path}` === key);
  const handler = handlers[key];
  if (!route || !handler) throw noRoute(event);

  const { tenantId, caller } = await admit(runtime, route, event);
  const { pathParameters = {} } = event;
  runtime.telemetry.logger.appendKeys({
    tenant_id: tenantId,
    scenario_id: pathParameters.scenario_id,
    plan_id: pathParameters.plan_id,
    session_id: pathParameters.session_id,
  });
  const input = operationInput(key, {
    params: pathParameters,
    query: event.queryStringParameters ?? {},
    body: route.method === 'GET' ? undefined : readJsonBody(event.body, event.isBase64Encoded),
  });
  const answer = await handler({
    ...input,
    tenantId,
    caller,
    ifMatch: ifMatch(header(event, 'if-match')),
    requestId: event.requestContext.requestId,
  });
  return json(Number(answer.status), answer.body);
}

/** Who calls, and for which tenant; a call without scopes is open to everyone. */
async function admit(runtime: HttpRuntime, route: ApiRoute, event: APIGatewayProxyEventV2) {
  if (route.scopes.length === 0) return { tenantId: '', caller: NOBODY };
  const caller = await runtime.authenticate(header(event, 'authorization'));
  const tenantId = header(event, 'x-tenant-id');
  if (!tenantId) {
    const message = 'is required: it says for which tenant the call is';
    throw BadRequest.of(
      [{ path: 'header.X-Tenant-ID', code: 'tenant_required', message }],
      'tenant_required',
    );
  }
  authorise(caller, route.scopes, tenantId);
  return { tenantId, caller };
}

/** API Gateway sends header names in lower case; other callers may not. */
function header(event: APIGatewayProxyEventV2, name: string): string | undefined {
  return Object.entries(event.headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** A revision as an entity tag: `3`, `"3"` or `W/"3"`. `*` matches whatever there is. */
function ifMatch(value: string | undefined): number | undefined {
  if (value === undefined || value === '*') return undefined;
  const revision = /^(?:W\/)?"?(\d{1,15})"?$/.exec(value)?.[1];
  if (revision !== undefined) return Number(revision);
  throw BadRequest.of([{ path: 'header.If-Match', code: 'invalid_format', message: 'must be a revision' }]);
}

const noRoute = (event: APIGatewayProxyEventV2) =>
  new NotFound('route_not_found', `there is no ${event.requestContext.http.method} ${event.rawPath}`);

function json(
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}
