import { planView } from '../../../lib/api/plan-view.ts';
import type { Config } from '../../../lib/config/config.ts';
import type { PlanStore } from '../../../lib/plan/record.ts';
import { updatePolicies } from '../../../lib/plan/update-policies.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';
import type { Graphs } from '../../../lib/scenario/graphs.ts';

/** Sets what an operator decides for the sessions at some steps. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly plans: PlanStore;
  readonly graphs: Graphs;
  readonly config: Config;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'PUT /migration-plans/{plan_id}/policies': async ({ tenantId, params, body, ifMatch }) => {
      const revision = body.revision ?? ifMatch;
      const { plan, content } = await updatePolicies(tenantId, params.plan_id, body.policies, revision, deps);
      return ok(planView(plan, content));
    },
  });
}
