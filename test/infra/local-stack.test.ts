import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, type InvokeCommandInput, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalStack, startLocalStack } from '../../infra/local/local-stack.ts';
import { lambdaClient } from '../support/lambda-client.ts';
import { tinyFunctions } from '../support/tiny-functions.ts';

const FUNCTIONS = tinyFunctions({
  'get-plan': `export const handler = async (event) => ({
    statusCode: 201,
    headers: { 'X-Seen': 'yes' },
    body: JSON.stringify({ event, environment: process.env }),
  });`,
  'get-summary': `export const handler = async () => { throw new RangeError('no summary'); };`,
  'list-plans': `export const handler = async () => ({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024) });`,
  reconcile: `
    let concurrent = 0;
    let most = 0;
    export const handler = async (event, context) => {
      if (event.fail) throw Object.assign(new Error('this failed'), { name: 'Conflict' });
      if (event.crash) process.exit(3);
      if (event.wait) {
        most = Math.max(most, ++concurrent);
        await new Promise((resolve) => setTimeout(resolve, event.wait));
        concurrent -= 1;
        return { most };
      }
      if (event.nothing) return;
      return { event, name: context.functionName, remaining: context.getRemainingTimeInMillis() };
    };`,
});

describe('the local stack', () => {
  let stack: LocalStack;
  const problems: string[] = [];
  beforeAll(async () => {
    stack = await startLocalStack({ functions: FUNCTIONS, onProblem: (line) => problems.push(line) });
  }, 120_000);
  afterAll(() => stack?.stop());

  describe('its HTTP API', () => {
    const get = (path: string, init?: RequestInit) => fetch(`${stack.url}/api/v1${path}`, init);

    it('gives a Lambda the event that API Gateway gives', async () => {
      const response = await get('/migration-plans/a%2Fb%20c?x=1&x=2&empty=', {
        headers: { 'X-Tenant-ID': 't', cookie: 'a=1; b=2' },
      });
      const { event } = (await response.json()) as { event: Record<string, unknown> };
      expect(response.status).toBe(201);
      expect(response.headers.get('x-seen')).toBe('yes');
      expect(event).toMatchObject({
        version: '2.0',
        routeKey: 'GET /api/v1/migration-plans/{plan_id}',
        rawPath: '/api/v1/migration-plans/a%2Fb%20c',
        rawQueryString: 'x=1&x=2&empty=',
        pathParameters: { plan_id: 'a/b c' },
        queryStringParameters: { x: '1,2', empty: '' },
        cookies: ['a=1', 'b=2'],
        headers: { 'x-tenant-id': 't' },
        isBase64Encoded: false,
        requestContext: { http: { method: 'GET' }, stage: '$default' },
      });
      expect(event).not.toHaveProperty('body');
    });

    it('gives each function the environment of the template and nothing of this process', async () => {
      process.env.LEAK_PROBE = 'here';
      const response = await get('/migration-plans/p');
      delete process.env.LEAK_PROBE;
      const { environment } = (await response.json()) as { environment: Record<string, string> };
      expect(environment).toMatchObject({
        SCENARIOS_TABLE: stack.tables.scenarios,
        JWT_ISSUER: `${stack.url}/local`,
        JWT_AUDIENCE: 'midstream',
        JWKS_URI: `${stack.url}/local/.well-known/jwks.json`,
        AWS_ENDPOINT_URL_DYNAMODB: stack.dynamoEndpoint,
        AWS_LAMBDA_FUNCTION_NAME: 'midstream-dev-get-plan',
      });
      expect(environment).not.toHaveProperty('SESSIONS_TABLE');
      expect(environment).not.toHaveProperty('LEAK_PROBE');
    });

    it('knows no other paths, and no other methods of its paths', async () => {
      for (const [method, path] of [
        ['GET', '/nothing'],
        ['DELETE', '/migration-plans/p'],
        ['GET', '/migration-plans/'],
      ] as const) {
        const response = await get(path, { method });
        expect(response.status).toBe(404);
        expect(await response.json()).toMatchObject({ code: 'not_found', message: expect.any(String) });
      }
      expect((await get('/migration-plans/%E0%A4%A')).status).toBe(400);
    });

    it('answers 500 without a word about why when a handler throws, and tells who runs it', async () => {
      const response = await get('/migration-plans/p/summary');
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ code: 'internal_error', message: 'Internal Server Error' });
      expect(problems.join('\n')).toContain('get-summary: RangeError: no summary');
    });

    it('refuses a body above 6 MB, announced or not', async () => {
      const large = 'x'.repeat(6 * 1024 * 1024 + 1);
      const announced = await get('/scenarios', { method: 'POST', body: large });
      expect(announced.status).toBe(413);
      expect(await announced.json()).toMatchObject({ code: 'payload_too_large' });
      expect((await postChunks(`${stack.url}/api/v1/scenarios`, [large])).status).toBe(413);
      // An event says more than the body.
      expect((await get('/scenarios', { method: 'POST', body: large.slice(1) })).status).toBe(413);
      expect((await get('/scenarios', { method: 'POST', body: large.slice(4_096) })).status).toBe(200);
    });

    it('answers 500 for a Lambda that answers more than 6 MB, as in the cloud', async () => {
      expect((await get('/migration-plans')).status).toBe(500);
      expect(problems.join('\n')).toContain('list-plans: Function.ResponseSizeTooLarge');
    });

    it('takes chunked bodies', async () => {
      const { status, text } = await postChunks(`${stack.url}/api/v1/scenarios`, ['{"a":', '"ü"}']);
      expect(status).toBe(200);
      expect(JSON.parse(text).body).toBe('{"a":"ü"}');
    });
  });

  describe('its Lambda Invoke API', () => {
    const invoke = (payload: unknown, more: Partial<InvokeCommandInput> = {}) =>
      lambdaClient(stack.url).send(
        new InvokeCommand({ FunctionName: 'reconcile', Payload: JSON.stringify(payload), ...more }),
      );

    it.each([
      ['reconcile'],
      ['midstream-dev-reconcile'],
      ['midstream-dev-reconcile:$LATEST'],
      ['arn:aws:lambda:us-east-1:000000000000:function:midstream-dev-reconcile'],
      ['000000000000:function:reconcile'],
    ])('finds the function as %s', async (FunctionName) => {
      const reply = await invoke({ a: 1 }, { FunctionName });
      expect(reply.StatusCode).toBe(200);
      expect(reply.FunctionError).toBeUndefined();
      expect(JSON.parse(reply.Payload?.transformToString() ?? '')).toMatchObject({
        event: { a: 1 },
        name: 'midstream-dev-reconcile',
        remaining: expect.any(Number),
      });
    });

    it('reports what a handler throws under its name', async () => {
      const reply = await invoke({ fail: true });
      expect(reply).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
      expect(JSON.parse(reply.Payload?.transformToString() ?? '')).toMatchObject({
        errorType: 'Conflict',
        errorMessage: 'this failed',
        trace: expect.any(Array),
      });
    });

    it('answers null for nothing', async () => {
      const reply = await invoke({ nothing: true });
      expect(reply.Payload?.transformToString()).toBe('null');
    });

    it('tries without running, and runs without waiting', async () => {
      expect(await invoke({ crash: true }, { InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
      expect(await invoke({ wait: 5_000 }, { InvocationType: 'Event' })).toMatchObject({ StatusCode: 202 });
    });

    it('runs events of one function at the same time', async () => {
      const replies = await Promise.all([1, 2, 3].map(() => invoke({ wait: 300 })));
      const most = replies.map((reply) => JSON.parse(reply.Payload?.transformToString() ?? '').most);
      expect(Math.max(...most)).toBeGreaterThanOrEqual(3);
    });

    it('replaces a function that crashed', async () => {
      const crashed = await invoke({ crash: true });
      expect(JSON.parse(crashed.Payload?.transformToString() ?? '')).toMatchObject({
        errorType: 'Runtime.ExitError',
      });
      expect((await invoke({})).FunctionError).toBeUndefined();
    });

    it('has errors that the SDK knows', async () => {
      await expect(invoke({}, { FunctionName: 'unknown' })).rejects.toBeInstanceOf(ResourceNotFoundException);
      await expect(invoke({}, { Payload: '{' })).rejects.toMatchObject({
        name: 'InvalidRequestContentException',
        $metadata: { httpStatusCode: 400 },
      });
    });
  });

  describe('its tokens', () => {
    const issue = (body: unknown) =>
      fetch(`${stack.url}/local/token`, { method: 'POST', body: JSON.stringify(body) });

    it('hold what was asked for and can be verified by the published keys', async () => {
      const response = await issue({ tenants: ['a', 'b'], scopes: ['engine', 'migrations:read'], sub: 'me' });
      const { token } = (await response.json()) as { token: string };
      const keys = createRemoteJWKSet(new URL('/local/.well-known/jwks.json', stack.url));
      const { payload } = await jwtVerify(token, keys, {
        issuer: `${stack.url}/local`,
        audience: 'midstream',
      });
      expect(payload).toMatchObject({ sub: 'me', tenants: ['a', 'b'], scope: 'engine migrations:read' });
    });

    it('are refused with every problem', async () => {
      const response = await issue({ tenant_id: '', scopes: ['root'], colour: 'red' });
      expect(response.status).toBe(400);
      const { code, details } = (await response.json()) as {
        code: string;
        details: { problems: { path: string }[] };
      };
      expect(code).toBe('invalid_request');
      expect(details.problems.map(({ path }) => path).sort()).toEqual([
        'colour',
        'scopes.0',
        'sub',
        'tenant_id',
      ]);
      const both = await issue({ tenant_id: 'a', tenants: ['b'], scopes: [], sub: 'me' });
      expect(both.status).toBe(400);
    });
  });
});

async function postChunks(url: string, chunks: readonly string[]): Promise<{ status: number; text: string }> {
  const request = httpRequest(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
  const answered = once(request, 'response');
  for (const chunk of chunks) {
    request.write(chunk);
    await sleep(20);
  }
  request.end();
  const [response] = await answered;
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return { status: response.statusCode, text };
}
