import { planView } from '../../../lib/api/plan-view.ts';
import type { Config } from '../../../lib/config/config.ts';
import type { PlanStore } from '../../../lib/plan/record.ts';
import { rejectPlan } from '../../../lib/plan/review-plan.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';

/** Rejects a plan that is not deployed. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly plans: PlanStore;
  readonly config: Config;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'POST /migration-plans/{plan_id}/reject': async ({ tenantId, caller, params, body, ifMatch }) => {
      const request = { reason: body.reason, revision: body.revision ?? ifMatch };
      const plan = await rejectPlan(tenantId, params.plan_id, request, caller.sub, deps);

      return ok(planView(plan, await deps.plans.content(plan)));
    },
  });
}
