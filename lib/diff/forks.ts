import type { GraphNode, ScenarioGraph, Way } from '../scenario/graph.ts';
import type { ForkFinding, Matching } from './model.ts';

/**
 * The decisions that exist in W and did not exist in V, in ordinal order of W. Steps that the entry does not reach
 * decide nothing for anybody and are left out.
 *
 * - An inserted step with several ways on: all its branches are new.
 * - A matched step whose decision changed, a condition being added, removed, reworded or reordered: all of them.
 * - A matched step with the same conditions, of which a branch now leads elsewhere: that branch.
 *
 * Pure and independent of any anchor: what holds for one pair of versions can be kept and shared.
 */
export function findNewForks(v1: ScenarioGraph, v2: ScenarioGraph, matching: Matching): ForkFinding[] {
  const places = new Places(v1, v2, matching);
  return v2.nodes.flatMap((node) => {
    if (!node.reachable || node.successors.length < 2) return [];
    const match = matching.preimageOf.get(node.id);
    const before = match && v1.byId.get(match.v1);
    const branches = before ? newBranches(before, node, places) : node.ways;
    if (branches.length === 0) return [];
    return [
      {
        fork: node.ordinal,
        branches: branches.map(({ to, condition, fields }) => ({ to, condition, fields })),
      },
    ];
  });
}

/** Ways in the order in which they are taken: "otherwise" comes last wherever it is listed. */
export function decision(ways: readonly Way[]): Way[] {
  return [...ways.filter((way) => way.condition !== ''), ...ways.filter((way) => way.condition === '')];
}

function newBranches(before: GraphNode, after: GraphNode, places: Places): readonly Way[] {
  const old = decision(before.ways);
  const now = decision(after.ways);
  const same = old.length === now.length && old.every((way, at) => way.condition === now[at]?.condition);
  if (!same) return after.ways;
  return now.filter((way, at) => {
    const counterpart = old[at];
    return !counterpart || !places.areTheSame(counterpart.to, way.to);
  });
}

/** Where targets of V are in W. */
class Places {
  readonly #v1: ScenarioGraph;
  readonly #v2: ScenarioGraph;
  readonly #matching: Matching;
  readonly #placesOfV1 = new Map<number, ReadonlySet<number>>();
  readonly #placesOfV2 = new Map<number, ReadonlySet<number>>();

  constructor(v1: ScenarioGraph, v2: ScenarioGraph, matching: Matching) {
    this.#v1 = v1;
    this.#v2 = v2;
    this.#matching = matching;
  }

  /**
   * Does a branch of W lead to where its counterpart led: to the image of the old target, or there through inserted
   * steps only? Where a deleted target led to no matched step, it was an ending; any other ending stands for it, for
   * whoever took that branch is at no step that has an image.
   */
  areTheSame(old: number, now: number): boolean {
    const before = this.#standsFor(old);
    const after = this.#leadsTo(now);
    return before.size === 0 ? after.size === 0 : [...after].some((place) => before.has(place));
  }

  /** The image of a step of V; of a deleted one, the images of the first matched steps beyond it. */
  #standsFor(target: number): ReadonlySet<number> {
    return this.#firstStops(this.#placesOfV1, target, this.#v1, (at) => {
      const match = this.#matching.imageOf.get(this.#v1.node(at).id);
      return match && this.#v2.byId.get(match.v2)?.ordinal;
    });
  }

  /** A matched step of W; from an inserted one, the first matched steps beyond it. */
  #leadsTo(target: number): ReadonlySet<number> {
    return this.#firstStops(this.#placesOfV2, target, this.#v2, (at) =>
      this.#matching.preimageOf.has(this.#v2.node(at).id) ? at : undefined,
    );
  }

  /** Walks on from a step until every way has met a stop; what is no stop is walked through. */
  #firstStops(
    cache: Map<number, ReadonlySet<number>>,
    start: number,
    graph: ScenarioGraph,
    stopAt: (ordinal: number) => number | undefined,
  ): ReadonlySet<number> {
    const known = cache.get(start);
    if (known) return known;
    const stops = new Set<number>();
    const seen = new Set([start]);
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const stop = stopAt(at);
      if (stop !== undefined) {
        stops.add(stop);
        continue;
      }
      for (const next of graph.node(at).successors) {
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    cache.set(start, stops);
    return stops;
  }
}
