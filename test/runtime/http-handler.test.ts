import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { OPERATIONS } from '../../lib/api/operations.ts';
import { Conflict, Unauthenticated } from '../../lib/errors.ts';
import { type ApiHandlers, httpHandler, ok } from '../../lib/runtime/http-handler.ts';
import { createTelemetry } from '../../lib/runtime/telemetry.ts';

const routes = FUNCTIONS.flatMap((each) => each.routes);
const telemetry = createTelemetry('test');
vi.spyOn(telemetry.logger, 'info').mockImplementation(() => {});
const logged = vi.spyOn(telemetry.logger, 'error').mockImplementation(() => {});
const context = { functionName: 'test', awsRequestId: 'r-1' } as Context;

const everyScope = ['migrations:read', 'migrations:write', 'migrations:approve', 'engine'];
const runtime = {
  routes,
  telemetry,
  authenticate: async (authorization: string | undefined) => {
    if (!authorization) throw new Unauthenticated('token_required', 'send a token');
    return { sub: 'olivia', scopes: everyScope, tenants: ['acme'] };
  },
};

interface Call {
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
  isBase64Encoded?: boolean;
}

async function call(handlers: ApiHandlers, route: string, request: Call = {}) {
  const { params, query, headers, body, isBase64Encoded = false } = request;
  const [method = '', path = ''] = route.split(' ');
  const event = {
    version: '2.0',
    routeKey: `${method} /api/v1${path}`,
    rawPath: `/api/v1${path}`,
    headers: { authorization: 'Bearer x', 'x-tenant-id': 'acme', ...headers },
    queryStringParameters: query,
    pathParameters: params,
    requestContext: { requestId: 'r-1', http: { method, path } },
    body,
    isBase64Encoded,
  } as unknown as APIGatewayProxyEventV2;
  const answer = await httpHandler(runtime, handlers)(event, context);
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body ?? 'null') };
}

const EVENTS = 'GET /migration-plans/{plan_id}/events';
const APPROVE = 'POST /migration-plans/{plan_id}/approve';
const SCENARIOS = 'POST /scenarios';
const plan = { params: { plan_id: 'p-1' } };

describe('a call', () => {
  it('reaches its handler validated, with defaults, and is answered', async () => {
    const handler = vi.fn(async () => ok({ events: [] }));
    const answer = await call({ [EVENTS]: handler }, EVENTS, { ...plan, query: { limit: '7' } });
    expect(answer).toMatchObject({ status: 200, body: { events: [] } });
    expect(OPERATIONS[EVENTS].answers[200].safeParse(answer.body).success).toBe(true);
    expect(handler).toHaveBeenCalledWith(
      expect.objectContaining({
        tenantId: 'acme',
        caller: expect.objectContaining({ sub: 'olivia' }),
        params: { plan_id: 'p-1' },
        query: { limit: 7 },
        requestId: 'r-1',
      }),
    );
  });

  it.each([
    ['3', 3],
    ['"4"', 4],
    ['W/"5"', 5],
    ['*', undefined],
  ])('carries the revision of If-Match %s', async (tag, revision) => {
    const handler = vi.fn(async () => {
      throw new Conflict('stale_revision', 'changed meanwhile', { revision: 9 });
    });
    const answer = await call({ [APPROVE]: handler }, APPROVE, { ...plan, headers: { 'If-Match': tag } });
    expect(handler).toHaveBeenCalledWith(expect.objectContaining({ ifMatch: revision, body: {} }));
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'stale_revision', message: 'changed meanwhile', details: { revision: 9 } },
    });
  });

  it('without a token is 401, without a tenant 400, for another tenant 403, without the scope 403', async () => {
    const handlers = { [EVENTS]: async () => ok({ events: [] }) };
    const status = async (headers: Record<string, string>) => {
      const answer = await call(handlers, EVENTS, { ...plan, headers });
      return [answer.status, answer.body.code];
    };
    expect(await status({ authorization: '' })).toEqual([401, 'token_required']);
    expect(await status({ 'x-tenant-id': '' })).toEqual([400, 'tenant_required']);
    expect(await status({ 'x-tenant-id': 'beta' })).toEqual([403, 'tenant_forbidden']);
    const deploy = 'POST /migration-plans/{plan_id}/deploy';
    const handler = vi.fn();
    expect(await call({ [deploy]: handler }, deploy, plan)).toMatchObject({
      status: 403,
      body: { code: 'scope_required', details: { any_of: ['migrations:deploy'] } },
    });
    expect(handler).not.toHaveBeenCalled();
  });

  it('that nothing serves is 404', async () => {
    expect(await call({}, EVENTS, plan)).toMatchObject({ status: 404, body: { code: 'route_not_found' } });
    expect(await call({}, 'GET /nowhere')).toMatchObject({ status: 404, body: { code: 'route_not_found' } });
  });

  it('without scopes needs no token', async () => {
    const handlers: ApiHandlers = { 'GET /openapi.json': async () => ok({ openapi: '3.1.0' }) };
    const answer = await call(handlers, 'GET /openapi.json', { headers: { authorization: '' } });
    expect(answer).toMatchObject({ status: 200, body: { openapi: '3.1.0' } });
  });
});

