import { anchorKeyOf } from '../diff/anchor-key.ts';
import { Conflict } from '../errors.ts';
import type { Policies } from '../plan/model.ts';
import type { PlanHeader, PlanStore } from '../plan/record.ts';
import type { Graphs } from '../scenario/graphs.ts';
import { type DeploymentRef, runningDeployment } from './current.ts';
import { type FindDeps, findPage, type UnitWork } from './find-page.ts';
import { decidePage, type Marked, markPage } from './mark-page.ts';
import { Pace } from './pace.ts';
import {
  addCounts,
  type FoundSession,
  type MarkingStore,
  type MarkTarget,
  NO_COUNTS,
  type SkipReason,
  type UnitCounts,
  type UnitState,
} from './record.ts';
import { unitOf } from './units.ts';

export interface MarkDeps extends FindDeps {
  readonly plans: Pick<PlanStore, 'get'>;
  /** The plan's policies; fixed once it is approved, so a warm Lambda keeps them. */
  readonly policies: (plan: PlanHeader) => Promise<Policies>;
  readonly graphs: Graphs;
  readonly marking: MarkingStore;
  readonly now: () => Date;
}

/**
 * Works at one unit of a deployment, page by page, until it is done or the time is up: while a page is written, the
 * next one is looked for, and one write of the unit's progress counts the one and announces the other. After a crash
 * exactly the announced sessions are looked at again.
 *
 * Run again, by whomever, it goes on where it was, and no session is marked or counted twice, even when the one who
 * announced a page is only slow. A page that is found in flight is taken over first: from then on the other's counts
 * are refused. Then it is decided of each of its sessions, by a mark or by a seal, whether it was marked, so that
 * nothing the other has under way changes what is counted.
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
  const { plans, marking } = deps;
  const { tenant_id: tenant, plan_id: planId, deployment_id: deploymentId } = ref;
  const [work, stored] = await Promise.all([
    unitWork(ref, unit, deps),
    marking.unit(tenant, planId, deploymentId, unit),
  ]);
  const pace = new Pace();
  /** It was looked up only now whether the deployment runs. */
  let fresh = true;

  let state = stored ?? newUnit(unit);
  const before = state.marked;
  const progress = (done: boolean) => ({ done, marked: state.marked - before });
  /** @returns false when somebody else works at the unit: what has been counted here does not count */
  const advance = async (next: Omit<UnitState, 'revision'>): Promise<boolean> => {
    const written = { ...next, revision: state.revision + 1 };
    if (!(await marking.putUnit(tenant, planId, deploymentId, written))) return false;
    state = written;
    return true;
  };
  /** Looks on, unless the deployment was stopped. */
  const find = async () => {
    if (!fresh) await runningDeployment(plans, ref);
    fresh = false;
    return findPage(work, state, timeLeft, deps);
  };

  let taken = state.in_flight.length > 0;
  if (taken && !(await advance(state))) return progress(false);
  while (!state.done) {
    const goOn = timeLeft() > 0;
    const targets = targetsOf(work, state.in_flight, deps.now());
    const writing = (taken ? decidePage : markPage)(tenant, targets, marking, pace);
    const finding = goOn ? find() : undefined;
    // Nothing may be under way any more when this fails.
    await Promise.allSettled([writing, finding]);
    const [results, found] = await Promise.all([writing, finding]);
    taken = false;
    const counts = countsOf(work, targets, results);
    const outOfScope = { ...NO_COUNTS, ...skips('out_of_scope', found?.outOfScope ?? 0) };
    const counted = { ...state, ...addCounts([state, counts, outOfScope]) };
    const next = found
      ? { ...counted, ...found.place, in_flight: found.chosen, done: found.end }
      : { ...counted, in_flight: [] };
    if (!(await advance(next))) return progress(false);
    if (!goOn) break;
  }
  return progress(state.done);
}

/** @throws DeploymentStopped, Conflict when the deployment was not prepared */
async function unitWork(ref: DeploymentRef, unit: number, deps: MarkDeps): Promise<UnitWork> {
  const plan = await runningDeployment(deps.plans, ref);
  const [graph, policies] = await Promise.all([
    deps.graphs.byRef(ref.tenant_id, plan.scenario_id, plan.base),
    deps.policies(plan),
  ]);
  const { layout } = plan.deployment;
  if (!graph || !layout) {
    throw new Conflict('not_prepared', `deployment ${ref.deployment_id} is not prepared`);
  }
  return { plan, graph, policies, ...unitOf(graph, layout, unit) };
}

const newUnit = (unit: number): UnitState => ({
  ...NO_COUNTS,
  unit,
  revision: 0,
  at: 0,
  in_flight: [],
  done: false,
});

/** A graph does not change, so every announced session has its step. */
function targetsOf({ plan, graph }: UnitWork, found: readonly FoundSession[], now: Date): MarkTarget[] {
  const mark = {
    target_version: plan.to_version,
    migration_plan_id: plan.id,
    deployment_id: plan.deployment.id,
    marked_at: now.toISOString(),
  };
  return found.flatMap(({ session_id, step_id }) => {
    const anchor_content_hash = graph.byId.get(step_id)?.hash;
    return anchor_content_hash === undefined
      ? []
      : [{ session_id, step_id, graph_version: plan.from_version, mark: { ...mark, anchor_content_hash } }];
  });
}

/** The answer to a mark may have been lost, and the session be found marked when it was tried again. */
const IS_MARKED: readonly Marked[] = ['marked', 'marked_here'];

function countsOf(
  { graph }: UnitWork,
  targets: readonly MarkTarget[],
  results: readonly Marked[],
): UnitCounts {
  const by_anchor: Record<string, number> = {};
  const skipped: Partial<Record<SkipReason, number>> = {};
  let marked = 0;
  for (const [at, { step_id }] of targets.entries()) {
    const result = results[at];
    const node = graph.byId.get(step_id);
    if (result && node && IS_MARKED.includes(result)) {
      const anchor = anchorKeyOf(graph, node);
      by_anchor[anchor] = (by_anchor[anchor] ?? 0) + 1;
      marked += 1;
    } else {
      const reason = result === 'moved_on' ? 'moved_on' : 'marked_before';
      skipped[reason] = (skipped[reason] ?? 0) + 1;
    }
  }
  return { seen: targets.length, marked, skipped, by_anchor };
}

const skips = (reason: SkipReason, count: number): Pick<UnitCounts, 'seen' | 'skipped'> => ({
  seen: count,
  skipped: count > 0 ? { [reason]: count } : {},
});
