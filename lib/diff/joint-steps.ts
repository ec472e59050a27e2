import type { ScenarioGraph } from '../scenario/graph.ts';
import type { StepMatch } from './model.ts';

/** A way between two steps seen from one of them: the number of its condition and the step at the other end. */
export interface Link {
  readonly condition: number;
  readonly step: number;
}

/** A step's surroundings, of which a reachable step sees no unreachable ones: what nothing leads to tells nothing. */
interface Links {
  /** What each step sees. */
  readonly onward: Link[][];
  readonly backward: Link[][];
  /** Who sees each step: as a step that they lead to, and as one that leads to them. */
  readonly seenOnward: Link[][];
  readonly seenBackward: Link[][];
}

/** A decision of the matching: two joint numbers, V1's first. */
export interface Pair {
  readonly v1: number;
  readonly v2: number;
  readonly matchedBy: StepMatch['matchedBy'];
  readonly ambiguous: boolean;
}

/**
 * The steps of both versions under one numbering (V1's ordinals, then V2's), and which of them are matched.
 *
 * A step's `content` is a number that steps share when they have equal content and are both reachable or both
 * not: reachable steps match only reachable ones, so the two kinds never meet.
 */
export class JointSteps {
  readonly v1: ScenarioGraph;
  readonly v2: ScenarioGraph;
  /** How many of the numbers are V1's; the rest are V2's. */
  readonly firstOfV2: number;
  readonly size: number;
  readonly content: Int32Array;
  /** Steps per content, ascending; V1's come first. */
  readonly members: readonly (readonly number[])[];
  readonly pairs: Pair[] = [];

  readonly #partner: Int32Array;
  /** Unmatched steps per content: V1's at `2 * content`, V2's beside it. */
  readonly #open: Int32Array;
  #links: Links | undefined;

  constructor(v1: ScenarioGraph, v2: ScenarioGraph) {
    this.v1 = v1;
    this.v2 = v2;
    this.firstOfV2 = v1.nodes.length;
    this.size = v1.nodes.length + v2.nodes.length;
    this.content = new Int32Array(this.size);
    const numbers = new Map<string, number>();
    const members: number[][] = [];
    [...v1.nodes, ...v2.nodes].forEach((node, step) => {
      const key = node.reachable ? node.hash : `unreachable ${node.hash}`;
      const content = numbers.get(key) ?? numbers.size;
      numbers.set(key, content);
      this.content[step] = content;
      const list = members[content];
      if (list) list.push(step);
      else members[content] = [step];
    });
    this.members = members;
    this.#partner = new Int32Array(this.size).fill(-1);
    this.#open = new Int32Array(members.length * 2);
    members.forEach((list, content) => {
      const ofV2 = list.filter((step) => this.isOfV2(step)).length;
      this.#open[2 * content] = list.length - ofV2;
      this.#open[2 * content + 1] = ofV2;
    });
  }

  isOfV2(step: number): boolean {
    return step >= this.firstOfV2;
  }

  node(step: number) {
    return this.isOfV2(step) ? this.v2.node(step - this.firstOfV2) : this.v1.node(step);
  }

  isOpen(step: number): boolean {
    return this.#partner[step] === -1;
  }

  contentOf(step: number): number {
    return this.content[step] ?? -1;
  }

  /** A number that the two steps of a pair share, and nobody else. */
  pairNumber(step: number): number {
    return this.isOfV2(step) ? (this.#partner[step] ?? -1) : step;
  }

  /** How many steps of a content are still unmatched in V1 and in V2. */
  openCounts(content: number): readonly [number, number] {
    return [this.#open[2 * content] ?? 0, this.#open[2 * content + 1] ?? 0];
  }

  /** Is the step unmatched, and is there an unmatched step of equal content on the other side? */
  isCandidate(step: number): boolean {
    if (!this.isOpen(step)) return false;
    const content = this.contentOf(step);
    return (this.#open[2 * content] ?? 0) > 0 && (this.#open[2 * content + 1] ?? 0) > 0;
  }

  /** Unmatched steps of a content: V1's and V2's. */
  openMembers(content: number): readonly [number[], number[]] {
    const open = (this.members[content] ?? []).filter((step) => this.isOpen(step));
    const firstOfV2 = open.findIndex((step) => this.isOfV2(step));
    return firstOfV2 < 0 ? [open, []] : [open.slice(0, firstOfV2), open.slice(firstOfV2)];
  }

  /**
   * Decides a pair. Where that leaves one step of a content on each side, those are a pair too: what is left of
   * equal content has nothing else to match.
   */
  pair(v1: number, v2: number, matchedBy: Pair['matchedBy'], ambiguous = false): void {
    this.plant({ v1, v2, matchedBy, ambiguous });
    this.pairLast(this.contentOf(v1), ambiguous);
    if (this.contentOf(v2) !== this.contentOf(v1)) this.pairLast(this.contentOf(v2), ambiguous);
  }

  /** Records a pair that was decided elsewhere; nothing follows from it yet. */
  plant(pair: Pair): void {
    this.pairs.push(pair);
    this.#partner[pair.v1] = pair.v2;
    this.#partner[pair.v2] = pair.v1;
    for (const step of [pair.v1, pair.v2]) {
      const at = 2 * this.contentOf(step) + (this.isOfV2(step) ? 1 : 0);
      this.#open[at] = (this.#open[at] ?? 0) - 1;
    }
  }

  /** Pairs the steps of a content if one is left on each side. */
  pairLast(content: number, ambiguous = false): void {
    const [ofV1, ofV2] = this.openCounts(content);
    if (ofV1 !== 1 || ofV2 !== 1) return;
    const [[last1], [last2]] = this.openMembers(content);
    if (last1 === undefined || last2 === undefined) return;
    this.plant({ v1: last1, v2: last2, matchedBy: 'context', ambiguous });
  }

  /** Ways on from a step, in the order in which they are tried. */
  onward(step: number): readonly Link[] {
    return this.#allLinks().onward[step] ?? [];
  }

  /** Ways that lead to a step; for a reachable step only those of reachable ones. */
  backward(step: number): readonly Link[] {
    return this.#allLinks().backward[step] ?? [];
  }

  /** Steps that see a step onward from them: for a reachable step also the unreachable ones that lead to it. */
  seenOnward(step: number): readonly Link[] {
    return this.#allLinks().seenOnward[step] ?? [];
  }

  /** Steps that see a step behind them: for an unreachable step none that is reachable. */
  seenBackward(step: number): readonly Link[] {
    return this.#allLinks().seenBackward[step] ?? [];
  }

  /** Built when first asked for: versions without repeated content never do. */
  #allLinks(): Links {
    if (this.#links) return this.#links;
    const conditions = new Map<string, number>();
    const lists = (): Link[][] => Array.from({ length: this.size }, () => []);
    const links: Links = { onward: lists(), backward: lists(), seenOnward: lists(), seenBackward: lists() };
    for (let from = 0; from < this.size; from += 1) {
      const node = this.node(from);
      const offset = this.isOfV2(from) ? this.firstOfV2 : 0;
      for (const way of node.ways) {
        const condition = conditions.get(way.condition) ?? conditions.size;
        conditions.set(way.condition, condition);
        const to = way.to + offset;
        links.onward[from]?.push({ condition, step: to });
        links.seenOnward[to]?.push({ condition, step: from });
        if (!node.reachable && this.node(to).reachable) continue;
        links.backward[to]?.push({ condition, step: from });
        links.seenBackward[from]?.push({ condition, step: to });
      }
    }
    this.#links = links;
    return links;
  }
}
