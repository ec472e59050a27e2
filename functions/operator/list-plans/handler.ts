import type { PlanStore } from '../../../lib/plan/record.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';

/** Lists a tenant's plans, newest first. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly plans: Pick<PlanStore, 'list'>;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'GET /migration-plans': async ({ tenantId, query: { limit, cursor, ...filter } }) => {
      const page = await deps.plans.list(tenantId, filter, limit, cursor, deps.now());
      return ok({ ...page, plans: [...page.plans] });
    },
  });
}
