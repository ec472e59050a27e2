import { canStay, type Decision, NEED_VALUES, type Situation } from './decision.ts';
import { decidePlanned } from './planned.ts';
import { decideUnplanned } from './unplanned.ts';

/**
 * Decides what becomes of a session whose graph is not the published one. Pure: the same situation gives the same
 * decision. It asks for values only when something depends on them, and is called again with them.
 */
export function decide(situation: Situation): Decision {
  const { session, passage, known } = situation;
  // What earlier turns collected joins the variables, whatever is decided now.
  if (session.progress && !known) return NEED_VALUES;

  const { pinned } = session;
  const byPolicy = pinned?.reason === 'out_of_scope' || pinned?.reason === 'update_downstream';
  if (pinned && byPolicy && canStay(passage)) {
    return {
      kind: 'pin',
      pin: pinned.reason,
      reason: `stays pinned by policy (${pinned.reason})`,
      trace: [
        `plan ${pinned.plan_id ?? 'unknown'} pinned it: ${pinned.reason}; such pins bind later versions`,
      ],
      plan_id: pinned.plan_id,
    };
  }
  if (passage.kind === 'unplanned') return decideUnplanned(situation, passage.route);
  const decision = decidePlanned(situation, passage.route);
  // Who is to stay on a graph that is gone, is led on by no plan.
  return passage.gone && decision.kind === 'pin'
    ? decideUnplanned(situation, undefined, [...decision.trace, 'cannot stay: its graph is gone'])
    : decision;
}
