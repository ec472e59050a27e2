import { anchorKeyOf } from '../diff/anchor-key.ts';
import { Conflict } from '../errors.ts';
import { type AnchorMigrationPolicy, AnchorMigrationPolicySchema, type Policies } from '../plan/model.ts';
import type { PlanHeader, PlanStore } from '../plan/record.ts';
import { inScope } from '../plan/scope-filter.ts';
import type { GraphNode, ScenarioGraph } from '../scenario/graph.ts';
import type { Graphs } from '../scenario/graphs.ts';
import type { Values } from '../session/model.ts';
import { type DeployingPlan, type DeploymentRef, runningDeployment } from './current.ts';
import {
  addCounts,
  type MarkCandidate,
  type MarkingStore,
  NO_COUNTS,
  type SkipReason,
  type StepEntries,
  type UnitCounts,
  type UnitState,
} from './record.ts';
import { unitOf } from './units.ts';

export interface MarkDeps {
  readonly plans: Pick<PlanStore, 'get'>;
  /** The plan's policies; fixed once it is approved, so a warm Lambda keeps them. */
  readonly policies: (plan: PlanHeader) => Promise<Policies>;
  readonly graphs: Graphs;
  readonly marking: MarkingStore;
  readonly index: StepEntries;
  readonly sessions: { variables(tenant: string, sessionId: string): Promise<Values> };
  readonly now: () => Date;
}

/** Sessions announced, written and counted together. Memory does not grow with the number of sessions. */
const PAGE = 100;
/** Sessions of a page written at the same time. */
const CONCURRENCY = 20;
const MS_PER_DAY = 86_400_000;
const DEFAULT_POLICY = AnchorMigrationPolicySchema.parse({});

/**
 * Works at one unit of a deployment, page by page, until it is done or the time is up. Run again, by whomever, it
 * goes on where it was: no session is marked or counted twice.
 * @param timeLeft milliseconds for which this invocation may go on
 * @returns whether the unit is done, and how many sessions this invocation marked
 * @throws DeploymentStopped when the deployment was cancelled or has ended
 */
export async function markUnit(
  ref: DeploymentRef,
  unit: number,
  timeLeft: () => number,
  deps: MarkDeps,
): Promise<{ readonly done: boolean; readonly marked: number }> {
  const { plans, graphs, marking } = deps;
  const { tenant_id: tenant, plan_id: planId, deployment_id: deploymentId } = ref;
  const plan = await runningDeployment(plans, ref);
  const [graph, policies] = await Promise.all([
    graphs.byRef(tenant, plan.scenario_id, plan.base),
    deps.policies(plan),
  ]);
  const { layout } = plan.deployment;
  if (!graph || !layout) throw new Conflict('not_prepared', `deployment ${deploymentId} is not prepared`);
  const { shard, hashes } = unitOf(graph, layout, unit);

  let state = (await marking.unit(tenant, planId, deploymentId, unit)) ?? newUnit(unit);
  const before = state.marked;
  const progress = (done: boolean) => ({ done, marked: state.marked - before });
  const advance = async (next: Omit<UnitState, 'revision'>): Promise<boolean> => {
    const written = { ...next, revision: state.revision + 1 };
    if (!(await marking.putUnit(tenant, planId, deploymentId, written))) return false;
    state = written;
    return true;
  };

  if (state.in_flight.length > 0) {
    // Announced, and written in part: whoever carries a mark from here counts, and nobody else will count it.
    const counts = await markAll(ref, plan, graph, state.in_flight, deps);
    if (!(await advance({ ...state, ...addCounts([state, counts]), in_flight: [] }))) return progress(false);
  }
  while (!state.done) {
    if (timeLeft() <= 0) {
      await advance(state);
      return progress(false);
    }
    const hash = hashes[state.at];
    if (hash === undefined) {
      // Somebody else who has come further may not be through.
      return progress(await advance({ ...state, done: true }));
    }
    const page = await deps.index.page(
      { tenant, scenarioId: plan.scenario_id, version: plan.from_version, hash, shard },
      PAGE,
      state.after,
    );
    const place =
      page.next === undefined ? { at: state.at + 1, after: undefined } : { at: state.at, after: page.next };
    if (page.candidates.length === 0) {
      // Nobody here: the place is told with the next page, or at the end.
      state = { ...state, ...place };
      continue;
    }
    await runningDeployment(plans, ref);
    const { chosen, outOfScope } = await choose(plan, graph, policies, page.candidates, deps);
    // Announce, then write, then count: after a crash exactly the announced ones are looked at again.
    const announced = {
      ...state,
      ...place,
      in_flight: chosen.map(({ session_id, step_id }) => ({ session_id, step_id })),
      ...addCounts([state, { ...NO_COUNTS, seen: outOfScope, skipped: skips('out_of_scope', outOfScope) }]),
    };
    if (!(await advance(announced))) return progress(false);
    const counts = await markAll(ref, plan, graph, chosen, deps);
    if (!(await advance({ ...state, ...addCounts([state, counts]), in_flight: [] }))) return progress(false);
  }
  return progress(true);
}

