/**
 * Bad requests by the thousand: made of good ones and of the OpenAPI document, for every call. Whatever is sent, the
 * answer is documented, says what is wrong where, and what was refused has left no trace.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { badRequests } from '../support/fuzz/bad-requests.ts';
import { BASE, CALLS, type Call } from '../support/fuzz/document.ts';
import { rawRequest } from '../support/fuzz/edit-request.ts';
import { requestsElsewhere } from '../support/fuzz/elsewhere.ts';
import { Exchange, type RawAnswer } from '../support/fuzz/exchange.ts';
import { faultsOf } from '../support/fuzz/expectations.ts';
import { inLanes, WIDTH } from '../support/fuzz/lanes.ts';
import { expectNothingWritten } from '../support/fuzz/refusals.ts';
import { asCommand, filled, type RawRequest } from '../support/fuzz/request.ts';
import { startingPoints } from '../support/fuzz/starting-points.ts';
import { Forger, tokenEdits } from '../support/fuzz/tokens.ts';
import { type Stranger, someStranger, type World, worldFor } from '../support/fuzz/world.ts';

/** `SOAK_RUNS` times as many. */
const TIMES = Number(process.env.SOAK_RUNS ?? 1);
const A_CALL = 416 * TIMES;
/** Of so many refused requests one is sent again, to see that it writes nothing; every one where more are tried. */
const AGAIN = TIMES > 1 ? 1 : 4;
const TIMEOUT = 180_000 * TIMES;

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const exchange = new Exchange(inject('url'), WIDTH);
let stranger: Stranger;
beforeAll(async () => {
  stranger = await someStranger(inject('url'));
}, 60_000);
afterAll(() => exchange.close());

const LIST: Pick<Call, 'key' | 'method'> = { key: 'GET /migration-plans', method: 'GET' };

const sent = { good: 0, refused: 0 };

/** Sends a request; fails where the answer is not as it should be. */
async function send(request: RawRequest, world: World, lane = 0): Promise<RawAnswer> {
  const complete = filled(request, world.placeholders(lane));
  const command = () => asCommand(exchange.url, complete, world.sender.token);
  const answer = await exchange.send(complete).catch((error: unknown) => {
    throw new Error(`${command()}\nwas not answered`, { cause: error });
  });
  sent[answer.status < 400 ? 'good' : 'refused'] += 1;
  const faults = faultsOf(complete, answer, world.sender);
  if (faults.length > 0) {
    throw new Error(`${command()}\n${faults.join('\n')}\n${answer.status} ${answer.text.slice(0, 2_000)}`);
  }
  return answer;
}

/** Where calls that only read may all come to. */
let reading: Promise<World> | undefined;
function worldOf({ key, method }: Pick<Call, 'key' | 'method'>): Promise<World> {
  if (method !== 'GET') return worldFor(key, inject('url'), db, stranger);
  reading ??= worldFor(key, inject('url'), db, stranger);
  return reading;
}

describe.each(CALLS)('$key', (call) => {
  it('takes the requests that bad ones are made of', async () => {
    for (const { draft } of startingPoints(call)) {
      const { status, text } = await send(rawRequest(draft), await worldOf(call));
      expect([draft, status, text]).toEqual([draft, expect.toBeOneOf([200, 201, 202]), text]);
    }
  });

  it(
    'answers every other as documented, and what it refuses leaves no trace',
    async () => {
      const world = await worldOf(call);
      const before = await world.items();
      const refused: RawRequest[] = [];
      await inLanes(badRequests(call), A_CALL, async (request, lane) => {
        const { status } = await send(request, world, lane);
        if (status >= 400) refused.push(request);
      });
      if (call.method === 'GET') expect(await world.items()).toEqual(before);
      else {
        const again = refused.filter((_, at) => at % AGAIN === 0);
        await expectNothingWritten(again, exchange, world);
      }
      await world.readAll();
    },
    TIMEOUT,
  );
});

describe('what is no call', () => {
  it(
    'is answered by the gateway',
    async () => {
      const world = await worldOf(LIST);
      const before = await world.items();
      await inLanes(requestsElsewhere, A_CALL, async (request) => {
        await send(request, world);
      });
      expect(await world.items()).toEqual(before);
    },
    TIMEOUT,
  );
});

describe('a token', () => {
  it(
    'with anything wrong in it opens nothing',
    async () => {
      const world = await worldOf(LIST);
      const { tenant } = world.sender;
      const forger = new Forger(JSON.parse(inject('tokenKey')), {
        iss: `${inject('url')}/local`,
        tenant_id: tenant,
      });
      const opened = { good: 0, bad: 0 };
      await inLanes(tokenEdits, A_CALL, async (edit) => {
        const token = forger.token(edit).replace(/[^\t\x20-\xff]/g, '?');
        const headers = [
          ['authorization', `Bearer ${token}`],
          ['x-tenant-id', tenant],
        ] as const;
        const request = { method: 'GET', target: `${BASE}/migration-plans`, headers };
        const { status } = await send(request, { ...world, sender: { token, tenant } });
        if (status !== 200) expect([token, status]).toEqual([token, expect.toBeOneOf([401, 403])]);
        else expect([token, forger.isGood(token)]).toEqual([token, true]);
        opened[status === 200 ? 'good' : 'bad'] += 1;
      });
      expect(opened.good).toBeGreaterThan(0);
      expect(opened.bad).toBeGreaterThan(opened.good);
    },
    TIMEOUT,
  );
});

it('adds up to ten thousand and more, and nearly all were bad', () => {
  expect(sent.good + sent.refused).toBeGreaterThan(10_000 * TIMES);
  expect(sent.refused).toBeGreaterThan(sent.good * 4);
});
