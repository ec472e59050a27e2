import type { Config } from '../../../lib/config/config.ts';
import { registerScenario } from '../../../lib/plan/register-scenario.ts';
import {
  created,
  type HttpLambda,
  type HttpRuntime,
  httpHandler,
} from '../../../lib/runtime/http-handler.ts';
import type { ScenarioStore } from '../../../lib/scenario/record.ts';

/** Stores a scenario's first version. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly scenarios: ScenarioStore;
  readonly config: Config;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'POST /scenarios': async ({ tenantId, caller, body }) => {
      const { scenario_id: id, created_by: _ignored, ...scenario } = body;
      const { version, warnings } = await registerScenario(tenantId, id, scenario, caller.sub, deps);
      return created({ ...version, warnings: [...warnings] });
    },
  });
}
