/** A tenant with one of everything, and for each call of the API a request that goes well there. */
import type { OperationKey } from '../../lib/api/operations.ts';
import type { ApiClient, Request } from './api-client.ts';
import { paying, payingWithNews } from './paying.ts';

export interface Things {
  readonly scenario: string;
  readonly session: string;
  readonly customer: string;
  /** Of the scenario, pending. */
  readonly plan: string;
  readonly revision: number;
  readonly anchor: string;
  /** Of another scenario, pending: for whoever has approved the first. */
  readonly rejectable: string;
}

/** @param names how scenario and session are called; made up without */
export async function oneOfEverything(
  api: ApiClient,
  names: { readonly scenario?: string; readonly session?: string } = {},
): Promise<Things> {
  const customer = 'carla';
  const { scenario_id: scenario } = await api.startScenario({
    ...paying(),
    ...(names.scenario !== undefined && { scenario_id: names.scenario }),
  });
  const { scenario_id: other } = await api.startScenario(paying());
  const { session_id: session } = await api.startSession(scenario, {
    customer_id: customer,
    ...(names.session !== undefined && { session_id: names.session }),
  });
  await api.call('PUT /profiles/{customer_id}/fields/{name}', {
    params: { customer_id: customer, name: 'age' },
    body: { value: 40 },
  });
  const { id, revision, transformation_map } = await api.makePlan(scenario, payingWithNews());
  const { id: rejectable } = await api.makePlan(other, payingWithNews());
  const anchor = transformation_map.anchors[0]?.anchor_key ?? '';
  return { scenario, session, customer, plan: id, revision, anchor, rejectable };
}

const ofPlan = (at: Things): Request => ({ params: { plan_id: at.plan } });
const ofScenario = (at: Things): Request => ({ params: { scenario_id: at.scenario } });
const ofSession = (at: Things): Request => ({ params: { session_id: at.session } });

/** A request for each call that goes well with the right token, in an order in which all do. */
export const GOOD_REQUESTS: Readonly<Record<OperationKey, (at: Things) => Request>> = {
  'GET /openapi.json': () => ({}),
  'POST /scenarios': () => ({ body: paying() }),
  'GET /scenarios/{scenario_id}': ofScenario,
  'GET /scenarios/{scenario_id}/versions/{version}': (at) => ({
    params: { scenario_id: at.scenario, version: 1 },
  }),
  'PUT /sessions/{session_id}': (at) => ({
    ...ofSession(at),
    body: { scenario_id: at.scenario, channel: 'whatsapp', customer_id: at.customer },
  }),
  'POST /sessions/{session_id}/visits': (at) => ({
    ...ofSession(at),
    body: { visit_id: 'v-1', step_id: 'ask', turn_number: 1 },
  }),
  'GET /sessions/{session_id}': ofSession,
  'GET /sessions/{session_id}/events': ofSession,
  'PUT /profiles/{customer_id}/fields/{name}': (at) => ({
    params: { customer_id: at.customer, name: 'age' },
    body: { value: 41 },
  }),
  'GET /profiles/{customer_id}': (at) => ({ params: { customer_id: at.customer } }),
  'POST /sessions/{session_id}/close': (at) => ({ ...ofSession(at), body: {} }),
  'GET /migration-plans': () => ({}),
  'GET /migration-plans/{plan_id}': ofPlan,
  'GET /migration-plans/{plan_id}/summary': ofPlan,
  'GET /migration-plans/{plan_id}/anchors/{anchor_key}': (at) => ({
    params: { plan_id: at.plan, anchor_key: at.anchor },
  }),
  'PUT /migration-plans/{plan_id}/policies': (at) => ({
    ...ofPlan(at),
    body: { policies: {}, revision: at.revision },
  }),
  'GET /migration-plans/{plan_id}/events': ofPlan,
  'POST /migration-plans/{plan_id}/approve': (at) => ({
    ...ofPlan(at),
    body: { acknowledge_warnings: true },
  }),
  'POST /migration-plans/{plan_id}/deploy': ofPlan,
  'GET /migration-plans/{plan_id}/deployment-status': ofPlan,
  'POST /migration-plans/{plan_id}/cancel': ofPlan,
  'POST /migration-plans/{plan_id}/reject': (at) => ({ params: { plan_id: at.rejectable }, body: {} }),
  'POST /scenarios/{scenario_id}/migration-plan': (at) => ({
    ...ofScenario(at),
    body: { new_scenario: payingWithNews(3) },
  }),
};
