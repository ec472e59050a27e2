import { type AnchorMigrationPolicy, AnchorMigrationPolicySchema } from '../plan/model.ts';
import { inScope } from '../plan/scope-filter.ts';
import type { GraphNode } from '../scenario/graph.ts';
import { NEED_VALUES, type NeedValues, type Pin, type Situation } from './decision.ts';
import type { Route, RouteLink } from './route.ts';

export const DEFAULT_POLICY: AnchorMigrationPolicy = AnchorMigrationPolicySchema.parse({});
const MS_PER_DAY = 86_400_000;

/** Where the plans send a session, before its history and its checkpoints are looked at. */
export interface Destination {
  readonly kind: 'destination';
  readonly own: GraphNode | undefined;
  /** Where an operator sends it; where that step is deleted by a later plan, what that plan has for it. */
  readonly mapped: GraphNode | undefined;
  /** Where the plan that deleted the step sends its sessions. */
  readonly nearest: GraphNode | undefined;
  /** The policy of the last plan that knows the step. */
  readonly policy: AnchorMigrationPolicy;
}

/** Follows the plans from the step the session is at now: scope and pins of each, its mapping, its image. */
export function travel(situation: Situation, route: Route, here: GraphNode): Destination | Pin | NeedValues {
  let at: string | undefined = here.id;
  let nearest: string | undefined;
  let isMapped = false;
  let policy = DEFAULT_POLICY;
  for (const link of route.links) {
    if (at === undefined) {
      nearest = nearest === undefined ? undefined : link.imageOf.get(nearest);
      continue;
    }
    policy = link.policies.get(at) ?? DEFAULT_POLICY;
    const pin = pinnedBy(policy, link, here, situation);
    if (pin) return pin;
    const image = link.imageOf.get(at);
    if (policy.target_step_id !== undefined && policy.target_step_id !== image) isMapped = true;
    const next: string | undefined = policy.target_step_id ?? image;
    if (next === undefined) nearest = link.nearest.get(at);
    at = next;
  }
  const node = (id: string | undefined) => (id === undefined ? undefined : route.to.graph.byId.get(id));
  const own = route.imageOf(here.ordinal);
  const target = isMapped ? node(at ?? nearest) : undefined;
  return {
    kind: 'destination',
    own,
    // Mapped there and back again is no jump.
    mapped: target === own ? undefined : target,
    nearest: node(nearest),
    policy,
  };
}

function pinnedBy(
  policy: AnchorMigrationPolicy,
  link: RouteLink,
  here: GraphNode,
  { session, known }: Situation,
): Pin | NeedValues | undefined {
  const filter = policy.scope_filter;
  if (filter.custom_conditions.length > 0 && !known) return NEED_VALUES;
  const scope = inScope(filter, {
    channel: session.channel,
    ageDays: (Date.parse(link.started_at) - Date.parse(session.created_at)) / MS_PER_DAY,
    stepName: here.step.name,
    variables: known?.variables ?? {},
  });
  if (!scope.inScope) return pinOf(link, 'out_of_scope', `out of scope: ${scope.reason}`);
  if (!policy.update_downstream) {
    return pinOf(link, 'update_downstream', 'the policy keeps it on its graph, where it counts as updated');
  }
  return undefined;
}

const pinOf = ({ plan_id }: RouteLink, pin: Pin['pin'], why: string): Pin => ({
  kind: 'pin',
  pin,
  reason: why,
  trace: [`plan ${plan_id}: ${why}`],
  plan_id,
});
