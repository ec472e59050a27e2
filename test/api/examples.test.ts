/**
 * The examples in the OpenAPI document are real: a plan's life is played on the local stack, and they are what was sent
 * and answered. `UPDATE_EXAMPLES=1 npx vitest run test/api/examples` writes them; then `npm run openapi`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { expect, inject, test } from 'vitest';
import { OPERATIONS, type OperationKey } from '../../lib/api/operations.ts';
import { FIRST, WITH_DELIVERY } from '../guide/examples.ts';
import { ApiClient, type Body, type Request, waitUntil } from '../support/api-client.ts';

const FILE = new URL('../../lib/api/examples.json', import.meta.url);

interface Exchange {
  readonly body?: unknown;
  readonly status: number;
  readonly answer: unknown;
}

test('every call has an example, which is what it answers', async () => {
  const api = new ApiClient(inject('url'));
  const story = new Story(api);
  await tell(story);
  const played = stable(Object.fromEntries(story.exchanges), api.tenantId);
  if (process.env.UPDATE_EXAMPLES) await writeFile(FILE, `${JSON.stringify(played, null, 2)}\n`);
  else expect(played).toEqual(JSON.parse(await readFile(FILE, 'utf8')));

  const known = new Set([...story.exchanges.keys(), 'GET /openapi.json']);
  expect(known).toEqual(new Set(Object.keys(OPERATIONS)));
});

/** Calls, of which the first of each kind is kept that goes well and answers what is wanted. */
class Story {
  readonly api: ApiClient;
  readonly exchanges = new Map<OperationKey, Exchange>();

  constructor(api: ApiClient) {
    this.api = api;
  }

  async call<K extends OperationKey>(
    key: K,
    request: Request,
    wanted: (answer: Body<K>) => boolean = () => true,
  ): Promise<Body<K> | undefined> {
    const reply = await this.api.send(key, request);
    if (!reply.ok || !wanted(reply.body)) return undefined;
    if (!this.exchanges.has(key)) {
      const { body } = request;
      this.exchanges.set(key, {
        ...(body !== undefined && { body }),
        status: reply.status,
        answer: reply.body,
      });
    }
    return reply.body;
  }
}

