import {
  created,
  type HttpLambda,
  type HttpRuntime,
  httpHandler,
  ok,
} from '../../../lib/runtime/http-handler.ts';
import { type StartDeps, startSession } from '../../../lib/session/start-session.ts';

/** Starts, restarts or imports a session. */
export function createHandler(deps: StartDeps & { readonly runtime: HttpRuntime }): HttpLambda {
  return httpHandler(deps.runtime, {
    'PUT /sessions/{session_id}': async ({ tenantId, params, body }) => {
      const { session, started } = await startSession(tenantId, params.session_id, body, deps);
      return started ? created(session) : ok(session);
    },
  });
}
