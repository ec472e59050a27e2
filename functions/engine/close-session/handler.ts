import type { Config } from '../../../lib/config/config.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';
import { closeSession } from '../../../lib/session/close-session.ts';
import type { SessionStore } from '../../../lib/session/record.ts';

/** Ends a session. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly sessions: SessionStore;
  readonly config: Config;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'POST /sessions/{session_id}/close': async ({ tenantId, params, body }) =>
      ok(await closeSession(tenantId, params.session_id, body, deps)),
  });
}
