import { contentHash } from '../../lib/scenario/content-hash.ts';
import type { Change } from './change.ts';
import { passedByExecuting } from './checkpoints.ts';
import { passage } from './history.ts';
import type { History, Move, Plan, Policy, State, StepOf } from './situation.ts';

/** Where a session should go, and why there. */
export interface Goal {
  readonly target: string;
  readonly why: Exclude<Move['why'], 're_routed'>;
}

/** What the plans, or without them the content of its steps, have for a session. */
export type Destination =
  | { readonly kind: 'pin'; readonly reason: 'out_of_scope' | 'update_downstream' | 'no_match' }
  | { readonly kind: 'not modelled' }
  | {
      readonly kind: 'goal';
      readonly goal: Goal | undefined;
      readonly change: Change;
      /** Absent where no plan leads. */
      readonly policy: Policy | undefined;
    };

/** @param executed what the engine has executed in this run */
export function destination(history: History, state: State, executed: readonly StepOf[]): Destination {
  if (history.graphGone) return { kind: 'not modelled' };
  if (state.pinned === 'out_of_scope' || state.pinned === 'update_downstream') {
    return { kind: 'pin', reason: state.pinned };
  }
  const { change, chain } = passage(history, state.version);
  if (chain) return byPlans(state, chain, change);
  const passed = [...state.checkpoints, ...passedByExecuting(history, executed)];
  return byContent(state, change, passed.length > 0);
}

/** Plan by plan: scope and pins, the operator's mapping, else the image. */
function byPlans(state: State, chain: readonly Plan[], change: Change): Destination {
  let here: string | undefined = state.step;
  let isMapped = false;
  let nearest: string | undefined;
  let policy: Policy = {};
  for (const { policies, image, nearest: nearestOf } of chain) {
    if (here === undefined) {
      // What a later plan has for sessions that an earlier one would have moved elsewhere is not said.
      if (Object.keys(policies).length > 0) return { kind: 'not modelled' };
      nearest = nearest && image.get(nearest);
      continue;
    }
    policy = policies[here] ?? {};
    if (!inScope(policy, state)) return { kind: 'pin', reason: 'out_of_scope' };
    if (policy.update_downstream === false) return { kind: 'pin', reason: 'update_downstream' };
    nearest = nearestOf.get(here);
    const own = image.get(here);
    isMapped ||= policy.target_step_id !== undefined && policy.target_step_id !== own;
    here = policy.target_step_id ?? own;
  }
  const goal = planned(state, change, isMapped ? (here ?? nearest) : undefined, nearest);
  return { kind: 'goal', goal, change, policy };
}

/** The operator's mapping, the own image, else the latest step before it on the path, else the plan's nearest. */
function planned(
  { step, path }: State,
  { v, image }: Change,
  mapped: string | undefined,
  nearest: string | undefined,
): Goal | undefined {
  const own = image.get(step);
  if (mapped !== undefined && mapped !== own) return { target: mapped, why: 'mapped' };
  if (own !== undefined) return { target: own, why: 'own_image' };
  const before = path.slice(0, -1).findLast((each) => image.has(each) && v.leadsTo(each, step));
  const target = (before === undefined ? undefined : image.get(before)) ?? nearest;
  return target === undefined ? undefined : { target, why: 'relocated' };
}

export function inScope(policy: Policy, { channel, ageDays }: State): boolean {
  const { include_channels: included = [], exclude_channels: excluded = [] } = policy;
  return (
    !excluded.includes(channel) &&
    (included.length === 0 || included.includes(channel)) &&
    ageDays >= (policy.min_session_age_days ?? 0) &&
    ageDays <= (policy.max_session_age_days ?? Infinity)
  );
}

/** Without a plan: by content, first of the step, then of the walked path; else the entry, else nowhere. */
function byContent({ path }: State, change: Change, hasPassed: boolean): Destination {
  const { v, w, image } = change;
  const found = (goal: Goal): Destination => ({ kind: 'goal', goal, change, policy: undefined });
  for (const [back, id] of path.toReversed().entries()) {
    const wanted = contentHash(v.step(id));
    const same = w.scenario.steps.filter((step) => contentHash(step) === wanted);
    const [only] = same;
    if (!only) continue;
    // Which of several it is, is for the matching to say, and for the tests of that.
    if (same.length > 1 || image.get(id) !== only.id) return { kind: 'not modelled' };
    return found({ target: only.id, why: back === 0 ? 'own_image' : 'fallback' });
  }
  if (hasPassed) return { kind: 'pin', reason: 'no_match' };
  return found({ target: w.entry, why: 'fallback' });
}
