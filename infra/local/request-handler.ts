import type { IncomingMessage } from 'node:http';
import type { Executions } from './executions.ts';
import { type Answer, problem } from './http-answer.ts';
import { readBody } from './http-body.ts';
import { INTERNAL_ERROR, toAnswer, toEvent } from './http-event.ts';
import { invokeApi, invokedFunction, payloadTooLarge } from './invoke-api.ts';
import type { Lambdas } from './lambdas.ts';
import { type LocalRoute, matchRoute, type RouteMatch } from './routes.ts';
import { stepFunctionsApi, TARGET_PREFIX } from './step-functions-api.ts';
import { JWKS_PATH, TOKEN_PATH, type TokenIssuer } from './tokens.ts';

export interface Services {
  readonly lambdas: Lambdas;
  readonly routes: readonly LocalRoute[];
  readonly executions: Executions;
  readonly tokens: TokenIssuer;
  readonly log: (line: string) => void;
}

type Handler = (body: Buffer) => Answer | Promise<Answer>;

/** Answers one request, whichever of the system's doors it came to. */
export async function answer(services: Services, request: IncomingMessage, url: URL): Promise<Answer> {
  const invoked = request.method === 'POST' ? invokedFunction(url.pathname) : undefined;
  const handler = invoked !== undefined ? invoke(services, request, invoked) : find(services, request, url);
  if ('status' in handler) return handler;
  const body = await readBody(request);
  if (body !== undefined) return await handler(body);
  return invoked !== undefined
    ? payloadTooLarge()
    : problem(413, 'payload_too_large', 'the request body is larger than 6 MB');
}

function invoke({ lambdas }: Services, request: IncomingMessage, reference: string): Handler {
  return (body) => invokeApi(lambdas, reference, request.headers, body);
}

function find(services: Services, request: IncomingMessage, url: URL): Handler | Answer {
  const { executions, tokens, routes } = services;
  const target = request.headers['x-amz-target'];
  if (request.method === 'POST' && url.pathname === '/' && typeof target === 'string') {
    if (target.startsWith(TARGET_PREFIX)) return (body) => stepFunctionsApi(executions, target, body);
  }
  if (request.method === 'POST' && url.pathname === TOKEN_PATH) return (body) => tokens.answer(body);
  if (request.method === 'GET' && url.pathname === JWKS_PATH) return tokens.jwks();
  try {
    const match = matchRoute(routes, request.method ?? 'GET', url.pathname);
    if (match !== undefined) return (body) => callRoute(services, request, url, match, body);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return problem(400, 'invalid_request', 'the path is not valid percent-encoding');
  }
  return problem(404, 'not_found', `there is no ${request.method} ${url.pathname}`);
}

async function callRoute(
  { lambdas, log }: Services,
  request: IncomingMessage,
  url: URL,
  match: RouteMatch,
  body: Buffer,
): Promise<Answer> {
  const { target } = match.route;
  const outcome = await lambdas.invoke(target, JSON.stringify(toEvent(request, url, match, body)));
  if (outcome.ok) return toAnswer(outcome.payload);
  const { errorType, errorMessage, trace } = outcome.error;
  log([`${target.name}: ${errorType}: ${errorMessage}`, ...(trace?.slice(1) ?? [])].join('\n'));
  return INTERNAL_ERROR;
}
