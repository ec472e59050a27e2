import type { Config } from '../../../lib/config/config.ts';
import {
  created,
  type HttpLambda,
  type HttpRuntime,
  httpHandler,
  ok,
} from '../../../lib/runtime/http-handler.ts';
import type { Graphs } from '../../../lib/scenario/graphs.ts';
import type { SessionStore } from '../../../lib/session/record.ts';
import { recordVisit } from '../../../lib/session/record-visit.ts';

/** Records that a session entered a step. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly sessions: SessionStore;
  readonly graphs: Graphs;
  readonly config: Config;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'POST /sessions/{session_id}/visits': async ({ tenantId, params, body }) => {
      const { session, recorded } = await recordVisit(tenantId, params.session_id, body, deps);
      return recorded ? created(session) : ok(session);
    },
  });
}
