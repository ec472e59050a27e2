/**
 * Bad payloads for reconcile by the thousand, through the invoke API: each is refused under a name that an engine
 * knows, with what is wrong where, and has written nothing.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { itemsOf, testDatabase } from '../support/database.ts';
import { Exchange, isRefused, type RawAnswer } from '../support/fuzz/exchange.ts';
import { badInvocations, goodInvocations, invocationFaults, SESSIONS } from '../support/fuzz/invocations.ts';
import { inLanes, WIDTH } from '../support/fuzz/lanes.ts';
import { expectNothingWritten } from '../support/fuzz/refusals.ts';
import { asCommand, filled, type RawRequest } from '../support/fuzz/request.ts';
import { paying, payingWithNews } from '../support/paying.ts';

/** `SOAK_RUNS` times as many. */
const TIMES = Number(process.env.SOAK_RUNS ?? 1);
const PAYLOADS = 1_600 * TIMES;

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const exchange = new Exchange(inject('url'), WIDTH);
afterAll(() => exchange.close());

const api = new ApiClient(inject('url'));
const world = {
  placeholders: () => ({ tenant: () => api.tenantId, unique: randomUUID }),
  sender: { token: '', tenant: api.tenantId },
  // Counts follow the audit trail a moment later, and a call that is refused adds nothing to that.
  items: async () => (await itemsOf(db, api.tenantId)).filter(({ sk }) => sk !== 'COUNTS'),
};

/** What is new asks for three fields, and has to be executed: a session that moves there says much on the way. */
function demanding(): ScenarioInput {
  const { steps, ...rest } = payingWithNews();
  return {
    ...rest,
    field_definitions: {
      age: { type: 'integer', minimum: 0, examples: [] },
      email: { type: 'email', examples: [] },
      colour: { type: 'enum', enum_values: ['red', 'blue'], examples: [] },
    },
    steps: steps.map((step) =>
      step.id === 'news'
        ? { ...step, collects_profile_fields: ['age', 'email', 'colour'], is_required_action: true }
        : step,
    ),
  };
}

beforeAll(async () => {
  const { scenario_id } = await api.startScenario(paying());
  for (let at = 0; at < SESSIONS; at += 1) {
    const session_id = `s-${at}`;
    await api.startSession(scenario_id, { session_id, ...(at % 2 === 0 && { customer_id: 'carla' }) });
    for (const step of ['ask', 'check', 'pay'].slice(0, at % 4)) await api.visit(session_id, step);
  }
  const { id } = await api.makePlan(scenario_id, demanding());
  await api.deployToEnd(id);
}, 60_000);

async function send(request: RawRequest): Promise<RawAnswer> {
  const complete = filled(request, world.placeholders());
  const answer = await exchange.send(complete);
  const faults = invocationFaults(complete, answer);
  if (faults.length === 0) return answer;
  const command = asCommand(exchange.url, complete);
  throw new Error(`${command}\n${faults.join('\n')}\n${answer.status} ${answer.text.slice(0, 2_000)}`);
}

it('takes the payloads that bad ones are made of', async () => {
  for (const request of goodInvocations) {
    expect(isRefused(await send(request))).toBe(false);
  }
});

it(
  'refuses every other under a known name or takes it, and what it refuses leaves no trace',
  async () => {
    const refused: RawRequest[] = [];
    let taken = 0;
    await inLanes(badInvocations, PAYLOADS, async (request) => {
      if (isRefused(await send(request))) refused.push(request);
      else taken += 1;
    });
    expect(refused.length).toBeGreaterThan(taken);
    expect(taken).toBeGreaterThan(0);
    await expectNothingWritten(refused, exchange, world);
    for (let at = 0; at < SESSIONS; at += 1) await api.session(`s-${at}`);
  },
  180_000 * TIMES,
);
