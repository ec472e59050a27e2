import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { diffScenarios } from '../diff/diff.ts';
import { BadRequest, Conflict, NotFound } from '../errors.ts';
import { checksum } from '../scenario/content-hash.ts';
import { buildGraph, type ScenarioGraph } from '../scenario/graph.ts';
import type { Graphs } from '../scenario/graphs.ts';
import type { ScenarioInput } from '../scenario/model.ts';
import type { ScenarioPointer, ScenarioStore } from '../scenario/record.ts';
import { expectReadable } from '../scenario/size.ts';
import { validateScenario } from '../scenario/validate.ts';
import { byAnchor, contentOf, headline, type SessionCounts } from './content.ts';
import { countSessionsOn, estimateSessions, type StepIndex } from './estimate.ts';
import type { Change, PlanContent, PlanHeader, PlanStore } from './record.ts';
import { superseded } from './transitions.ts';

/** Counting sessions takes at most this long (ms); the summary says whether it got through. */
const COUNTING_MS = 1_000;

export interface GenerateDeps {
  readonly scenarios: ScenarioStore;
  readonly plans: PlanStore;
  readonly graphs: Graphs;
  readonly index: StepIndex;
  readonly config: Config;
  readonly now: () => Date;
}

export interface PlanAndContent {
  readonly plan: PlanHeader;
  readonly content: PlanContent;
  readonly warnings: readonly { readonly path: string; readonly message: string }[];
}

/**
 * Compares the published version with a new one and stores the comparison as a pending plan, with the new version
 * as its draft. An older pending or approved plan from the same version is superseded.
 * @throws BadRequest (every problem of the scenario), NotFound, Conflict (a live plan for the same pair)
 */
export async function generatePlan(
  tenant: string,
  scenarioId: string,
  scenario: ScenarioInput,
  caller: string,
  deps: GenerateDeps,
): Promise<PlanAndContent> {
  const { scenarios, plans, graphs, config } = deps;
  const pointer = await scenarios.pointer(tenant, scenarioId);
  if (!pointer) throw new NotFound('scenario_not_found', `there is no scenario ${scenarioId}`);
  const from = pointer.published_version;
  expectReadable(scenario);
  const { problems, warnings } = validateScenario(scenario);
  const late =
    scenario.version > from
      ? []
      : [
          {
            path: 'version',
            code: 'version_not_greater',
            message: `must be greater than the published version ${from}`,
          },
        ];
  if (problems.length + late.length > 0) {
    throw BadRequest.of(
      [...late, ...problems].map((problem) => ({ ...problem, path: `new_scenario.${problem.path}` })),
      'invalid_scenario',
    );
  }
  const replaced = await plansInTheWay(tenant, scenarioId, from, scenario.version, deps);

  const v1 = await graphs.byRef(tenant, scenarioId, pointer.graph);
  if (!v1) throw new Conflict('version_missing', `version ${from} cannot be read`);
  const v2 = buildGraph(scenario);
  const counts = await countSessions(tenant, scenarioId, v1, pointer, deps);
  const content = contentOf(diffScenarios(v1, v2), {}, counts, config);

  const id = randomUUID();
  const [draft, refs] = await Promise.all([
    scenarios.putGraph(tenant, scenarioId, scenario, id),
    plans.putContent(tenant, id, content),
  ]);
  const plan: PlanHeader = {
    id,
    tenant_id: tenant,
    scenario_id: scenarioId,
    scenario_name: scenario.name,
    from_version: from,
    to_version: scenario.version,
    scenario_checksum_v1: pointer.published_checksum,
    scenario_checksum_v2: checksum(scenario, new Map(v2.nodes.map((node) => [node.id, node.hash]))),
    status: 'pending',
    revision: 1,
    created_at: deps.now().toISOString(),
    created_by: caller,
    ...headline(content),
    base: pointer.graph,
    draft,
    ...refs,
  };
  if (await plans.create(plan, replaced, pointer)) return { plan, content, warnings };

  // Somebody made, dropped or published a plan meanwhile; what was written is referred to by nothing.
  await Promise.all([
    scenarios.deleteGraph(tenant, scenarioId, draft),
    plans.deleteContent(tenant, id, refs),
  ]);
  await plansInTheWay(tenant, scenarioId, from, scenario.version, deps);
  throw new Conflict(
    'scenario_changed',
    'another plan of this scenario was made or published meanwhile; try again',
  );
}

/** Earlier plans from the same version that the new one supersedes. @throws Conflict for the same pair */
async function plansInTheWay(
  tenant: string,
  scenarioId: string,
  from: number,
  to: number,
  { plans, config, now }: GenerateDeps,
): Promise<Change[]> {
  const live = await plans.liveFrom(tenant, scenarioId, from);
  const same = live.find((plan) => plan.to_version === to);
  if (same) {
    throw new Conflict(
      'plan_exists',
      `plan ${same.plan_id} leads from version ${from} to ${to} already: reject it first, or use it`,
      { plan_id: same.plan_id },
    );
  }
  const headers = await Promise.all(live.map(({ plan_id }) => plans.get(tenant, plan_id)));
  return headers.flatMap((before) =>
    before && (before.status === 'pending' || before.status === 'approved')
      ? [{ before, after: superseded(before, now(), config) }]
      : [],
  );
}

async function countSessions(
  tenant: string,
  scenarioId: string,
  v1: ScenarioGraph,
  pointer: ScenarioPointer,
  { index, scenarios }: GenerateDeps,
): Promise<SessionCounts> {
  const deadline = performance.now() + COUNTING_MS;
  const shards = pointer.index_shards;
  // Of older versions only how many there are on each, which is quick: it does not wait for the steps of this one.
  const headers = await scenarios.headers(tenant, scenarioId);
  const older = await Promise.all(
    headers
      .filter(({ version }) => version < pointer.published_version)
      .map(async ({ version }) => ({
        version,
        ...(await countSessionsOn(index, { tenant, scenarioId, version }, shards, deadline)),
      })),
  );
  const current = await estimateSessions(index, tenant, scenarioId, v1, shards, deadline);
  return {
    sessionsByAnchor: byAnchor(v1, current),
    olderSessionsByVersion: Object.fromEntries(
      older.flatMap(({ version, sessions }) => (sessions > 0 ? [[String(version), sessions] as const] : [])),
    ),
    estimateComplete: current.complete && older.every(({ complete }) => complete),
  };
}
