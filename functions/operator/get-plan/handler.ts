import { planView } from '../../../lib/api/plan-view.ts';
import { planWithContent } from '../../../lib/plan/lookup.ts';
import type { PlanStore } from '../../../lib/plan/record.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';

/** Shows a plan. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly plans: Pick<PlanStore, 'get' | 'content'>;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'GET /migration-plans/{plan_id}': async ({ tenantId, params }) => {
      const { plan, content } = await planWithContent(deps.plans, tenantId, params.plan_id, deps.now());
      return ok(planView(plan, content));
    },
  });
}
