import { planView } from '../../../lib/api/plan-view.ts';
import type { Config } from '../../../lib/config/config.ts';
import type { PlanStore } from '../../../lib/plan/record.ts';
import { approvePlan } from '../../../lib/plan/review-plan.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';
import { METRIC } from '../../../lib/runtime/metric-names.ts';

/** Approves a pending plan. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly plans: PlanStore;
  readonly config: Config;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'POST /migration-plans/{plan_id}/approve': async ({ tenantId, caller, params, body, ifMatch }) => {
      const request = { acknowledge: body.acknowledge_warnings, revision: body.revision ?? ifMatch };
      const plan = await approvePlan(tenantId, params.plan_id, request, caller.sub, deps);
      deps.runtime.telemetry.count(METRIC.plansApproved);
      return ok(planView(plan, await deps.plans.content(plan)));
    },
  });
}
