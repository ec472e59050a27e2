import type { GraphNode, ScenarioGraph, Way } from '../scenario/graph.ts';
import { decision } from './forks.ts';
import type { Matching, TransitionChange } from './model.ts';

/** A changed way on from a matched step, which both versions hold. */
export interface TransitionFinding {
  /** The step, in V and in W. */
  readonly v1: number;
  readonly v2: number;
  readonly change: TransitionChange;
}

/**
 * What changed in the ways on from matched steps; `from_step_id` is the step's id in W. Ways of inserted and of
 * deleted steps are no changes: they come and go with their step. A way whose place among the others changed is
 * `modified` with the same ends and the same condition.
 */
export function findTransitionChanges(
  v1: ScenarioGraph,
  v2: ScenarioGraph,
  matching: Matching,
): TransitionFinding[] {
  const imageOf = (ordinal: number): number | undefined => {
    const match = matching.imageOf.get(v1.node(ordinal).id);
    return match && v2.byId.get(match.v2)?.ordinal;
  };
  return matching.matches.flatMap((match) => {
    const before = v1.byId.get(match.v1);
    const after = v2.byId.get(match.v2);
    if (!before || !after || sameWays(before, after, imageOf)) return [];
    return changesAt(before, after, imageOf).map(([old, now]) => ({
      v1: before.ordinal,
      v2: after.ordinal,
      change: toChange(
        after.id,
        old && { ...old, id: v1.node(old.to).id },
        now && { ...now, id: v2.node(now.to).id },
      ),
    }));
  });
}

type ImageOf = (ordinal: number) => number | undefined;
type Change = readonly [old: Way | undefined, now: Way | undefined];

function sameWays(before: GraphNode, after: GraphNode, imageOf: ImageOf): boolean {
  return (
    before.ways.length === after.ways.length &&
    before.ways.every((way, at) => {
      const other = after.ways[at];
      return other !== undefined && other.condition === way.condition && other.to === imageOf(way.to);
    })
  );
}

/** Pairs ways that are equal, then those with the same condition, then those with the same end. */
function changesAt(before: GraphNode, after: GraphNode, imageOf: ImageOf): Change[] {
  const partner = new Map<Way, Way>();
  const left = { old: [...before.ways], now: [...after.ways] };
  const pairUp = (alike: (old: Way, now: Way) => boolean): void => {
    left.old = left.old.filter((old) => {
      const at = left.now.findIndex((now) => alike(old, now));
      const [now] = at < 0 ? [] : left.now.splice(at, 1);
      if (now) partner.set(now, old);
      return !now;
    });
  };
  const sameEnd = (old: Way, now: Way): boolean => imageOf(old.to) === now.to;
  pairUp((old, now) => old.condition === now.condition && sameEnd(old, now));
  const unchanged = new Set(partner.keys());
  pairUp((old, now) => old.condition === now.condition);
  pairUp(sameEnd);

  const oldOrder = decision(before.ways).filter((way) => !left.old.includes(way));
  const newOrder = decision(after.ways).flatMap((way) => partner.get(way) ?? []);
  const moved = new Set(newOrder.filter((way, at) => oldOrder[at] !== way));
  const changed = after.ways.flatMap((now): Change[] => {
    const old = partner.get(now);
    return old && unchanged.has(now) && !moved.has(old) ? [] : [[old, now]];
  });
  return [...changed, ...left.old.map((old): Change => [old, undefined])];
}

interface End {
  readonly id: string;
  readonly condition: string;
}

function toChange(from: string, old: End | undefined, now: End | undefined): TransitionChange {
  return {
    from_step_id: from,
    ...(old && { to_step_id_v1: old.id }),
    ...(now && { to_step_id_v2: now.id }),
    change_type: old && now ? 'modified' : now ? 'added' : 'removed',
    ...(old && { condition_text_v1: old.condition }),
    ...(now && { condition_text_v2: now.condition }),
  };
}
