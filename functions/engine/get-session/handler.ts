import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';
import { sessionOf } from '../../../lib/session/lookup.ts';
import { type SessionStore, sessionView } from '../../../lib/session/record.ts';

/** Shows a session with its visits. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly sessions: SessionStore;
}): HttpLambda {
  const { sessions } = deps;
  return httpHandler(deps.runtime, {
    'GET /sessions/{session_id}': async ({ tenantId, params: { session_id: id }, query }) => {
      const session = await sessionOf(sessions, tenantId, id);
      const [variables, page] = await Promise.all([
        sessions.variables(tenantId, id),
        sessions.visits(tenantId, id, query.limit, query.cursor),
      ]);
      return ok({ ...sessionView(session, variables), ...page, visits: [...page.visits] });
    },
  });
}