/** A shop's flow gets a question about the delivery. */
async function tell(story: Story): Promise<void> {
  const { api } = story;
  const shop = { params: { scenario_id: 'shop' } };
  const session = { params: { session_id: 'session-1' } };
  await story.call('POST /scenarios', { body: { scenario_id: 'shop', ...FIRST } });
  await story.call('GET /scenarios/{scenario_id}', shop);
  await story.call('GET /scenarios/{scenario_id}/versions/{version}', {
    params: { ...shop.params, version: 1 },
  });

  await story.call('PUT /sessions/{session_id}', {
    ...session,
    body: { scenario_id: 'shop', channel: 'whatsapp', customer_id: 'carla', variables: { language: 'en' } },
  });
  for (const [at, step_id] of ['size', 'confirm'].entries()) {
    await story.call('POST /sessions/{session_id}/visits', {
      ...session,
      body: {
        visit_id: `visit-${at + 1}`,
        step_id,
        turn_number: at + 1,
        ...(at === 1 && { variables: { size: 'M' } }),
      },
    });
  }
  await story.call('PUT /profiles/{customer_id}/fields/{name}', {
    params: { customer_id: 'carla', name: 'delivery_date' },
    body: { value: '2026-12-01', source: 'crm' },
  });
  await story.call('GET /profiles/{customer_id}', { params: { customer_id: 'carla' } });

  const rejected = await planOf(story, 'shop', 1);
  await story.call('POST /migration-plans/{plan_id}/reject', {
    params: { plan_id: rejected },
    body: { reason: 'the wording is not final' },
  });
  const planId = await planOf(story, 'shop', 1);
  const plan = { params: { plan_id: planId } };
  await story.call('GET /migration-plans', { query: { scenario_id: 'shop', status: 'pending' } });
  const { transformation_map, revision } = await api.plan(planId);
  const anchor_key = transformation_map.anchors.find(
    ({ anchor_name }) => anchor_name === 'confirm',
  )?.anchor_key;
  await story.call('GET /migration-plans/{plan_id}', plan);
  await story.call('GET /migration-plans/{plan_id}/summary', plan);
  await story.call('GET /migration-plans/{plan_id}/anchors/{anchor_key}', {
    params: { ...plan.params, anchor_key: anchor_key ?? '' },
  });
  await story.call('PUT /migration-plans/{plan_id}/policies', {
    ...plan,
    body: { revision, policies: { [anchor_key ?? '']: { scope_filter: { exclude_channels: ['email'] } } } },
  });
  await story.call('POST /migration-plans/{plan_id}/approve', {
    ...plan,
    body: { acknowledge_warnings: true },
  });
  await story.call('POST /migration-plans/{plan_id}/deploy', { ...plan, body: {} });
  await api.ended(planId);
  await api.reconcile({ session_id: 'session-1', turn_id: 'turn-1' });
  await waitUntil(
    'the move is counted',
    () => api.status(planId),
    ({ migrations_applied }) => migrations_applied === 1,
    60_000,
  );
  await story.call('GET /migration-plans/{plan_id}/deployment-status', plan);
  await story.call('GET /migration-plans/{plan_id}/events', plan);
  await story.call('GET /sessions/{session_id}/events', session);
  await story.call('GET /sessions/{session_id}', session);
  await story.call('POST /sessions/{session_id}/close', {
    ...session,
    body: { reason: 'the order is through' },
  });

  while (!story.exchanges.has('POST /migration-plans/{plan_id}/cancel')) await cancelOne(story);
}

/** A plan that has counted all sessions: a busy machine may cut that short, and its indexes be behind. */
async function planOf(story: Story, scenarioId: string, sessions: number): Promise<string> {
  const { api } = story;
  const request = { params: { scenario_id: scenarioId }, body: { new_scenario: WITH_DELIVERY } };
  for (;;) {
    const plan = await story.call(
      'POST /scenarios/{scenario_id}/migration-plan',
      request,
      ({ summary }) => summary.estimate_complete && summary.estimated_sessions_affected === sessions,
    );
    if (plan) return plan.id;
    const { plans } = await api.call('GET /migration-plans', {
      query: { scenario_id: scenarioId, status: 'pending' },
    });
    for (const { id } of plans)
      await api.call('POST /migration-plans/{plan_id}/reject', { params: { plan_id: id } });
  }
}

/** Cancels a deployment, unless it is through before. */
async function cancelOne(story: Story): Promise<void> {
  const { api } = story;
  const { scenario_id } = await api.startScenario(FIRST);
  const id = await planOf(story, scenario_id, 0);
  const plan = { params: { plan_id: id } };
  await api.approve(id);
  // Its Lambda is warm then.
  await api.refused('POST /migration-plans/{plan_id}/cancel', plan);
  await api.deploy(id);
  await story.call('POST /migration-plans/{plan_id}/cancel', { ...plan, body: {} });
}

/** With what differs from run to run as in any other: ids, times and durations. */
function stable(exchanges: object, tenantId: string): unknown {
  const ids = new Map<string, string>([[tenantId, 'acme']]);
  const text = JSON.stringify(exchanges)
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      const known = ids.get(id) ?? `c2bfb62f-be41-475c-9b26-${String(ids.size).padStart(12, '0')}`;
      ids.set(id, known);
      return known;
    })
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-02T09:00:00.000Z')
    .replaceAll(/"duration_ms":[\d.]+/g, '"duration_ms":12')
    // Of what was sent, the tenant included.
    .replaceAll(/"input_digest":"\w+"/g, '"input_digest":"1c1d034b252bdd7a5624d163f33ee50b"');
  return JSON.parse(text);
}
