import type { JointSteps, Link, Pair } from './joint-steps.ts';

/**
 * What so many steps share tells none of them apart, and weighing every pair of them would be quadratic: a
 * neighbour in common speaks for at most this many pairs of steps, else for none.
 */
const TELLING_PAIRS = 4_096;
/** How far to look through steps that have no counterpart, and how many of them. */
const SIGHT = 32;

/** A neighbour in common, and one reached under the same condition. */
const WEIGHT = { neighbour: 1, condition: 2 } as const;

/**
 * Evidence from matched neighbours for steps of equal content: where p and its image q are matched, an unmatched
 * successor of p and one of q have a neighbour in common, and more so under the same condition.
 *
 * A pair is matched when each is the other's best and nobody else comes equal; each round is judged on the state
 * before it. So the outcome depends neither on the order of steps nor on which version is called V1.
 */
export class NeighbourEvidence {
  readonly #steps: JointSteps;
  readonly #scores = new Map<number, Map<number, number>>();
  #heard = 0;

  constructor(steps: JointSteps) {
    this.#steps = steps;
  }

  /** Steps of the other version that have anything in common with a step, with how much. */
  rivals(step: number): ReadonlyMap<number, number> {
    return this.#scores.get(step) ?? new Map();
  }

  /** Hears every pair decided so far, matches what follows from them, and so on until nothing follows. */
  settle(ambiguous = false): void {
    const { pairs } = this.#steps;
    while (this.#heard < pairs.length) {
      const touched = new Set<number>();
      for (; this.#heard < pairs.length; this.#heard += 1) {
        const pair = pairs[this.#heard];
        if (!pair) continue;
        this.#hear(pair, touched);
        // Who competed for these two may now be sure of another.
        for (const step of [pair.v1, pair.v2])
          for (const rival of this.rivals(step).keys()) touched.add(rival);
      }
      this.#matchBest(touched, ambiguous);
    }
  }

  /**
   * Looks farther for what is left: the nearest matched steps behind steps that have no counterpart, such as an
   * inserted step between two repeated ones.
   */
  lookFarther(): void {
    const behind = new Map<string, Sides>();
    for (let step = 0; step < this.#steps.size; step += 1) {
      if (!this.#steps.isCandidate(step)) continue;
      for (const direction of DIRECTIONS) {
        for (const found of this.#matchedBehind(step, direction)) {
          const key = `${direction} ${this.#steps.contentOf(step)} ${found}`;
          sidesAt(behind, key)[this.#steps.isOfV2(step) ? 1 : 0].add(step);
        }
      }
    }
    const touched = new Set<number>();
    for (const sides of behind.values()) this.#weigh(sides, WEIGHT.neighbour, touched);
    this.#matchBest(touched, false);
    this.settle();
  }

  #hear(pair: Pair, touched: Set<number>): void {
    for (const direction of DIRECTIONS) {
      const neighbours = new Map<string, Sides>();
      const underCondition = new Map<string, Sides>();
      [pair.v1, pair.v2].forEach((step, side) => {
        for (const link of this.#witnesses(step, direction)) {
          if (!this.#steps.isCandidate(link.step)) continue;
          const content = this.#steps.contentOf(link.step);
          sidesAt(neighbours, `${content}`)[side === 0 ? 0 : 1].add(link.step);
          sidesAt(underCondition, `${content} ${link.condition}`)[side === 0 ? 0 : 1].add(link.step);
        }
      });
      for (const sides of neighbours.values()) this.#weigh(sides, WEIGHT.neighbour, touched);
      for (const sides of underCondition.values()) this.#weigh(sides, WEIGHT.condition, touched);
    }
  }

  /** Steps that see a step in a direction. */
  #witnesses(step: number, direction: Direction): readonly Link[] {
    return direction === 'onward' ? this.#steps.seenOnward(step) : this.#steps.seenBackward(step);
  }

  #links(step: number, direction: Direction): readonly Link[] {
    return direction === 'onward' ? this.#steps.onward(step) : this.#steps.backward(step);
  }

  #weigh([ofV1, ofV2]: Sides, weight: number, touched: Set<number>): void {
    if (ofV1.size * ofV2.size > TELLING_PAIRS) return;
    for (const v1 of ofV1) {
      for (const v2 of ofV2) {
        this.#add(v1, v2, weight);
        this.#add(v2, v1, weight);
        touched.add(v1);
        touched.add(v2);
      }
    }
  }

  #add(step: number, rival: number, weight: number): void {
    const scores = this.#scores.get(step);
    if (scores) scores.set(rival, (scores.get(rival) ?? 0) + weight);
    else this.#scores.set(step, new Map([[rival, weight]]));
  }

  #matchBest(touched: ReadonlySet<number>, ambiguous: boolean): void {
    const found = new Map<number, number>();
    for (const step of touched) {
      const rival = this.#best(step);
      if (rival === undefined || this.#best(rival) !== step) continue;
      if (this.#steps.isOfV2(step)) found.set(rival, step);
      else found.set(step, rival);
    }
    for (const [v1, v2] of found) {
      // A pair that was found with these may have left these two as the last of their content.
      if (this.#steps.isOpen(v1) && this.#steps.isOpen(v2)) this.#steps.pair(v1, v2, 'context', ambiguous);
    }
  }

  /** The one unmatched step that has most in common with this one; none if two come equal. */
  #best(step: number): number | undefined {
    if (!this.#steps.isOpen(step)) return undefined;
    let best: number | undefined;
    let most = 0;
    for (const [rival, score] of this.#scores.get(step) ?? []) {
      if (score < most || !this.#steps.isOpen(rival)) continue;
      best = score === most ? undefined : rival;
      most = score;
    }
    return best;
  }

  /**
   * The nearest pairs in a direction, beside the step or beyond unmatched ones: what is next to it in one version
   * may be behind an inserted step in the other.
   */
  *#matchedBehind(start: number, direction: Direction): Generator<number> {
    const seen = new Set([start]);
    const open = [start];
    for (let head = 0; head < open.length && head < SIGHT; head += 1) {
      const at = open[head] ?? start;
      for (const { step } of this.#links(at, direction)) {
        if (seen.has(step)) continue;
        seen.add(step);
        if (this.#steps.isOpen(step)) open.push(step);
        else yield this.#steps.pairNumber(step);
      }
    }
  }
}

type Direction = 'onward' | 'backward';
const DIRECTIONS: readonly Direction[] = ['onward', 'backward'];

/** Steps of V1 and of V2 that share something. */
type Sides = readonly [Set<number>, Set<number>];

function sidesAt(map: Map<string, Sides>, key: string): Sides {
  const known = map.get(key);
  if (known) return known;
  const sides: Sides = [new Set(), new Set()];
  map.set(key, sides);
  return sides;
}
