import { type DeployDeps, startDeployment } from '../../../lib/deployment/start.ts';
import {
  accepted,
  type HttpLambda,
  type HttpRuntime,
  httpHandler,
} from '../../../lib/runtime/http-handler.ts';

/** Starts a plan's deployment. */
export function createHandler(deps: DeployDeps & { readonly runtime: HttpRuntime }): HttpLambda {
  return httpHandler(deps.runtime, {
    'POST /migration-plans/{plan_id}/deploy': async ({ tenantId, caller, params, body, ifMatch }) => {
      const { plan, deployment } = await startDeployment(
        tenantId,
        params.plan_id,
        body.revision ?? ifMatch,
        caller.sub,
        deps,
      );
      return accepted({
        plan_id: plan.id,
        status: plan.status,
        deployment_id: deployment.id,
        started_at: deployment.started_at,
      });
    },
  });
}
