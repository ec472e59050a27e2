import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { BadRequest, Conflict, MAX_PROBLEMS, type Problem } from '../errors.ts';
import { checksum } from '../scenario/content-hash.ts';
import type { ScenarioInput, ScenarioVersion } from '../scenario/model.ts';
import type { ScenarioStore, VersionHeader } from '../scenario/record.ts';
import { expectReadable } from '../scenario/size.ts';
import { validateScenario } from '../scenario/validate.ts';

/**
 * Stores a scenario's first version and publishes it.
 * @throws BadRequest (every problem), Conflict (the scenario exists)
 */
export async function registerScenario(
  tenant: string,
  requestedId: string | undefined,
  scenario: ScenarioInput,
  caller: string,
  deps: { readonly scenarios: ScenarioStore; readonly config: Config; readonly now: () => Date },
): Promise<{ readonly version: ScenarioVersion; readonly warnings: readonly Problem[] }> {
  const { scenarios, config } = deps;
  expectReadable(scenario);
  const { problems, warnings } = validateScenario(scenario);
  if (problems.length > 0) throw BadRequest.of(problems, 'invalid_scenario');

  const scenarioId = requestedId ?? randomUUID();
  const exists = (): Conflict =>
    new Conflict('scenario_exists', `scenario ${scenarioId} exists: generate a migration plan to change it`, {
      scenario_id: scenarioId,
    });
  if (await scenarios.pointer(tenant, scenarioId)) throw exists();
  const graph = await scenarios.putGraph(tenant, scenarioId, scenario);
  const header: VersionHeader = {
    tenant_id: tenant,
    scenario_id: scenarioId,
    version: scenario.version,
    name: scenario.name,
    ...(scenario.source !== undefined && { source: scenario.source }),
    checksum: checksum(scenario),
    total_steps: scenario.steps.length,
    state: 'published',
    created_at: deps.now().toISOString(),
    created_by: caller,
    graph,
  };
  const created = await scenarios.create(
    {
      tenant_id: tenant,
      scenario_id: scenarioId,
      name: scenario.name,
      created_at: header.created_at,
      published_version: scenario.version,
      published_checksum: header.checksum,
      graph,
      index_shards: config.deployment.index_shards,
      plans_revision: 0,
    },
    header,
  );
  if (!created) {
    await scenarios.deleteGraph(tenant, scenarioId, graph);
    throw exists();
  }
  return { version: versionView(header, scenario), warnings: warnings.slice(0, MAX_PROBLEMS) };
}

/** A version as it is answered to callers. */
export function versionView(header: VersionHeader, scenario: ScenarioInput): ScenarioVersion {
  return {
    ...scenario,
    tenant_id: header.tenant_id,
    scenario_id: header.scenario_id,
    checksum: header.checksum,
    created_at: header.created_at,
    created_by: header.created_by,
    state: header.state,
  };
}

/** A version without its steps, as it is answered to callers. */
export const versionOverview = ({
  version,
  state,
  name,
  source,
  checksum,
  total_steps,
  created_at,
  created_by,
}: VersionHeader) => ({ version, state, name, source, checksum, total_steps, created_at, created_by });
