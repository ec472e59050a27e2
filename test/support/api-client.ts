/** A typed client of the HTTP API and of reconcile. Every answer is checked against its documented schema. */
import { deepStrictEqual } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { Scope } from '../../functions/catalog.ts';
import { ErrorAnswerSchema } from '../../lib/api/operation.ts';
import { OPERATIONS, type OperationAnswer, type OperationKey } from '../../lib/api/operations.ts';
import type { PlanAnswer } from '../../lib/api/plan-answer.ts';
import type { DeploymentStatus } from '../../lib/api/plan-operations.ts';
import {
  type ReconcileAnswer,
  ReconcileAnswerSchema,
  type ReconcileInput,
} from '../../lib/reconcile/model.ts';
import type { ScenarioInput, ScenarioVersion } from '../../lib/scenario/model.ts';
import type { MigrationEvent, Session } from '../../lib/session/model.ts';
import { lambdaClient } from './lambda-client.ts';

export const EVERY_SCOPE: readonly Scope[] = [
  'migrations:read',
  'migrations:write',
  'migrations:approve',
  'migrations:deploy',
  'engine',
];

export interface Request {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** A body as it is, JSON or not. */
  readonly text?: string;
  /** `undefined` leaves out a header that is sent otherwise. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export type Body<K extends OperationKey> = OperationAnswer<K>['body'];

/** What a refused call answered. */
export interface Refusal extends z.infer<typeof ErrorAnswerSchema> {
  readonly status: number;
  readonly headers: Headers;
}

export type Reply<K extends OperationKey> =
  | { readonly ok: true; readonly status: number; readonly body: Body<K> }
  | { readonly ok: false; readonly status: number; readonly refusal: Refusal };

/** What Lambda says of a function that threw. */
export class InvokeError extends Error {
  override readonly name: string;
  readonly code: string;
  readonly details: unknown;

  constructor(name: string, answer: { code: string; message: string; details?: unknown }) {
    super(answer.message);
    this.name = name;
    this.code = answer.code;
    this.details = answer.details;
  }
}

/** A call was refused that was expected to go well. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly refusal: Refusal;

  constructor(key: OperationKey, refusal: Refusal) {
    const { status, code, message, details } = refusal;
    super(`${key} answered ${status} ${code}: ${message} ${JSON.stringify(details)}`);
    this.refusal = refusal;
  }
}

interface Who {
  readonly tenantId?: string;
  readonly sub?: string;
  readonly scopes?: readonly Scope[];
}

/** Somebody of a tenant; unless told, of a new one and with every scope. */
export class ApiClient {
  readonly tenantId: string;
  readonly #url: string;
  readonly #who: Required<Pick<Who, 'sub' | 'scopes'>>;
  readonly #lambda: LambdaClient;
  #token: Promise<string> | undefined;

  constructor(url: string, { tenantId = randomUUID(), sub = 'olivia', scopes = EVERY_SCOPE }: Who = {}) {
    this.#url = url;
    this.tenantId = tenantId;
    this.#who = { sub, scopes };
    this.#lambda = lambdaClient(url);
  }

  /** Somebody else of the same tenant. */
  as(who: Omit<Who, 'tenantId'>): ApiClient {
    return new ApiClient(this.#url, { ...who, tenantId: this.tenantId });
  }

  token(): Promise<string> {
    this.#token ??= issueToken(this.#url, { tenant_id: this.tenantId, ...this.#who });
    return this.#token;
  }

  /** Makes a call; fails when the answer is not as documented. */
  async send<K extends OperationKey>(key: K, request: Request = {}): Promise<Reply<K>> {
    const { status, headers, json } = await this.#exchange(key, request);
    if (status >= 400) {
      const refusal = documented(ErrorAnswerSchema, json, `${key} ${status}`);
      return { ok: false, status, refusal: { ...refusal, status, headers } };
    }
    const schema = new Map<number, z.ZodType>(
      Object.entries(OPERATIONS[key].answers).map(([each, answer]) => [Number(each), answer]),
    ).get(status);
    if (!schema) throw new Error(`${key} answered ${status}, which it does not document`);
    return { ok: true, status, body: documented(schema, json, `${key} ${status}`) as Body<K> };
  }

  /** Makes a call that is expected to go well. */
  async call<K extends OperationKey>(key: K, request: Request = {}): Promise<Body<K>> {
    const reply = await this.send(key, request);
    if (reply.ok) return reply.body;
    throw new RefusedError(key, reply.refusal);
  }

  /** Makes a call that is expected to be refused. */
  async refused(key: OperationKey, request: Request = {}): Promise<Refusal> {
    const reply = await this.send(key, request);
    if (!reply.ok) return reply.refusal;
    throw new Error(`${key} answered ${reply.status} and should have been refused`);
  }

  /** What the engine does before every turn. @throws InvokeError */
  async reconcile(input: Omit<ReconcileInput, 'tenant_id' | 'turn_id'> & { turn_id?: string }) {
    return this.invokeReconcile({ tenant_id: this.tenantId, turn_id: randomUUID(), ...input });
  }

  /** Invokes reconcile with any payload. @throws InvokeError */
  async invokeReconcile(payload: unknown): Promise<ReconcileAnswer> {
    const { FunctionError, Payload } = await this.#lambda.send(
      new InvokeCommand({ FunctionName: 'reconcile', Payload: JSON.stringify(payload) }),
    );
    const answer: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
    if (FunctionError === undefined) return documented(ReconcileAnswerSchema, answer, 'reconcile');
    const thrown = z.object({ errorType: z.string(), errorMessage: z.string() }).parse(answer);
    throw new InvokeError(thrown.errorType, ErrorAnswerSchema.parse(JSON.parse(thrown.errorMessage)));
  }

