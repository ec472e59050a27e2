/** The good requests that bad ones are made of: those of the access matrix, and some that say all they can. */
import { anchorKeyOf } from '../../../lib/diff/anchor-key.ts';
import type { OperationKey } from '../../../lib/api/operations.ts';
import { buildGraph } from '../../../lib/scenario/graph.ts';
import type { Request } from '../api-client.ts';
import { GOOD_REQUESTS, type Things } from '../good-requests.ts';
import { paying, payingWithNews } from '../paying.ts';
import type { Call } from './document.ts';
import type { Draft } from './edit-request.ts';
import { jsonText } from './json-text.ts';

/** How things are called in requests, before they exist. */
export const NAMES = { scenario: 'flow', session: 'session-{{lane}}' } as const;

const graph = buildGraph(paying());
const ANCHORS = graph.nodes.map((node) => anchorKeyOf(graph, node));

const THINGS: Things = {
  ...NAMES,
  customer: 'carla',
  plan: '{{plan}}',
  revision: 1,
  anchor: ANCHORS[0] ?? '',
  rejectable: '{{plan}}',
};

const ofPlan = { params: { plan_id: '{{plan}}' } };

/** Has every field that a scenario may have. */
const elaborate = {
  ...payingWithNews(2),
  description: 'A flow that says all that it can.',
  source: 'abc1234',
  field_definitions: {
    age: { type: 'integer', display_name: 'Age', prompt: 'How old are you?', minimum: 0, maximum: 150 },
    colour: { type: 'enum', enum_values: ['red', 'blue'], examples: ['red'], extraction_hints: 'a colour' },
    code: { type: 'string', pattern: '^[A-Z]{3}$' },
  },
  steps: payingWithNews(2).steps.map((step, index) => ({
    ...step,
    rule_ids: ['r-1'],
    template_ids: ['t-1', 't-2'],
    tool_ids: ['tool'],
    collects_profile_fields: index === 0 ? ['colour'] : step.collects_profile_fields,
    performs_action: true,
    is_required_action: index === 2,
    transitions: step.transitions.map((transition, way) =>
      way === 0
        ? { ...transition, condition_text: 'age < 18', condition_fields: ['age'], priority: 3 }
        : transition,
    ),
  })),
};

const MORE: { readonly [K in OperationKey]?: readonly Request[] } = {
  'POST /scenarios': [{ body: { ...elaborate, scenario_id: 'flow-{{unique}}', created_by: 'somebody' } }],
  'POST /scenarios/{scenario_id}/migration-plan': [
    {
      params: { scenario_id: NAMES.scenario },
      body: { new_scenario: { ...elaborate, version: 4 }, created_by: 'somebody' },
    },
  ],
  'PUT /sessions/{session_id}': [
    {
      params: { session_id: 'session-{{unique}}' },
      body: {
        scenario_id: NAMES.scenario,
        channel: 'email',
        customer_id: 'carla',
        variables: { age: 41, name: 'Ada', nested: { list: [1, 2.5, null, true] } },
        scenario_version: 1,
        step_id: 'check',
        created_at: '2026-01-01T10:00:00+01:00',
        visits: [
          { step_id: 'greet', entered_at: '2026-01-01T10:00:00Z', turn_number: 1, visit_id: 'a' },
          { step_id: 'ask', transition_reason: 'asked', confidence: 0.9 },
        ],
        checkpoints: [{ step_id: 'pay', step_name: 'pay', passed_at: '2026-01-01T11:00:00Z' }],
      },
    },
    {
      params: { session_id: NAMES.session },
      body: { scenario_id: NAMES.scenario, channel: 'email', restart: true, expected_revision: 1 },
    },
  ],
  'POST /sessions/{session_id}/visits': [
    {
      params: { session_id: NAMES.session },
      body: {
        visit_id: 'visit-{{unique}}',
        step_id: 'ask',
        turn_number: 3,
        transition_reason: 'said so',
        confidence: 0.75,
        variables: { age: 41, 'full name': 'Ada', list: [1, { a: null }] },
      },
    },
  ],
  'POST /sessions/{session_id}/close': [
    { params: { session_id: NAMES.session }, body: { reason: 'done', expected_revision: 1 } },
  ],
  'PUT /profiles/{customer_id}/fields/{name}': [
    {
      params: { customer_id: 'carla', name: 'full name' },
      body: {
        value: { first: 'Ada', more: [1, 2, null] },
        source: 'crm',
        confidence: 0.5,
        needs_confirmation: true,
        expires_at: '2999-01-01T00:00:00Z',
      },
    },
  ],
  'GET /migration-plans': [
    { query: { scenario_id: NAMES.scenario, status: 'pending', limit: 1, cursor: '{{plansCursor}}' } },
  ],
  'GET /migration-plans/{plan_id}/events': [{ ...ofPlan, query: { limit: 1, cursor: '{{eventsCursor}}' } }],
  'GET /sessions/{session_id}': [
    { params: { session_id: NAMES.session }, query: { limit: 1, cursor: '{{visitsCursor}}' } },
  ],
  'PUT /migration-plans/{plan_id}/policies': [
    {
      ...ofPlan,
      body: {
        revision: 1,
        policies: {
          [ANCHORS[0] ?? '']: {
            scope_filter: {
              include_channels: ['whatsapp'],
              exclude_channels: ['email'],
              include_current_nodes: ['greet'],
              exclude_current_nodes: ['pay'],
              min_session_age_days: 0,
              max_session_age_days: 30.5,
              custom_conditions: ['age_days > 1 && channel == "whatsapp"'],
            },
            update_downstream: false,
            skipped_checkpoints: 'run',
          },
          [ANCHORS[1] ?? '']: { force_scenario: 'clean_graft', target_step_id: 'news' },
        },
      },
    },
  ],
  'POST /migration-plans/{plan_id}/approve': [
    {
      ...ofPlan,
      body: { acknowledge_warnings: ['step_deleted', 'step_edited'], revision: 1, approved_by: 'x' },
    },
  ],
  'POST /migration-plans/{plan_id}/reject': [
    { ...ofPlan, body: { reason: 'not now', revision: 1, rejected_by: { name: 'x' } } },
  ],
  'POST /migration-plans/{plan_id}/deploy': [{ ...ofPlan, body: { deployed_by: 'x' } }],
  'POST /migration-plans/{plan_id}/cancel': [{ ...ofPlan, body: {} }],
};

/** A good request: its body as a value, and the whole as a draft. */
export interface StartingPoint {
  readonly draft: Draft;
  readonly body: unknown;
}

export const startingPoints = (call: Call): readonly StartingPoint[] =>
  [GOOD_REQUESTS[call.key](THINGS), ...(MORE[call.key] ?? [])].map((request) => ({
    draft: draftOf(call, request),
    body: request.body,
  }));

function draftOf({ method, segments, parameters }: Call, { params = {}, query = {}, body }: Request): Draft {
  const isOpen = !parameters.some(({ in: place }) => place === 'header');
  return {
    method,
    segments: segments.map((segment) => {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      return name === undefined ? segment : `${params[name]}`.replaceAll(' ', '%20');
    }),
    query: Object.entries(query).map(([name, value]) => `${name}=${value}`),
    headers: isOpen
      ? []
      : [
          ['authorization', 'Bearer {{token}}'],
          ['x-tenant-id', '{{tenant}}'],
          ...(body === undefined ? [] : [['content-type', 'application/json'] as const]),
        ],
    ...(body !== undefined && { body: Buffer.from(jsonText(body)) }),
  };
}