describe('bad input', () => {
  const create = (body: string) => call({ [SCENARIOS]: vi.fn() }, SCENARIOS, { body });

  it('is refused with every problem and its place', async () => {
    const steps = [{ id: 'a', name: '', transitions: [{ to_step_id: '', colour: 'red' }] }];
    const { status, body } = await create(
      JSON.stringify({ name: 'x', version: 0, entry_step_id: 'a', steps }),
    );
    expect(status).toBe(400);
    expect(body.code).toBe('invalid_request');
    const places = body.details.problems.map((problem: { path: string }) => problem.path);
    expect(places.sort()).toEqual([
      'steps[0].name',
      'steps[0].transitions[0].colour',
      'steps[0].transitions[0].to_step_id',
      'version',
    ]);
  });

  it('in the query has its place there', async () => {
    const answer = await call({ [EVENTS]: vi.fn() }, EVENTS, { ...plan, query: { limit: '0', offset: '1' } });
    const places = answer.body.details.problems.map((problem: { path: string }) => problem.path);
    expect(places.sort()).toEqual(['query.limit', 'query.offset']);
  });

  it.each([
    ['{"name": "x",}', 13],
    ['{"name": tru}', 9],
    ['{"name": "x"', 12],
    ['[1, 2] 3', 7],
  ])('that is not JSON (%s) is refused with the position', async (text, position) => {
    expect(await create(text)).toMatchObject({
      status: 400,
      body: {
        code: 'malformed_json',
        details: { position, problems: [{ path: '', code: 'malformed_json' }] },
      },
    });
  });

  it('with half a character is refused', async () => {
    expect(await create('{"name": "\\ud83d"}')).toMatchObject({
      status: 400,
      body: { code: 'malformed_text', details: { problems: [{ path: 'name', code: 'malformed_text' }] } },
    });
    const whole = await create('{"name": "\\ud83d\\ude00"}');
    expect(whole.body.code).toBe('invalid_request');
  });

  it('that is not UTF-8 is refused, and not kept as other text', async () => {
    const body = Buffer.concat([Buffer.from('{"name": "'), Buffer.from([0xff]), Buffer.from('"}')]);
    const answer = await call({ [SCENARIOS]: vi.fn() }, SCENARIOS, {
      body: body.toString('base64'),
      isBase64Encoded: true,
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_text' } });
  });

  it('of more than 5 MB is 413, and so are more than 64 KB of variables', async () => {
    expect(await create(`"${'x'.repeat(5 * 1024 * 1024)}"`)).toMatchObject({
      status: 413,
      body: { code: 'payload_too_large' },
    });
    const visits = 'POST /sessions/{session_id}/visits';
    const body = JSON.stringify({
      visit_id: 'v',
      step_id: 's',
      turn_number: 1,
      variables: { note: 'x'.repeat(64 * 1024) },
    });
    expect(await call({ [visits]: vi.fn() }, visits, { params: { session_id: 's-1' }, body })).toMatchObject({
      status: 413,
      body: { code: 'variables_too_large' },
    });
  });

  it('nested beyond reason is refused and never an internal error', async () => {
    const deep = `{"value": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const put = 'PUT /profiles/{customer_id}/fields/{name}';
    const params = { customer_id: 'c', name: 'f' };
    expect((await call({ [put]: vi.fn() }, put, { params, body: deep })).status).toBe(400);
  });
});

describe('trouble', () => {
  const fail = (error: Error) => call({ [EVENTS]: async () => Promise.reject(error) }, EVENTS, plan);

  it('of a dependency is 503 with Retry-After', async () => {
    for (const name of ['ThrottlingException', 'ProvisionedThroughputExceededException', 'TimeoutError']) {
      const answer = await fail(Object.assign(new Error('slow down'), { name }));
      expect(answer).toMatchObject({
        status: 503,
        headers: { 'retry-after': '1' },
        body: { code: 'unavailable', details: { retry_safe: true } },
      });
    }
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect((await fail(refused)).status).toBe(503);
  });

  it('of our own is 500: logged with its cause, and answered without a word about it', async () => {
    const error = new TypeError('customer 4711 has no name');
    const answer = await fail(error);
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(JSON.stringify(answer)).not.toMatch(/4711|TypeError|at /);
    expect(logged).toHaveBeenCalledWith(expect.any(String), { error });
  });
});
