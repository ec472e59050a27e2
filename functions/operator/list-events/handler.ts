import { planOf } from '../../../lib/plan/lookup.ts';
import type { PlanStore } from '../../../lib/plan/record.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';
import type { ScenarioStore } from '../../../lib/scenario/record.ts';
import { sessionOf } from '../../../lib/session/lookup.ts';
import type { SessionStore } from '../../../lib/session/record.ts';
import type { AuditStore } from '../../../lib/store/audit-store.ts';

/** Shows the audit trail of a plan or of a session. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly plans: Pick<PlanStore, 'get'>;
  readonly scenarios: Pick<ScenarioStore, 'pointer'>;
  readonly sessions: Pick<SessionStore, 'get'>;
  readonly audit: AuditStore;
  readonly now: () => Date;
}): HttpLambda {
  const { runtime, plans, scenarios, sessions, audit, now } = deps;
  return httpHandler(runtime, {
    'GET /migration-plans/{plan_id}/events': async ({ tenantId, params, query }) => {
      const plan = await planOf(plans, tenantId, params.plan_id, now());
      const pointer = await scenarios.pointer(tenantId, plan.scenario_id);
      const shards = pointer?.index_shards ?? 1;
      const page = await audit.ofPlan(tenantId, plan.id, shards, query.limit, query.cursor);
      return ok({ ...page, events: [...page.events] });
    },

    'GET /sessions/{session_id}/events': async ({ tenantId, params, query }) => {
      const session = await sessionOf(sessions, tenantId, params.session_id);
      const page = await audit.ofSession(tenantId, session.session_id, query.limit, query.cursor);
      return ok({ ...page, events: [...page.events] });
    },
  });
}
