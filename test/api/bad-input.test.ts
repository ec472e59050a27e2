import { randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import type { OperationKey } from '../../lib/api/operations.ts';
import type { PlanAnswer } from '../../lib/api/plan-answer.ts';
import type { Session } from '../../lib/session/model.ts';
import { ApiClient, type Refusal, type Request } from '../support/api-client.ts';
import { itemsOf, type StoredItem, testDatabase } from '../support/database.ts';
import { paying, payingWithNews } from '../support/paying.ts';
import { greeting } from '../support/plan-states.ts';
import { scenario } from '../support/scenario-builder.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const newApi = () => new ApiClient(inject('url'));

const CREATE = 'POST /scenarios';
const GENERATE = 'POST /scenarios/{scenario_id}/migration-plan';
const POLICIES = 'PUT /migration-plans/{plan_id}/policies';
const PUT_SESSION = 'PUT /sessions/{session_id}';
const VISIT = 'POST /sessions/{session_id}/visits';

/** A tenant with a scenario, a session and a pending plan: all tests share it, for none may change it. */
let api: ApiClient;
let plan: PlanAnswer;
let session: Session;
let untouched: StoredItem[];
beforeAll(async () => {
  api = newApi();
  const { scenario_id } = await api.startScenario(paying());
  session = await api.startSession(scenario_id, { customer_id: 'c-1', variables: { age: 7 } });
  plan = await api.makePlan(scenario_id, payingWithNews());
  untouched = await itemsOf(db, api.tenantId);
});

const atPlan = () => ({ plan_id: plan.id });
const atScenario = () => ({ scenario_id: plan.scenario_id });
const atSession = () => ({ session_id: session.session_id });

/** Makes a call that is refused, and sees to it that nothing at all was written. */
async function refused(key: OperationKey, request: Request): Promise<Refusal> {
  const refusal = await api.refused(key, request);
  await expectUntouched();
  return refusal;
}

/** Sees to it that nothing was written, and blames no later test for it. */
async function expectUntouched(): Promise<void> {
  const before = untouched;
  untouched = await itemsOf(db, api.tenantId);
  expect(untouched).toEqual(before);
}

const Problems = z.object({ problems: z.array(z.object({ path: z.string(), code: z.string() })) });
const problemsOf = ({ details }: Refusal) =>
  Problems.parse(details).problems.map(({ path, code }) => `${path} ${code}`);

describe('a scenario', () => {
  const broken = (change: (steps: ReturnType<typeof paying>) => object) => ({
    ...paying(),
    ...change(paying()),
  });

  it.each([
    [
      'with targets that do not exist',
      scenario().step('a').to('nowhere').to('b').step('b').to('gone').build(),
      [
        'steps[0].transitions[0].to_step_id target_not_found',
        'steps[1].transitions[0].to_step_id target_not_found',
      ],
    ],
    [
      'with ids that repeat',
      scenario().step('a').step('b').step('a').step('b').build(),
      ['steps[2].id repeated_step_id', 'steps[3].id repeated_step_id'],
    ],
    ['without its entry', scenario().step('a').entry('start').build(), ['entry_step_id entry_not_found']],
    ['without steps', { ...paying(), steps: [] }, ['steps no_steps']],
    [
      'with a checkpoint that does not say what it means',
      { ...paying(), entry_step_id: 'x', steps: [{ id: 'x', name: 'x', is_checkpoint: true }] },
      ['steps[0].checkpoint_description checkpoint_without_description'],
    ],
    [
      'with 6,000 steps',
      {
        ...paying(),
        entry_step_id: 's0',
        steps: Array.from({ length: 6_000 }, (_, at) => ({ id: `s${at}`, name: 'step' })),
      },
      ['steps too_many_steps'],
    ],
    [
      'with fields that there are not, each at its place',
      broken(({ steps }) => ({ colour: 'red', steps: steps.map((step) => ({ ...step, note: '' })) })),
      [
        'steps[0].note unknown_field',
        'steps[1].note unknown_field',
        'steps[2].note unknown_field',
        'steps[3].note unknown_field',
        'steps[4].note unknown_field',
        'colour unknown_field',
      ],
    ],
  ])('%s is refused with every problem at its place', async (_, body, expected) => {
    const creating = await refused(CREATE, { body });
    expect(creating.status).toBe(400);
    expect(problemsOf(creating).sort()).toEqual(expected.toSorted());

    const generating = await refused(GENERATE, {
      params: atScenario(),
      body: { new_scenario: { ...body, version: 3 } },
    });
    expect(generating.status).toBe(400);
    expect(problemsOf(generating).sort()).toEqual(expected.map((each) => `new_scenario.${each}`).toSorted());
  });

  it('that is wrong in its shape and in its rules is refused with both at once', async () => {
    const body = {
      ...scenario().step('a').to('nowhere').step('a').build(),
      version: 0,
      colour: 'red',
    };
    expect(problemsOf(await refused(CREATE, { body })).sort()).toEqual([
      'colour unknown_field',
      'steps[0].transitions[0].to_step_id target_not_found',
      'steps[1].id repeated_step_id',
      'version too_small',
    ]);
    const generating = await refused(GENERATE, { params: atScenario(), body: { new_scenario: body } });
    expect(problemsOf(generating).sort()).toEqual([
      'new_scenario.colour unknown_field',
      'new_scenario.steps[0].transitions[0].to_step_id target_not_found',
      'new_scenario.steps[1].id repeated_step_id',
      'new_scenario.version too_small',
    ]);
  });

  it('with thousands of problems is refused with the first of them, and repeats no long text', async () => {
    const to_step_id = 'x'.repeat(100_000);
    const steps = Array.from({ length: 1_000 }, (_, at) => ({
      id: `s${at}`,
      name: 'step',
      transitions: [{ to_step_id: 'gone' }],
    }));
    const body = {
      ...paying(),
      [to_step_id]: 1,
      steps: [...steps, { id: 'last', name: 'last', transitions: [{ to_step_id }] }],
    };
    const refusal = await refused(CREATE, { body });
    expect(problemsOf(refusal)).toHaveLength(500);
    expect(JSON.stringify(refusal).length).toBeLessThan(200_000);
  });

  it('that with its defaults would be too large to be shown is 413', async () => {
    const transitions = Array.from({ length: 500 }, () => ({ to_step_id: 'a' }));
    const steps = Array.from({ length: 150 }, (_, at) => ({
      id: at === 0 ? 'a' : `s${at}`,
      name: 's',
      transitions,
    }));
    const body = { name: 'large', version: 3, entry_step_id: 'a', steps };
    const expected = { status: 413, code: 'scenario_too_large' };
    expect(await refused(CREATE, { body })).toMatchObject(expected);
    const generating = refused(GENERATE, { params: atScenario(), body: { new_scenario: body } });
    expect(await generating).toMatchObject(expected);
  });

  it('with thousands of warnings is taken, with the first of them', async () => {
    const mine = newApi();
    const condition_fields = Array.from({ length: 400 }, (_, at) => `nobody-asks-${at}`);
    const [first, ...others] = paying().steps;
    const transitions = [1, 2].map((priority) => ({ to_step_id: 'ask', condition_fields, priority }));
    const body = { ...paying(), steps: [{ ...first, transitions }, ...others] };
    expect((await mine.call(CREATE, { body })).warnings).toHaveLength(500);
  });

  it('that exists is 409', async () => {
    expect(await refused(CREATE, { body: { ...paying(), ...atScenario() } })).toMatchObject({
      status: 409,
      code: 'scenario_exists',
    });
  });

  it('whose new version is not greater than the published one is refused', async () => {
    const body = { new_scenario: payingWithNews(1) };
    expect(problemsOf(await refused(GENERATE, { params: atScenario(), body }))).toEqual([
      'new_scenario.version version_not_greater',
    ]);
  });

  it('that does not exist is 404', async () => {
    const body = { new_scenario: payingWithNews() };
    expect(await refused(GENERATE, { params: { scenario_id: 'nothing' }, body })).toMatchObject({
      status: 404,
      code: 'scenario_not_found',
    });
  });
});

describe('a body', () => {
  it('that is not JSON is refused with the place where it stops being so', async () => {
    expect(await refused(CREATE, { text: '{"name": "x", }' })).toMatchObject({
      status: 400,
      code: 'malformed_json',
      details: { position: 14 },
    });
  });

  it.each(['null', '[]', '"text"', '7'])('of another kind than an object is refused: %s', async (text) => {
    expect(await refused(CREATE, { text })).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('of 6 MB is 413', async () => {
    const text = JSON.stringify({ ...paying(), description: 'x'.repeat(6 * 1024 * 1024) });
    expect(await refused(CREATE, { text })).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it('of more than 5 MB is 413', async () => {
    const text = JSON.stringify({ ...paying(), description: 'x'.repeat(5 * 1024 * 1024) });
    expect(await refused(CREATE, { text })).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it.each<[string, OperationKey, () => Request]>([
    ['policies', POLICIES, () => ({ params: atPlan(), body: { policies: {}, revision: 1, force: true } })],
    [
      'approval',
      'POST /migration-plans/{plan_id}/approve',
      () => ({ params: atPlan(), body: { force: true } }),
    ],
    [
      'visit',
      VISIT,
      () => ({ params: atSession(), body: { visit_id: 'v', step_id: 'ask', turn_number: 1, force: true } }),
    ],
    [
      'session',
      PUT_SESSION,
      () => ({ params: atSession(), body: { ...atScenario(), channel: 'x', force: true } }),
    ],
  ])('of a %s with a field that there is not is refused', async (_, key, request) => {
    expect(problemsOf(await refused(key, request()))).toEqual(['force unknown_field']);
  });

  it('with several mistakes is refused with all of them', async () => {
    const body = { visit_id: 'a b', step_id: '', turn_number: -1, confidence: 2 };
    expect(problemsOf(await refused(VISIT, { params: atSession(), body })).sort()).toEqual([
      'confidence too_big',
      'step_id too_small',
      'turn_number too_small',
      'visit_id invalid_format',
    ]);
  });
});

describe('variables', () => {
  const big = { text: 'x'.repeat(64 * 1024) };

  it('of more than 64 KB are 413', async () => {
    const visit = { visit_id: 'v', step_id: 'ask', turn_number: 1, variables: big };
    const expected = { status: 413, code: 'variables_too_large' };
    expect(await refused(VISIT, { params: atSession(), body: visit })).toMatchObject(expected);
    const start = { ...atScenario(), channel: 'x', variables: big };
    expect(await refused(PUT_SESSION, { params: { session_id: 'new' }, body: start })).toMatchObject(
      expected,
    );
  });

  it('nested more deeply than any stack holds are refused at their place', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const text = `{"visit_id":"v","step_id":"ask","turn_number":1,"variables":{"ok":1,"deep":${deep}}}`;
    expect(problemsOf(await refused(VISIT, { params: atSession(), text }))).toEqual([
      'variables.deep custom',
    ]);
  });

  it('that come to more than 64 KB with those that are there are 413', async () => {
    const half = { a: 'x'.repeat(40 * 1024) };
    const { session_id } = await newApiWithSession(half);
    const body = { visit_id: 'v', step_id: 'ask', turn_number: 1, variables: { b: half.a } };
    const before = await itemsOf(db, other.tenantId);
    expect(await other.refused(VISIT, { params: { session_id }, body })).toMatchObject({ status: 413 });
    expect(await itemsOf(db, other.tenantId)).toEqual(before);
  });

  it('with a name that JavaScript takes for something else are refused, and not lost', async () => {
    const text = '{"visit_id":"v","step_id":"ask","turn_number":1,"variables":{"__proto__":1,"ok":2}}';
    expect(problemsOf(await refused(VISIT, { params: atSession(), text }))).toEqual([
      'variables.__proto__ reserved_name',
    ]);
  });

  let other: ApiClient;
  async function newApiWithSession(variables: object) {
    other = newApi();
    const { scenario_id } = await other.startScenario(paying());
    return other.startSession(scenario_id, { variables });
  }
});

describe('a profile', () => {
  const PUT_FIELD = 'PUT /profiles/{customer_id}/fields/{name}';
  const field = (name: string, value: unknown): Request => ({
    params: { customer_id: 'c-1', name },
    body: { value },
  });

  it('takes no value of more than 64 KB', async () => {
    expect(await refused(PUT_FIELD, field('text', 'x'.repeat(64 * 1024)))).toMatchObject({
      status: 413,
      code: 'value_too_large',
    });
  });

  it('that would be larger than the store takes is 413, and stays as it was', async () => {
    const other = newApi();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await other.call(PUT_FIELD, field(name, 'x'.repeat(60_000)));
    }
    const before = await itemsOf(db, other.tenantId);
    expect(await other.refused(PUT_FIELD, field('g', 'x'.repeat(60_000)))).toMatchObject({
      status: 413,
      code: 'item_too_large',
    });
    expect(await itemsOf(db, other.tenantId)).toEqual(before);
  });

  it.each(['0000-01-01T00:00:00+23:59', '9999-12-31T23:59:59-23:59', 'tomorrow'])(
    'keeps nothing until a time that does not sort among the others: %s',
    async (expires_at) => {
      const request = { ...field('age', 1), body: { value: 1, expires_at } };
      expect(problemsOf(await refused(PUT_FIELD, request))[0]).toMatch(/^expires_at /);
    },
  );
});

describe('an import', () => {
  const start = (more: object): Request => ({
    params: { session_id: 'imported' },
    body: { ...atScenario(), channel: 'x', step_id: 'greet', ...more },
  });

  it.each([
    ['a visit', { visits: [{ step_id: 'greet', transition_reason: 'x'.repeat(500_000) }] }],
    [
      'checkpoints',
      { checkpoints: Array.from({ length: 300 }, () => ({ step_id: 'pay', step_name: 'x'.repeat(2_000) })) },
    ],
  ])('with %s of more than the store keeps together is 413', async (_, more) => {
    expect(await refused(PUT_SESSION, start(more))).toMatchObject({ status: 413, code: 'item_too_large' });
  });

  it('takes a confidence that is next to nothing for nothing', async () => {
    const mine = newApi();
    const { scenario_id } = await mine.startScenario(paying());
    const visits = [{ step_id: 'greet', confidence: Number.MIN_VALUE }];
    const { session_id } = await mine.startSession(scenario_id, { step_id: 'greet', visits });
    expect((await mine.session(session_id)).visits[0]?.confidence).toBe(0);
  });
});

describe('policies', () => {
  const set = (policies: object) =>
    refused(POLICIES, { params: atPlan(), body: { policies, revision: plan.revision } });
  const anchor = () => plan.transformation_map.anchors[0]?.anchor_key ?? '';

  it('for an anchor that the plan does not have are refused', async () => {
    expect(problemsOf(await set({ ffffffffffffffff: {} }))).toEqual([
      'policies.ffffffffffffffff unknown_anchor',
    ]);
  });

  it('with a target that the new version does not hold are refused', async () => {
    expect(problemsOf(await set({ [anchor()]: { target_step_id: 'nowhere' } }))).toEqual([
      `policies.${anchor()}.target_step_id unknown_step`,
    ]);
  });

  it('with a condition that is not CEL are refused', async () => {
    const scope_filter = { custom_conditions: ['age_days > 1', 'channel ==', 'weather == "fine"'] };
    expect(problemsOf(await set({ [anchor()]: { scope_filter } }))).toEqual([
      `policies.${anchor()}.scope_filter.custom_conditions[1] condition_not_cel`,
      `policies.${anchor()}.scope_filter.custom_conditions[2] condition_not_cel`,
    ]);
  });

  it('with ages that nobody has are refused', async () => {
    const scope_filter = { min_session_age_days: 3, max_session_age_days: 2 };
    expect(problemsOf(await set({ [anchor()]: { scope_filter } }))).toEqual([
      `policies.${anchor()}.scope_filter.min_session_age_days empty_age_range`,
    ]);
  });

  it("with another anchor's content hash are refused", async () => {
    expect(problemsOf(await set({ [anchor()]: { anchor_content_hash: 'ffffffffffffffff' } }))).toEqual([
      `policies.${anchor()}.anchor_content_hash other_anchor`,
    ]);
  });

  it('are refused with all that is wrong at once', async () => {
    const policies = {
      unknown: {},
      [anchor()]: { target_step_id: 'nowhere', scope_filter: { custom_conditions: ['?'] } },
    };
    expect(problemsOf(await set(policies)).sort()).toEqual(
      [
        'policies.unknown unknown_anchor',
        `policies.${anchor()}.scope_filter.custom_conditions[0] condition_not_cel`,
        `policies.${anchor()}.target_step_id unknown_step`,
      ].sort(),
    );
  });

  it('for a stale revision are 409', async () => {
    const body = { policies: {}, revision: plan.revision + 1 };
    expect(await refused(POLICIES, { params: atPlan(), body })).toMatchObject({
      status: 409,
      code: 'stale_revision',
      details: { revision: plan.revision },
    });
  });

  it('with an If-Match that is no revision are refused', async () => {
    const headers = { 'if-match': '"abc"' };
    expect(
      problemsOf(await refused(POLICIES, { params: atPlan(), headers, body: { policies: {} } })),
    ).toEqual(['header.If-Match invalid_format']);
  });
});

describe('deploying', () => {
  it('before the plan is approved is 409', async () => {
    expect(await refused('POST /migration-plans/{plan_id}/deploy', { params: atPlan() })).toMatchObject({
      status: 409,
      code: 'wrong_status',
      details: { status: 'pending' },
    });
  });

  it('several times at once is one deployment', async () => {
    const mine = newApi();
    const { scenario_id } = await mine.startScenario(greeting(1));
    const { id } = await mine.makePlan(scenario_id, greeting(2));
    await mine.approve(id);
    const params = { plan_id: id };
    const replies = await Promise.all(
      Array.from({ length: 4 }, () => mine.send('POST /migration-plans/{plan_id}/deploy', { params })),
    );
    const { deployment_id, status } = await mine.ended(id);
    expect(status).toBe('deployed');
    // One that comes when all is over is refused.
    for (const reply of replies) {
      if (reply.ok) expect(reply.body).toMatchObject({ deployment_id });
      else expect(reply.status).toBe(409);
    }
    expect(replies.some((reply) => reply.ok)).toBe(true);
  });
});

describe('a token', () => {
  const asking = (authorization: string | undefined) =>
    refused('GET /migration-plans', { headers: { authorization } });
  const now = () => Math.floor(Date.now() / 1_000);

  /** A token as somebody makes it who does not have the issuer's key. */
  async function forged(claims: object, kid?: string) {
    const { privateKey } = await generateKeyPair('ES256');
    const own = claimsOf(await api.token());
    const header = kid === undefined ? { alg: 'ES256' } : { alg: 'ES256', kid };
    return new SignJWT({ ...own, ...claims }).setProtectedHeader(header).sign(privateKey);
  }
  const claimsOf = (token: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const keyOf = (token: string): string =>
    JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
  /** The issuer's own token with other claims; its signature fits no more. */
  async function altered(claims: object) {
    const [header, payload, signature] = (await api.token()).split('.');
    const changed = { ...claimsOf(`.${payload}`), ...claims };
    return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
  }

  it.each([
    ['missing', async () => undefined],
    ['empty', async () => ''],
    ['of another scheme', async () => 'Basic dGVzdDp0ZXN0'],
  ])('that is %s is 401', async (_, authorization) => {
    expect(await asking(await authorization())).toMatchObject({ status: 401, code: 'token_required' });
  });

  it.each([
    ['not a token', async () => 'abc'],
    ['signed by somebody else', async () => forged({})],
    ["signed by somebody else, with the issuer's key id", async () => forged({}, keyOf(await api.token()))],
    ['altered to last longer', async () => altered({ exp: now() + 1_000_000 })],
    ['altered to have expired', async () => altered({ exp: now() - 1_000 })],
    ['altered to grant another tenant', async () => altered({ tenant_id: randomUUID() })],
    ['altered to be of another issuer', async () => altered({ iss: 'https://elsewhere.example' })],
    ['altered to be for another audience', async () => altered({ aud: 'another' })],
    [
      'not signed at all',
      async () => {
        const header = Buffer.from('{"alg":"none"}').toString('base64url');
        return `${header}.${(await api.token()).split('.')[1]}.`;
      },
    ],
  ])('that is %s is 401', async (_, token) => {
    const refusal = await asking(`Bearer ${await token()}`);
    expect(refusal).toMatchObject({ status: 401, code: 'token_invalid' });
    expect(refusal.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('without the scope is 403 and says which one', async () => {
    const reader = api.as({ scopes: ['migrations:read'] });
    expect(await reader.refused(CREATE, { body: paying() })).toMatchObject({
      status: 403,
      code: 'scope_required',
      details: { any_of: ['migrations:write'] },
    });
  });
});

describe('a visit', () => {
  it('to a step that does not exist is refused', async () => {
    const body = { visit_id: 'v', step_id: 'nowhere', turn_number: 1 };
    expect(problemsOf(await refused(VISIT, { params: atSession(), body }))).toEqual(['step_id unknown_step']);
  });

  it('for a stale revision is 409', async () => {
    const body = { visit_id: 'v', step_id: 'ask', turn_number: 1, expected_revision: 0 };
    expect(await refused(VISIT, { params: atSession(), body })).toMatchObject({
      status: 409,
      code: 'stale_revision',
      details: { revision: session.revision },
    });
  });
});

describe('a list', () => {
  const cursors = ['x', '!!', 'AAAA====', 'c29tZXRoaW5n', Buffer.from('SESSION').toString('base64url')];
  const lists: [OperationKey, () => Request][] = [
    ['GET /migration-plans', () => ({})],
    ['GET /migration-plans/{plan_id}/events', () => ({ params: atPlan() })],
    ['GET /sessions/{session_id}/events', () => ({ params: atSession() })],
    ['GET /sessions/{session_id}', () => ({ params: atSession() })],
  ];

  it.each(lists)('%s with a cursor that is none is refused', async (key, request) => {
    const long = Buffer.from(`VISIT#${'~'.repeat(1_500)}`).toString('base64url');
    for (const cursor of ['x', '!!', 'AAAA====', long]) {
      const refusal = await refused(key, { ...request(), query: { cursor } });
      expect([cursor, ...problemsOf(refusal)]).toEqual([cursor, 'cursor invalid_cursor']);
    }
  });

  it.each(lists)("%s with a cursor of nobody's making is never a failure", async (key, request) => {
    for (const cursor of cursors) {
      const reply = await api.send(key, { ...request(), query: { cursor } });
      expect([cursor, reply.status]).toEqual([cursor, expect.toBeOneOf([200, 400])]);
    }
  });

  it.each([
    ['limit', '0', 'too_small'],
    ['limit', '101', 'too_big'],
    ['limit', 'ten', 'invalid_format'],
    ['status', 'done', 'invalid_value'],
    ['scenario_id', 'a b', 'invalid_format'],
    ['order', 'up', 'unknown_field'],
  ])('with %s=%s is refused', async (name, value, code) => {
    const refusal = await refused('GET /migration-plans', { query: { [name]: value } });
    expect(problemsOf(refusal)).toEqual([`query.${name} ${code}`]);
  });
});

describe('reconcile', () => {
  it('of a session that does not exist fails as NotFound, with a stable code', async () => {
    const refusal = api.reconcile({ session_id: 'nobody' });
    await expect(refusal).rejects.toMatchObject({ name: 'NotFound', code: 'session_not_found' });
  });

  it('with a payload that is not as described fails as BadRequest, with every problem', async () => {
    const payload = { tenant_id: api.tenantId, session_id: 'a b', locale: '!', more: 1 };
    const failure: unknown = await api.invokeReconcile(payload).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'BadRequest', code: 'invalid_request' });
    const { details } = z.object({ details: Problems }).parse(failure);
    expect(details.problems.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      'locale invalid_format',
      'more unknown_field',
      'session_id invalid_format',
      'turn_id invalid_type',
    ]);
  });

  it('with half a character anywhere fails as BadRequest, with the place', async () => {
    const payload = {
      session_id: session.session_id,
      turn_id: 't\ud800',
      provided_fields: { a: ['\udfff'] },
    };
    const failure: unknown = await api.reconcile(payload).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'BadRequest', code: 'malformed_text' });
    const { details } = z.object({ details: Problems }).parse(failure);
    expect(details.problems.map(({ path }) => path).sort()).toEqual(['provided_fields.a[0]', 'turn_id']);
    await expectUntouched();
  });

  it('with fields of more than 64 KB fails as TooLarge', async () => {
    const provided_fields = { text: 'x'.repeat(64 * 1024) };
    const refusal = api.reconcile({ session_id: session.session_id, provided_fields });
    await expect(refusal).rejects.toMatchObject({ name: 'TooLarge', code: 'variables_too_large' });
    await expectUntouched();
  });
});
