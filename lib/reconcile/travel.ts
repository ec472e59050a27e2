import { type AnchorMigrationPolicy, DEFAULT_POLICY } from '../plan/model.ts';
import { ageInDays, inScope } from '../plan/scope-filter.ts';
import type { GraphNode } from '../scenario/graph.ts';
import { NEED_VALUES, type NeedValues, type Pin, type Situation } from './decision.ts';
import type { Route, RouteLink } from './route.ts';

/** Where the plans send a session, before its history and its checkpoints are looked at. */
export interface Destination {
  readonly kind: 'destination';
  readonly own: GraphNode | undefined;
  /** Where an operator sends it; where that step is deleted by a later plan, what that plan has for it. */
  readonly mapped: GraphNode | undefined;
  /** Where it goes when its step is deleted and no operator sends it elsewhere. */
  readonly relocated: GraphNode | undefined;
  /**
   * What was decided about a step of W that a session skipped: by the plan that put it there or edited it. Of several,
   * by the last, but the most careful decides about a checkpoint. What no plan touched, the last one decides.
   */
  policyFor(node: GraphNode): AnchorMigrationPolicy;
}

/**
 * Follows the plans from the step the session is at now: scope and pins of each, its mapping, its image. Where a plan
 * deletes the step, a session that moved version by version would stand at the latest step before it on the walked
 * path that is left, else where that plan sends it; from there the later plans are followed, for theirs is the
 * policy of the sessions there. A step that a later version has again is its own image, and no mapping of sessions
 * that stand elsewhere meanwhile leads away from it.
 */
export function travel(situation: Situation, route: Route, here: GraphNode): Destination | Pin | NeedValues {
  const { from, links } = route;
  const before = situation.session.walk.path
    .filter(({ ordinal }) => from.forward.isBefore(ordinal, here.ordinal))
    .map(({ ordinal }) => from.graph.node(ordinal));
  let at: string | undefined = here.id;
  let walked = before.map(({ id }) => id);
  let isMapped = false;
  let wasDeleted = false;
  const policies: AnchorMigrationPolicy[] = [];
  for (const link of links) {
    walked = walked.flatMap((id) => link.imageOf.get(id) ?? []);
    if (at === undefined) break;
    const policy: AnchorMigrationPolicy = link.policies.get(at) ?? DEFAULT_POLICY;
    policies.push(policy);
    const pin = pinnedBy(policy, link, here, situation);
    if (pin) return pin;
    const image = link.imageOf.get(at);
    const target: string | undefined = policy.target_step_id ?? image;
    isMapped ||= target !== image;
    wasDeleted ||= target === undefined && !isMapped;
    // Of what lies before a step that an operator chose, the walked path tells nothing.
    at = target ?? (isMapped ? undefined : walked.at(-1)) ?? link.nearest.get(at);
  }

  const own = route.imageOf(here.ordinal);
  const place = at === undefined ? undefined : route.to.graph.byId.get(at);
  const latest = before.findLast(({ ordinal }) => route.imageOf(ordinal));
  return {
    kind: 'destination',
    own,
    // Mapped there and back again is no jump.
    mapped: isMapped && place !== own && !(own && wasDeleted) ? place : undefined,
    relocated: (latest && route.imageOf(latest.ordinal)) ?? place,
    policyFor(node) {
      const said = route.changedBy(node).map((link) => policies[link] ?? DEFAULT_POLICY);
      const last = said.at(-1) ?? policies.at(-1) ?? DEFAULT_POLICY;
      const careful = CAREFUL.find((each) => said.some((policy) => policy.skipped_checkpoints === each));
      return careful === undefined ? last : { ...last, skipped_checkpoints: careful };
    },
  };
}

/** What becomes of checkpoints that would be skipped, the most careful first. */
const CAREFUL = ['pin', 'run', 'skip'] as const;

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
    ageDays: ageInDays(session.created_at, link.started_at),
    // The operator named the steps of the version that the plan leads from.
    stepName: policy.anchor_name ?? here.step.name,
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
