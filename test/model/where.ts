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
  | ({ readonly kind: 'goal'; readonly goal: Goal | undefined } & Led);

/** What leads a session on. */
export interface Led {
  readonly change: Change;
  /** What the plans say about a step of W that was skipped. Absent where no plan leads. */
  readonly policyFor: ((id: string) => Policy) | undefined;
}

/** @param executed what the engine has executed in this run */
export function destination(history: History, state: State, executed: readonly StepOf[]): Destination {
  const { change, chain } = passage(history, state.version);
  // By content and without the graph: has tests of its own.
  if (history.graphGone && !chain) return { kind: 'not modelled' };
  if (!history.graphGone && (state.pinned === 'out_of_scope' || state.pinned === 'update_downstream')) {
    return { kind: 'pin', reason: state.pinned };
  }
  if (chain) return byPlans(history, state, chain, change);
  const passed = [...state.checkpoints, ...passedByExecuting(history, executed)];
  return byContent(state, change, passed.length > 0);
}

/**
 * Plan by plan: scope and pins, the operator's mapping, the image; where the step is deleted, the place to which that
 * version would have moved the session.
 */
function byPlans(history: History, state: State, chain: readonly Plan[], change: Change): Destination {
  const earlier = before(state, change);
  const decided: Policy[] = [];
  let here: string | undefined = state.step;
  let walked = earlier;
  let mapped = false;
  let deleted = false;
  for (const { policies, image, nearest } of chain) {
    walked = walked.flatMap((id) => image.get(id) ?? []);
    if (here === undefined) break;
    const policy: Policy = policies[here] ?? {};
    decided.push(policy);
    if (!inScope(policy, state)) return { kind: 'pin', reason: 'out_of_scope' };
    if (policy.update_downstream === false) return { kind: 'pin', reason: 'update_downstream' };
    const own = image.get(here);
    if (policy.target_step_id !== undefined && policy.target_step_id !== own) mapped = true;
    const next: string | undefined = policy.target_step_id ?? own;
    if (next === undefined && !mapped) deleted = true;
    here = next ?? (mapped ? undefined : walked.at(-1)) ?? nearest.get(here);
  }
  return {
    kind: 'goal',
    goal: planned(state, change, here, mapped, deleted),
    change,
    policyFor(id) {
      const by = changedBy(history, change, chain, id).map((plan) => decided[plan] ?? {});
      const last = by.at(-1) ?? decided.at(-1) ?? {};
      const wishes = by.map(({ skipped_checkpoints: wish = 'pin' }) => wish);
      const careful = (['pin', 'run', 'skip'] as const).find((each) => wishes.includes(each));
      return careful === undefined ? last : { ...last, skipped_checkpoints: careful };
    },
  };
}

/** Steps of the walked path that come before the one where the session is. */
const before = ({ step, path }: State, { v }: Change): string[] =>
  path.slice(0, -1).filter((each) => v.leadsTo(each, step));

/** Which plans of the chain inserted a step of W or edited it. */
function changedBy({ versions }: History, { w }: Change, chain: readonly Plan[], id: string): number[] {
  const flowAt = (back: number) => versions.at(-1 - back)?.scenario;
  const contentAt = (back: number, step: string): string | undefined => {
    const found = flowAt(back)?.steps.find((each) => each.id === step);
    return found && contentHash(found);
  };
  const changed: number[] = [];
  let at = w.has(id) ? id : undefined;
  for (let back = 0; back < chain.length && at !== undefined; back += 1) {
    const now: string = at;
    const [was] = [...(chain.at(-1 - back)?.image ?? [])].find(([, image]) => image === now) ?? [];
    if (was === undefined || contentAt(back + 1, was) !== contentAt(back, now)) {
      changed.unshift(chain.length - 1 - back);
    }
    at = was;
  }
  return changed;
}

/** The operator's mapping, the own image, else the latest step before it on the path, else where the plans end. */
function planned(
  state: State,
  change: Change,
  end: string | undefined,
  mapped: boolean,
  deleted: boolean,
): Goal | undefined {
  const { image } = change;
  const own = image.get(state.step);
  // A step that is there again keeps its sessions, wherever they would have stood meanwhile.
  if (mapped && end !== undefined && end !== own && !(deleted && own !== undefined)) {
    return { target: end, why: 'mapped' };
  }
  if (own !== undefined) return { target: own, why: 'own_image' };
  const latest = before(state, change).findLast((each) => image.has(each));
  const target = (latest === undefined ? undefined : image.get(latest)) ?? end;
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
  const found = (goal: Goal): Destination => ({ kind: 'goal', goal, change, policyFor: undefined });
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
