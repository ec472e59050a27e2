import type { IncomingMessage } from 'node:http';
import type { Executions } from './executions.ts';
import { type Answer, problem } from './http-answer.ts';
import { MAX_PAYLOAD_BYTES, readBody } from './http-body.ts';
import { INTERNAL_ERROR, toAnswer, toEvent } from './http-event.ts';
import { invokeApi, invokedFunction, payloadTooLarge } from './invoke-api.ts';
import type { Lambdas } from './lambdas.ts';
import type { RequestTarget } from './request-target.ts';
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
export async function answer(
  services: Services,
  request: IncomingMessage,
  target: RequestTarget,
): Promise<Answer> {
  const invoked = request.method === 'POST' ? invokedFunction(target.path) : undefined;
  const handler =
    invoked !== undefined ? invoke(services, request, invoked) : find(services, request, target);
  if ('status' in handler) return handler;
  const body = await readBody(request);
  if (body !== undefined) return await handler(body);
  return invoked !== undefined ? payloadTooLarge() : TOO_LARGE;
}

const TOO_LARGE = problem(413, 'payload_too_large', 'the request is larger than 6 MB');

function invoke({ lambdas }: Services, request: IncomingMessage, reference: string): Handler {
  return (body) => invokeApi(lambdas, reference, request.headers, body);
}

function find(services: Services, request: IncomingMessage, target: RequestTarget): Handler | Answer {
  const { executions, tokens, routes } = services;
  const action = request.headers['x-amz-target'];
  if (request.method === 'POST' && target.path === '/' && typeof action === 'string') {
    if (action.startsWith(TARGET_PREFIX)) return (body) => stepFunctionsApi(executions, action, body);
  }
  if (request.method === 'POST' && target.path === TOKEN_PATH) return (body) => tokens.answer(body);
  if (request.method === 'GET' && target.path === JWKS_PATH) return tokens.jwks();
  try {
    const match = matchRoute(routes, request.method ?? 'GET', target.path);
    if (match !== undefined) return (body) => callRoute(services, request, target, match, body);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return problem(400, 'invalid_request', 'the path is not valid percent-encoding');
  }
  return problem(404, 'not_found', `there is no ${request.method} ${target.path}`);
}

async function callRoute(
  { lambdas, log }: Services,
  request: IncomingMessage,
  target: RequestTarget,
  match: RouteMatch,
  body: Buffer,
): Promise<Answer> {
  const event = JSON.stringify(toEvent(request, target, match, body));
  // Quotes and control characters of a body take more room in an event.
  if (Buffer.byteLength(event) > MAX_PAYLOAD_BYTES) return TOO_LARGE;
  const { target: spec } = match.route;
  const outcome = await lambdas.invoke(spec, event);
  if (outcome.ok) return toAnswer(outcome.payload);
  const { errorType, errorMessage, trace } = outcome.error;
  log([`${spec.name}: ${errorType}: ${errorMessage}`, ...(trace?.slice(1) ?? [])].join('\n'));
  return INTERNAL_ERROR;
}
