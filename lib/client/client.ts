/**
 * Midstream for a conversation engine: what it says about sessions and customers, and what it asks before every turn.
 * Knows of the service only its types.
 */
import type { ReconcileAnswer, ReconcileInput } from '../reconcile/model.ts';
import { type Attempts, PATIENCE } from './attempts.ts';
import { type Answer, type Body, type HttpAccess, httpCall, type TokenProvider } from './http-call.ts';
import { type Invoke, reconcileCall } from './reconcile-call.ts';

export interface ClientOptions {
  /** Of the API, as the stack's output `ApiUrl` has it; on one machine `http://127.0.0.1:3000/api/v1`. */
  readonly url: string;
  readonly tenantId: string;
  /** Gives a token with the scope `engine`, called before every request; keep it until it must be renewed. */
  readonly token: TokenProvider;
  /** `invokeLambda(...)`, or another way to the Lambda. */
  readonly invoke: Invoke;
  readonly attempts?: Partial<Attempts> | undefined;
}

/** What an engine sends before a turn. */
export type Turn = Omit<ReconcileInput, 'tenant_id'>;

export type { ReconcileAnswer };

/** Every call throws `Refused`, `Unavailable` (tried several times) or `Failed`, each with a `code`. */
export class MidstreamClient {
  readonly #access: HttpAccess;
  readonly #invoke: Invoke;

  constructor({ url, tenantId, token, invoke, attempts }: ClientOptions) {
    this.#access = { url, tenantId, token, attempts: { ...PATIENCE, ...attempts } };
    this.#invoke = invoke;
  }

  /** Asks what is to be done with a turn, before anything else is done with it. */
  reconcile(turn: Turn): Promise<ReconcileAnswer> {
    const { tenantId, attempts } = this.#access;
    return reconcileCall(this.#invoke, { tenant_id: tenantId, ...turn }, attempts);
  }

  /**
   * Starts a session; with `step_id` imports one, with `restart` begins a new run. A restart whose answer was lost is
   * refused as `stale_revision` when it is sent again: then look at the session.
   */
  putSession(
    sessionId: string,
    body: Body<'PUT /sessions/{session_id}'>,
  ): Promise<Answer<'PUT /sessions/{session_id}'>> {
    return httpCall(this.#access, 'PUT /sessions/{session_id}', { params: { session_id: sessionId }, body });
  }

  /** Says that the session entered a step. */
  recordVisit(
    sessionId: string,
    body: Body<'POST /sessions/{session_id}/visits'>,
  ): Promise<Answer<'POST /sessions/{session_id}/visits'>> {
    const params = { session_id: sessionId };
    return httpCall(this.#access, 'POST /sessions/{session_id}/visits', { params, body });
  }

  /** Ends a session: it is not moved any more. */
  closeSession(
    sessionId: string,
    body: Body<'POST /sessions/{session_id}/close'> = {},
  ): Promise<Answer<'POST /sessions/{session_id}/close'>> {
    const params = { session_id: sessionId };
    return httpCall(this.#access, 'POST /sessions/{session_id}/close', { params, body });
  }

  /** A session with a page of its visits, newest first. */
  getSession(sessionId: string, page: Page = {}): Promise<Answer<'GET /sessions/{session_id}'>> {
    const { limit, cursor } = page;
    return httpCall(this.#access, 'GET /sessions/{session_id}', {
      params: { session_id: sessionId },
      query: { limit, cursor },
    });
  }

  /** Stores what is known about a customer. */
  putProfileField(
    customerId: string,
    name: string,
    body: Body<'PUT /profiles/{customer_id}/fields/{name}'>,
  ): Promise<Answer<'PUT /profiles/{customer_id}/fields/{name}'>> {
    const params = { customer_id: customerId, name };
    return httpCall(this.#access, 'PUT /profiles/{customer_id}/fields/{name}', { params, body });
  }

  /** Everything known about a customer. */
  getProfile(customerId: string): Promise<Answer<'GET /profiles/{customer_id}'>> {
    return httpCall(this.#access, 'GET /profiles/{customer_id}', { params: { customer_id: customerId } });
  }
}

export interface Page {
  /** 1 to 100, 50 unless told. */
  readonly limit?: number | undefined;
  /** The last page's `next_cursor`. */
  readonly cursor?: string | undefined;
}
