/** The gateway in front of the Lambdas, asked in ways that no tidy client asks. */
import { afterAll, describe, expect, inject, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { Exchange, type RawAnswer } from '../support/fuzz/exchange.ts';
import type { RawRequest } from '../support/fuzz/request.ts';

const api = new ApiClient(inject('url'));
const exchange = new Exchange(inject('url'), 1);
afterAll(() => exchange.close());

const PLANS = '/api/v1/migration-plans';

async function ask(more: Partial<RawRequest>): Promise<RawAnswer> {
  const headers = [
    ['authorization', `Bearer ${await api.token()}`],
    ['x-tenant-id', api.tenantId],
  ] as const;
  return exchange.send({ method: 'GET', target: PLANS, headers, ...more });
}

describe('a path', () => {
  it.each(['//', '///x', '//elsewhere.example', '*', `/${PLANS}`, `${PLANS}/x/../../migration-plans`])(
    'is taken as it stands: %s is no call',
    async (target) => {
      const { status, text } = await ask({ target });
      expect(status).toBe(404);
      expect(JSON.parse(text)).toMatchObject({ code: 'not_found' });
    },
  );

  it('may come with a host, as proxies send it', async () => {
    expect((await ask({ target: `http://elsewhere.example${PLANS}` })).status).toBe(200);
  });

  it('may have a mark in it that no URL of a browser has', async () => {
    expect((await ask({ target: `${PLANS}/a#b` })).status).toBe(404);
  });
});

it('a header that comes twice is one with both values', async () => {
  const [token, other] = [await api.token(), await new ApiClient(inject('url')).token()];
  const answer = await ask({
    headers: [
      ['authorization', `Bearer ${token}`],
      ['authorization', `Bearer ${other}`],
      ['x-tenant-id', api.tenantId],
    ],
  });
  expect(answer.status).toBe(401);
});

it('a body whose event would be larger than a Lambda takes is 413', async () => {
  const body = Buffer.from(JSON.stringify({ name: '"'.repeat(2_000_000) }));
  const answer = await ask({ method: 'POST', target: '/api/v1/scenarios', body });
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'payload_too_large' });
});

describe('an invocation', () => {
  const invoke = (name: string, body: Buffer) =>
    exchange.send({
      method: 'POST',
      target: `/2015-03-31/functions/${name}/invocations`,
      headers: [],
      body,
    });

  it('of a function whose name is no text is of none', async () => {
    const { status, headers } = await invoke('%ff', Buffer.from('{}'));
    expect([status, headers['x-amzn-errortype']]).toEqual([404, 'ResourceNotFoundException']);
  });

  it('with a payload that is no UTF-8 is refused before the function sees it', async () => {
    const { status, headers } = await invoke('reconcile', Buffer.from([0x22, 0xff, 0x22]));
    expect([status, headers['x-amzn-errortype']]).toEqual([400, 'InvalidRequestContentException']);
  });
});