  async #exchange(key: OperationKey, { params, query, body, text, headers }: Request) {
    const [method = '', template = ''] = key.split(' ');
    const path = template.replace(/\{(\w+)\}/g, (_, name) =>
      encodeURIComponent(params?.[name] ?? `{${name}}`),
    );
    const search = new URLSearchParams(
      Object.entries(query ?? {}).map(([name, value]): [string, string] => [name, `${value}`]),
    );
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const wanted = {
      authorization: `Bearer ${await this.token()}`,
      'x-tenant-id': this.tenantId,
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
    const response = await fetch(`${this.#url}/api/v1${path}?${search}`, {
      method,
      headers: Object.entries(wanted).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, value]],
      ),
      ...(sent !== undefined && { body: sent }),
    });
    const json: unknown = await response.json();
    return { status: response.status, headers: response.headers, json };
  }

  // What tests do all the time, in few words.

  async startScenario(scenario: ScenarioInput): Promise<ScenarioVersion> {
    const { warnings: _, ...version } = await this.call('POST /scenarios', { body: scenario });
    return version;
  }

  makePlan(scenarioId: string, newScenario: ScenarioInput): Promise<PlanAnswer> {
    return this.call('POST /scenarios/{scenario_id}/migration-plan', {
      params: { scenario_id: scenarioId },
      body: { new_scenario: newScenario },
    });
  }

  plan(id: string): Promise<PlanAnswer> {
    return this.call('GET /migration-plans/{plan_id}', { params: { plan_id: id } });
  }

  approve(id: string): Promise<PlanAnswer> {
    return this.call('POST /migration-plans/{plan_id}/approve', {
      params: { plan_id: id },
      body: { acknowledge_warnings: true },
    });
  }

  deploy(id: string) {
    return this.call('POST /migration-plans/{plan_id}/deploy', { params: { plan_id: id } });
  }

  status(id: string): Promise<DeploymentStatus> {
    return this.call('GET /migration-plans/{plan_id}/deployment-status', { params: { plan_id: id } });
  }

  /** Approves and deploys a plan, and waits until its version is published. */
  async deployToEnd(id: string): Promise<DeploymentStatus> {
    await this.approve(id);
    await this.deploy(id);
    return this.ended(id);
  }

  /** Waits until a plan is not being deployed any more. */
  ended(id: string): Promise<DeploymentStatus> {
    return waitUntil(
      `the deployment of ${id} has ended`,
      () => this.status(id),
      ({ status }) => status !== 'deploying',
    );
  }

  startSession(scenarioId: string, more: Readonly<Record<string, unknown>> = {}): Promise<Session> {
    const { session_id = randomUUID(), ...body } = more;
    return this.call('PUT /sessions/{session_id}', {
      params: { session_id: String(session_id) },
      body: { scenario_id: scenarioId, channel: 'whatsapp', ...body },
    });
  }

  visit(sessionId: string, stepId: string, more: Readonly<Record<string, unknown>> = {}): Promise<Session> {
    return this.call('POST /sessions/{session_id}/visits', {
      params: { session_id: sessionId },
      body: { visit_id: randomUUID(), step_id: stepId, turn_number: 1, ...more },
    });
  }

  session(id: string): Promise<Body<'GET /sessions/{session_id}'>> {
    return this.call('GET /sessions/{session_id}', { params: { session_id: id } });
  }

  close(id: string): Promise<Session> {
    return this.call('POST /sessions/{session_id}/close', { params: { session_id: id } });
  }

  /** Every audit event of a plan, newest first. */
  async events(planId: string): Promise<MigrationEvent[]> {
    const events: MigrationEvent[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.call('GET /migration-plans/{plan_id}/events', {
        params: { plan_id: planId },
        query: { limit: 100, ...(cursor !== undefined && { cursor }) },
      });
      events.push(...page.events);
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    return events;
  }
}

/** A token of the local stack's issuer. */
async function issueToken(url: string, claims: object): Promise<string> {
  const response = await fetch(`${url}/local/token`, { method: 'POST', body: JSON.stringify(claims) });
  const answer = z.object({ token: z.string() }).safeParse(await response.json());
  if (!answer.success) throw new Error(`no token for ${JSON.stringify(claims)}`);
  return answer.data.token;
}

/** An answer exactly as its schema describes it: nothing more, nothing less, nothing left to defaults. */
function documented<S extends z.ZodType>(schema: S, answer: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new Error(`${what} is not as documented: ${z.prettifyError(parsed.error)}`);
  deepStrictEqual(answer, parsed.data, `${what} leaves something to defaults`);
  return parsed.data;
}

/** Asks again and again until the answer is as wanted; fails at a deadline with the last answer. */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean = Boolean,
  withinMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (let wait = 10; ; wait = Math.min(wait * 2, 200)) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (performance.now() > deadline) {
      throw new Error(`waited in vain until ${what}: ${JSON.stringify(answer)}`);
    }
    await pause(wait);
  }
}
