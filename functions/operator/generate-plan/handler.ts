import { planView } from '../../../lib/api/plan-view.ts';
import { type GenerateDeps, generatePlan } from '../../../lib/plan/generate-plan.ts';
import {
  created,
  type HttpLambda,
  type HttpRuntime,
  httpHandler,
} from '../../../lib/runtime/http-handler.ts';
import { METRIC } from '../../../lib/runtime/metric-names.ts';

/** Compares the published version with a new one. */
export function createHandler(deps: GenerateDeps & { readonly runtime: HttpRuntime }): HttpLambda {
  const { telemetry } = deps.runtime;
  return httpHandler(deps.runtime, {
    'POST /scenarios/{scenario_id}/migration-plan': async ({ tenantId, caller, params, body }) => {
      const started = performance.now();
      const { plan, content } = await generatePlan(
        tenantId,
        params.scenario_id,
        body.new_scenario,
        caller.sub,
        deps,
      );
      telemetry.count(METRIC.plansGenerated);
      telemetry.duration(METRIC.planGenerationMs, performance.now() - started);
      return created(planView(plan, content));
    },
  });
}