const newUnit = (unit: number): UnitState => ({
  ...NO_COUNTS,
  unit,
  revision: 0,
  at: 0,
  in_flight: [],
  done: false,
});

const skips = (reason: SkipReason, count: number): UnitCounts['skipped'] =>
  count > 0 ? { [reason]: count } : {};

/** The candidates whose policy's scope holds. */
async function choose(
  plan: DeployingPlan,
  graph: ScenarioGraph,
  policies: Policies,
  candidates: readonly MarkCandidate[],
  deps: MarkDeps,
): Promise<{ readonly chosen: readonly MarkCandidate[]; readonly outOfScope: number }> {
  const chosen: MarkCandidate[] = [];
  for (const candidate of candidates) {
    const node = graph.byId.get(candidate.step_id);
    if (node && (await isInScope(plan, graph, node, policies, candidate, deps))) chosen.push(candidate);
  }
  return { chosen, outOfScope: candidates.length - chosen.length };
}

async function isInScope(
  plan: DeployingPlan,
  graph: ScenarioGraph,
  node: GraphNode,
  policies: Policies,
  candidate: MarkCandidate,
  { sessions }: MarkDeps,
): Promise<boolean> {
  const policy: AnchorMigrationPolicy = policies[anchorKeyOf(graph, node)] ?? DEFAULT_POLICY;
  const filter = policy.scope_filter;
  const variables =
    filter.custom_conditions.length > 0 ? await sessions.variables(plan.tenant_id, candidate.session_id) : {};
  return inScope(filter, {
    channel: candidate.channel,
    ageDays: (Date.parse(plan.deployment.started_at) - Date.parse(candidate.created_at)) / MS_PER_DAY,
    stepName: node.step.name,
    variables,
  }).inScope;
}

async function markAll(
  ref: DeploymentRef,
  plan: DeployingPlan,
  graph: ScenarioGraph,
  chosen: UnitState['in_flight'],
  { marking, now }: MarkDeps,
): Promise<UnitCounts> {
  const marked_at = now().toISOString();
  return inParallel(chosen, async ({ session_id, step_id }) => {
    const node = graph.byId.get(step_id);
    if (!node) return { ...NO_COUNTS, seen: 1, skipped: { moved_on: 1 } };
    const result = await marking.mark(
      ref.tenant_id,
      session_id,
      { graph_version: plan.from_version, step_id },
      {
        target_version: plan.to_version,
        anchor_content_hash: node.hash,
        migration_plan_id: plan.id,
        deployment_id: ref.deployment_id,
        marked_at,
      },
    );
    // The answer to a mark may have been lost, and the SDK have found it set when it tried again. A session is
    // announced once for each content of a step, so nobody else has counted it.
    if (result === 'marked' || result === 'marked_here') return markedAt(graph, node);
    return skipped(result === 'moved_on' ? 'moved_on' : 'marked_before');
  });
}

const markedAt = (graph: ScenarioGraph, node: GraphNode): UnitCounts => ({
  ...NO_COUNTS,
  seen: 1,
  marked: 1,
  by_anchor: { [anchorKeyOf(graph, node)]: 1 },
});

const skipped = (reason: SkipReason): UnitCounts => ({ ...NO_COUNTS, seen: 1, skipped: skips(reason, 1) });

async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<UnitCounts>,
): Promise<UnitCounts> {
  const counts: UnitCounts[] = [];
  const next = items[Symbol.iterator]();
  const run = async (): Promise<void> => {
    for (const item of next) counts.push(await work(item));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, run));
  return addCounts(counts);
}
