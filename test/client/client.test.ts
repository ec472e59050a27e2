import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { MidstreamClient } from '../../lib/client/client.ts';
import type { CallError } from '../../lib/client/errors.ts';
import { invokeLambda } from '../../lib/client/invoke-lambda.ts';
import type { Invoke } from '../../lib/client/reconcile-call.ts';
import { ApiClient } from '../support/api-client.ts';
import { scenario } from '../support/scenario-builder.ts';
import { type Fault, FaultyProxy } from './faulty-proxy.ts';

const FLOW = scenario('talk', 1).step('hello').to('ask').step('ask', { awaits: true }).build();
const NEXT = scenario('talk', 2).step('hello').to('news').step('news').to('ask').step('ask').build();
const MOST = 4;
const SLOW_DOWN: Fault = { status: 429, headers: { 'retry-after': '0' } };
const OVERLOADED: Fault = { status: 503, headers: { 'retry-after': '0' } };

let proxy: FaultyProxy;
let lambda: LambdaClient;
let api: ApiClient;
let scenarioId: string;
beforeAll(async () => {
  proxy = await FaultyProxy.start(inject('url'));
  lambda = new LambdaClient({
    endpoint: proxy.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  api = new ApiClient(inject('url'));
  scenarioId = (await api.startScenario(FLOW)).scenario_id;
});
afterAll(async () => {
  lambda.destroy();
  await proxy.stop();
});
beforeEach(() => proxy.next());

const client = (more: { readonly invoke?: Invoke; readonly tenantId?: string } = {}) =>
  new MidstreamClient({
    url: `${proxy.url}/api/v1/`,
    tenantId: api.tenantId,
    token: () => api.token(),
    invoke: invokeLambda(lambda, 'reconcile'),
    attempts: { most: MOST, firstWaitMs: 1, longestWaitMs: 1_000 },
    ...more,
  });
const start = async (id: string) => client().putSession(id, { scenario_id: scenarioId, channel: 'web' });
const failureOf = (call: Promise<unknown>): Promise<CallError> =>
  call.then(
    () => expect.fail('it went well'),
    (error) => error,
  );

describe('the client', () => {
  it('says and reads everything about a conversation', async () => {
    const midstream = client();
    const session = await start('wa:+43|1=~@');
    expect(session).toMatchObject({ channel: 'web', active_step_id: 'hello', status: 'active' });
    const { session_id } = session;
    await midstream.recordVisit(session_id, { visit_id: 'v-1', step_id: 'ask', turn_number: 1 });
    const page = await midstream.getSession(session_id, { limit: 1 });
    expect(page.visits.map(({ step_id }) => step_id)).toEqual(['ask']);
    const rest = await midstream.getSession(session_id, { cursor: page.next_cursor });
    expect(rest.visits.map(({ step_id }) => step_id)).toEqual(['hello']);
    expect(await midstream.reconcile({ session_id, turn_id: 't-1' })).toMatchObject({
      action: 'continue',
      step_id: 'ask',
    });
    await midstream.putProfileField('carla', 'first name', { value: ['Carla'] });
    expect((await midstream.getProfile('carla')).fields['first name']?.value).toEqual(['Carla']);
    expect(await midstream.closeSession(session_id)).toMatchObject({ status: 'closed' });
  });

  it.each<[string, Fault[]]>([
    ['is lost', ['lost', 'lost', 'lost']],
    ['is answered in vain', ['answer lost', 'answer lost', 'answer lost']],
    ['is throttled', [SLOW_DOWN, OVERLOADED, { status: 502 }]],
    ['meets all of that', ['answer lost', SLOW_DOWN, 'lost']],
  ])('gets a call through that %s three times, and it happens once', async (_, faults) => {
    const id = `through-${faults.map((fault) => (typeof fault === 'string' ? fault[0] : fault.status)).join('-')}`;
    proxy.next(...faults);
    await start(id);
    expect(proxy.requests).toBe(MOST);
    proxy.next(...faults);
    await client().recordVisit(id, { visit_id: 'v', step_id: 'ask', turn_number: 1 });
    proxy.next(...faults);
    const answer = await client().reconcile({ session_id: id, turn_id: 't' });
    expect(proxy.requests).toBe(MOST);
    const { visits, revision } = await api.session(id);
    expect(visits.map(({ step_id }) => step_id)).toEqual(['ask', 'hello']);
    expect(answer).toMatchObject({ action: 'continue', session_revision: revision });
  });

  it('moves a session once, however often the answer is lost', async () => {
    const { scenario_id } = await api.startScenario(FLOW);
    await client().putSession('moved', { scenario_id, channel: 'web' });
    await client().recordVisit('moved', { visit_id: 'v', step_id: 'ask', turn_number: 1 });
    await api.deployToEnd((await api.makePlan(scenario_id, NEXT)).id);
    proxy.next('answer lost', 'answer lost');
    const answer = await client().reconcile({ session_id: 'moved', turn_id: 't' });
    expect(answer).toMatchObject({ migration_scenario: 'clean_graft', graph_version: 2 });
    const { events } = await api.call('GET /sessions/{session_id}/events', {
      params: { session_id: 'moved' },
    });
    expect(events.map(({ event_type }) => event_type)).toEqual(['session_migrated']);
  });

  it.each<[string, Fault, string]>([
    ['lost', 'lost', 'unreachable'],
    ['throttled', SLOW_DOWN, 'http_429'],
  ])('gives up what is %s again and again, and says that it may be sent again', async (_, fault, code) => {
    await start('patient');
    const faults = Array.from({ length: MOST }, () => fault);
    proxy.next(...faults);
    const refusal = await failureOf(client().getSession('patient'));
    expect(refusal).toMatchObject({ name: 'Unavailable', code, retry_safe: true });
    expect(proxy.requests).toBe(MOST);
    proxy.next(...faults);
    const turn = failureOf(client().reconcile({ session_id: 'patient', turn_id: 't' }));
    expect(await turn).toMatchObject({ name: 'Unavailable', call: 'reconcile', retry_safe: true });
    expect(proxy.requests).toBe(MOST);
  });

  it('waits as long as it is told', async () => {
    proxy.next({ status: 503, headers: { 'retry-after': '1' } });
    const began = performance.now();
    await start('waits');
    // Timers may fire a little early.
    expect(performance.now() - began).toBeGreaterThan(950);
  });

  it('gives up at once where it is told to wait longer than a customer would', async () => {
    proxy.next({ status: 503, headers: { 'retry-after': '60' } });
    expect(await failureOf(start('gives-up'))).toMatchObject({ name: 'Unavailable', retry_safe: true });
    expect(proxy.requests).toBe(1);
  });

  it('asks once for a new token when the old one has expired', async () => {
    const expired: Fault = {
      status: 401,
      body: { code: 'token_invalid', message: 'it has expired', details: { check: 'expired' } },
    };
    const renewals: boolean[] = [];
    const midstream = new MidstreamClient({
      url: `${proxy.url}/api/v1`,
      tenantId: api.tenantId,
      invoke: invokeLambda(lambda, 'reconcile'),
      token: (renew) => {
        renewals.push(renew);
        return api.token();
      },
    });
    await start('renewed');
    proxy.next(expired);
    await midstream.getSession('renewed');
    expect(renewals).toEqual([false, true]);
    proxy.next(expired, expired);
    expect(await failureOf(midstream.getSession('renewed'))).toMatchObject({ code: 'token_invalid' });
    expect(proxy.requests).toBe(2);
  });
});

describe('a call that is refused', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['of a session that is not there', 'session_not_found', () => client().getSession('nobody')],
    [
      'of a step that is not there',
      'invalid_request',
      async () => {
        await start('lost');
        proxy.next();
        return client().recordVisit('lost', { visit_id: 'v', step_id: 'nowhere', turn_number: 1 });
      },
    ],
    [
      'of a revision that is not the last',
      'stale_revision',
      async () => {
        await start('stale');
        proxy.next();
        return client().closeSession('stale', { expected_revision: 0 });
      },
    ],
    [
      'for a tenant that is not granted',
      'tenant_forbidden',
      () => client({ tenantId: 'else' }).getProfile('c'),
    ],
    [
      'before a turn of nobody',
      'session_not_found',
      () => client().reconcile({ session_id: 'nobody', turn_id: 't' }),
    ],
    [
      'of a Lambda that is not there',
      'not_invoked',
      () => client({ invoke: invokeLambda(lambda, 'nothing') }).reconcile({ session_id: 'a', turn_id: 't' }),
    ],
  ])('%s is not tried again, and has the code %s', async (_, code, call) => {
    expect(await failureOf(call())).toMatchObject({ name: 'Refused', code, retry_safe: false });
    expect(proxy.requests).toBe(1);
  });
});

describe('a Lambda that', () => {
  const invoked = (payload: unknown): Invoke => {
    let calls = 0;
    return async () => {
      calls += 1;
      return { threw: true, payload: JSON.stringify({ ...Object(payload), calls }) };
    };
  };
  it.each([
    ['runs out of time may be asked again', 'Sandbox.Timedout', 'Task timed out', 'Unavailable', true],
    [
      'knows that nothing was written may be asked again',
      'Unavailable',
      '{"code":"contended","message":"m","details":{"retry_safe":true}}',
      'Unavailable',
      true,
    ],
    [
      'does not know may not',
      'Unavailable',
      '{"code":"lost","message":"m","details":{"retry_safe":false}}',
      'Failed',
      false,
    ],
    ['has a defect may not', 'TypeError', 'x is not a function', 'Failed', false],
  ])('%s', async (_, errorType, errorMessage, name, retry_safe) => {
    const midstream = client({ invoke: invoked({ errorType, errorMessage }) });
    const failure = await failureOf(midstream.reconcile({ session_id: 's', turn_id: 't' }));
    expect(failure).toMatchObject({ name, retry_safe, call: 'reconcile' });
  });
});
