import { anchorView } from '../../../lib/api/plan-view.ts';
import { planWithContent } from '../../../lib/plan/lookup.ts';
import type { PlanStore } from '../../../lib/plan/record.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';

/** Shows one anchor of a plan in full. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly plans: Pick<PlanStore, 'get' | 'content'>;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'GET /migration-plans/{plan_id}/anchors/{anchor_key}': async ({ tenantId, params }) => {
      const { content } = await planWithContent(deps.plans, tenantId, params.plan_id, deps.now());
      return ok(anchorView(content, params.anchor_key));
    },
  });
}
