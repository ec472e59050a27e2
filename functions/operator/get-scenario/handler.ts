import { NotFound } from '../../../lib/errors.ts';
import { versionOverview, versionView } from '../../../lib/plan/register-scenario.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';
import type { ScenarioStore } from '../../../lib/scenario/record.ts';

/** Shows a scenario and its versions. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly scenarios: Pick<ScenarioStore, 'pointer' | 'header' | 'headers' | 'graph'>;
}): HttpLambda {
  const { runtime, scenarios } = deps;
  return httpHandler(runtime, {
    'GET /scenarios/{scenario_id}': async ({ tenantId, params: { scenario_id: id } }) => {
      const pointer = await scenarios.pointer(tenantId, id);
      if (!pointer) throw new NotFound('scenario_not_found', `there is no scenario ${id}`);
      const headers = await scenarios.headers(tenantId, id);
      return ok({
        tenant_id: tenantId,
        scenario_id: id,
        name: pointer.name,
        published_version: pointer.published_version,
        versions: headers.map(versionOverview),
      });
    },

    'GET /scenarios/{scenario_id}/versions/{version}': async ({ tenantId, params }) => {
      const { scenario_id: id, version } = params;
      const header = await scenarios.header(tenantId, id, version);
      const graph = header && (await scenarios.graph(tenantId, id, header.graph));
      if (!header || !graph) {
        throw new NotFound('version_not_found', `there is no version ${version} of scenario ${id}`);
      }
      return ok(versionView(header, graph));
    },
  });
}
