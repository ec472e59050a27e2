/** Tenants for bad requests to come to: with one of everything, in the state in which a call goes well. */
import { randomUUID } from 'node:crypto';
import type { OperationKey } from '../../../lib/api/operations.ts';
import type { Database } from '../../../lib/store/client.ts';
import { ApiClient, waitUntil } from '../api-client.ts';
import { type StoredItem, itemsOf } from '../database.ts';
import { oneOfEverything, type Things } from '../good-requests.ts';
import { holdDeploying } from '../plan-states.ts';
import type { Sender } from './expectations.ts';
import type { Placeholders } from './request.ts';
import { WIDTH } from './lanes.ts';
import { NAMES } from './starting-points.ts';

export interface World {
  /** Each lane has a session of its own where calls write: nobody is in the way of anybody. */
  placeholders(lane: number): Placeholders;
  readonly sender: Sender;
  /** Everything that is stored of the tenant, once nothing runs any more. */
  items(): Promise<StoredItem[]>;
  /** Reads everything there is through the API; fails where an answer is not as documented. */
  readAll(): Promise<void>;
}

/** What nobody's token of this world grants. */
export interface Stranger {
  readonly api: ApiClient;
  readonly things: Things;
}

export async function someStranger(url: string): Promise<Stranger> {
  const api = new ApiClient(url);
  return { api, things: await oneOfEverything(api) };
}

/** @param key the call that is to go well */
export async function worldFor(
  key: OperationKey,
  url: string,
  db: Database,
  stranger: Stranger,
): Promise<World> {
  const api = new ApiClient(url);
  const things = await oneOfEverything(api, { scenario: NAMES.scenario, session: sessionOf(0) });
  const { plan, scenario } = things;
  const sessions = key.startsWith('GET ') || !key.includes('/sessions/') ? 1 : WIDTH;
  for (let lane = 1; lane < sessions; lane += 1) {
    await api.startSession(scenario, { session_id: sessionOf(lane), customer_id: things.customer });
  }
  if (key.endsWith('/deploy') || key.endsWith('/cancel')) await api.approve(plan);
  if (key.endsWith('/cancel')) await holdDeploying(api.tenantId, plan, db);
  if (key.startsWith('GET ')) await liven(api, things);

  const cursors = await cursorsOf(api, things);
  const texts = {
    plan,
    anchor: things.anchor,
    token: await api.token(),
    readersToken: await api.as({ scopes: ['migrations:read'] }).token(),
    tenant: api.tenantId,
    ...cursors,
    strangersPlan: stranger.things.plan,
    strangersScenario: stranger.things.scenario,
    strangersSession: stranger.things.session,
    strangersTenant: stranger.api.tenantId,
    strangersToken: await stranger.api.token(),
    strangersCursor: (await cursorsOf(stranger.api, stranger.things)).plansCursor,
  };
  return {
    placeholders: (lane) => ({
      ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, () => text])),
      lane: () => `${lane % sessions}`,
      unique: randomUUID,
    }),
    sender: { token: texts.token, tenant: api.tenantId },
    async items() {
      if (key.endsWith('/deploy')) await api.ended(plan);
      return itemsOf(db, api.tenantId);
    },
    async readAll() {
      const { plans } = await api.call('GET /migration-plans', { query: { limit: 100 } });
      for (const { id } of plans) await Promise.all([api.plan(id), api.status(id), api.events(id)]);
      const { versions } = await api.call('GET /scenarios/{scenario_id}', {
        params: { scenario_id: things.scenario },
      });
      for (const { version } of versions) {
        const params = { scenario_id: things.scenario, version };
        await api.call('GET /scenarios/{scenario_id}/versions/{version}', { params });
      }
      await api.session(things.session);
      await api.call('GET /profiles/{customer_id}', { params: { customer_id: things.customer } });
    },
  };
}

const sessionOf = (lane: number): string => NAMES.session.replace('{{lane}}', `${lane}`);

/** Something for each reading call to show: a deployed plan, sessions that it moved, a walked path. */
async function liven(api: ApiClient, { scenario, session, plan }: Things): Promise<void> {
  await api.startSession(scenario, { session_id: 'another-session' });
  for (const step of ['ask', 'check', 'pay']) await api.visit(session, step);
  await api.deployToEnd(plan);
  for (const session_id of [session, 'another-session']) await api.reconcile({ session_id });
  await waitUntil(
    'both moves are counted',
    () => api.status(plan),
    ({ migrations_applied: moves }) => moves === 2,
  );
}

async function cursorsOf(api: ApiClient, { plan, session }: Things) {
  const query = { limit: 1 };
  const [plans, events, visits] = await Promise.all([
    api.call('GET /migration-plans', { query }),
    api.call('GET /migration-plans/{plan_id}/events', { params: { plan_id: plan }, query }),
    api.call('GET /sessions/{session_id}', { params: { session_id: session }, query }),
  ]);
  const of = ({ next_cursor: cursor = 'none' }: { readonly next_cursor?: string | undefined }) => cursor;
  return { plansCursor: of(plans), eventsCursor: of(events), visitsCursor: of(visits) };
}
