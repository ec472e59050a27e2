import type { CountStore, MarkingStore } from '../../../lib/deployment/record.ts';
import { deploymentStatus } from '../../../lib/deployment/status.ts';
import type { PlanStore } from '../../../lib/plan/record.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';

/** Shows how far marking is and what has become of the sessions since. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly plans: PlanStore;
  readonly marking: MarkingStore;
  readonly counts: CountStore;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'GET /migration-plans/{plan_id}/deployment-status': async ({ tenantId, params }) =>
      ok(await deploymentStatus(tenantId, params.plan_id, deps)),
  });
}
