import { planView } from '../../../lib/api/plan-view.ts';
import { cancelDeployment, type Executions } from '../../../lib/deployment/start.ts';
import type { PlanStore } from '../../../lib/plan/record.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';

/** Stops a deployment that has not published yet. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly plans: PlanStore;
  readonly executions: Executions;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'POST /migration-plans/{plan_id}/cancel': async ({ tenantId, params, body, ifMatch }) => {
      const plan = await cancelDeployment(tenantId, params.plan_id, body.revision ?? ifMatch, deps);
      return ok(planView(plan, await deps.plans.content(plan)));
    },
  });
}
