import type { Decision, Situation } from './decision.ts';
import { decidePlanned } from './planned.ts';
import { decideUnplanned } from './unplanned.ts';

/**
 * Decides what becomes of a session whose graph is not the published one. Pure: the same situation gives the same
 * decision. It asks for values (`need`) only when something depends on them, and is called again with them.
 */
export function decide(situation: Situation): Decision {
  const { session, passage } = situation;
  const { pinned } = session;
  if (pinned?.reason === 'out_of_scope' || pinned?.reason === 'update_downstream') {
    return {
      kind: 'pin',
      pin: pinned.reason,
      counts_as_published: false,
      reason: `stays pinned by policy (${pinned.reason})`,
      trace: [
        `plan ${pinned.plan_id ?? 'unknown'} pinned it: ${pinned.reason}; such pins bind later versions`,
      ],
      plan_id: pinned.plan_id,
    };
  }
  return passage.kind === 'planned'
    ? decidePlanned(situation, passage.route)
    : decideUnplanned(situation, passage.route);
}
