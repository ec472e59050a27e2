import type { ScenarioGraph } from '../scenario/graph.ts';
import { JointSteps } from './joint-steps.ts';
import { counterpartById, keepsIds, matchEdited, matchLeftovers } from './match-edited.ts';
import type { Matching, StepMatch } from './model.ts';
import { NeighbourEvidence } from './neighbour-evidence.ts';
import { matchByRefinedColours } from './refine-colours.ts';
import { structuralRanks } from './structural-order.ts';

/** A pair that is decided already, by the ids of its steps; how it was found may be carried over. */
export type Seed = Pick<StepMatch, 'v1' | 'v2'> & Partial<Pick<StepMatch, 'matchedBy' | 'ambiguous'>>;

/**
 * Finds which step of W is which step of V. Real flows repeat identical steps and tools re-number ids, so content
 * decides first, then the surroundings of equal content, then ids:
 *
 * 1. content that is unique on both sides;
 * 2. among equal content the surroundings, refined as far as needed: exactly equal ones, then evidence from
 *    neighbours that are matched;
 * 3. among equal content an equal id;
 * 4. what stays ambiguous, in the order of a walk from the entry, and flagged;
 * 5. of what is left, edited steps: an equal id, then a name that is unique among the leftovers. Where ids were
 *    re-numbered, such a name comes first, and an equal id counts only beside a neighbour in common.
 *
 * One-to-one; depends neither on the order of steps in the input nor on which version is called V1. Reachable
 * steps match only reachable ones.
 *
 * @param seed pairs to start from: completes a matching that was composed along a chain of versions by direct
 *   matching of what is left. Pairs that name no step of both graphs, or a step twice, are passed over.
 */
export function matchSteps(v1: ScenarioGraph, v2: ScenarioGraph, seed: readonly Seed[] = []): Matching {
  const steps = new JointSteps(v1, v2);
  plant(steps, seed);
  matchUniqueContent(steps);
  const idsAreKept = keepsIds(steps);
  for (const content of steps.members.keys()) steps.pairLast(content);

  const evidence = new NeighbourEvidence(steps);
  const hasCandidates = (): boolean => steps.members.some((_, content) => bothOpen(steps, content));
  if (hasCandidates()) {
    const hasContentInCommon = contentsInCommon(steps);
    matchBySurroundings(steps, evidence);
    matchEdited(steps, (step) => !hasContentInCommon.has(steps.contentOf(step)), idsAreKept);
    matchBySurroundings(steps, evidence);
    evidence.lookFarther();
    matchBySurroundings(steps, evidence);
    matchEqualIds(steps, evidence);
    matchBySurroundings(steps, evidence);
    if (hasCandidates()) matchAmbiguous(steps, evidence);
  }
  matchLeftovers(steps, idsAreKept);
  return toMatching(steps);
}

function plant(steps: JointSteps, seed: readonly Seed[]): void {
  for (const { v1, v2, matchedBy, ambiguous } of seed) {
    const from = steps.v1.byId.get(v1);
    const to = steps.v2.byId.get(v2);
    if (!from || !to) continue;
    const number = to.ordinal + steps.firstOfV2;
    if (!steps.isOpen(from.ordinal) || !steps.isOpen(number)) continue;
    const byItself = from.hash === to.hash ? 'content' : from.id === to.id ? 'step_id' : 'context';
    steps.plant({
      v1: from.ordinal,
      v2: number,
      matchedBy: matchedBy ?? byItself,
      ambiguous: ambiguous ?? false,
    });
  }
}

function matchUniqueContent(steps: JointSteps): void {
  for (const members of steps.members) {
    const [v1, v2, ...more] = members;
    if (v1 === undefined || v2 === undefined || more.length > 0) continue;
    if (!steps.isOfV2(v2) || steps.isOfV2(v1)) continue;
    if (steps.isOpen(v1) && steps.isOpen(v2)) steps.pair(v1, v2, 'content');
  }
}

const bothOpen = (steps: JointSteps, content: number): boolean => {
  const [ofV1, ofV2] = steps.openCounts(content);
  return ofV1 > 0 && ofV2 > 0;
};

function contentsInCommon(steps: JointSteps): ReadonlySet<number> {
  const common = new Set<number>();
  for (const [content, members] of steps.members.entries()) {
    const last = members.at(-1);
    if (!steps.isOfV2(members[0] ?? 0) && last !== undefined && steps.isOfV2(last)) common.add(content);
  }
  return common;
}

/**
 * Equal surroundings speak louder than neighbours in common, and every pair that is found is a surrounding of
 * others. A few rounds find nearly all there is; the limit keeps a contrived graph from taking a round per step.
 */
function matchBySurroundings(steps: JointSteps, evidence: NeighbourEvidence): void {
  for (let round = 0; round < 4; round += 1) {
    matchByRefinedColours(steps);
    const before = steps.pairs.length;
    evidence.settle();
    if (steps.pairs.length === before) return;
  }
}

function matchEqualIds(steps: JointSteps, evidence: NeighbourEvidence): void {
  for (let v1 = 0; v1 < steps.firstOfV2; v1 += 1) {
    if (!steps.isCandidate(v1)) continue;
    const v2 = counterpartById(steps, v1);
    if (v2 === undefined || steps.contentOf(v1) !== steps.contentOf(v2)) continue;
    steps.pair(v1, v2, 'step_id');
    evidence.settle();
  }
}

/**
 * Chooses among equals: content by content in the order in which a walk from the entry meets them, and within
 * equal content what has most in common, then what is of one colour, then the order of the walk in both versions.
 * Neighbours follow every choice, so that one branch of a symmetric pair is not mixed with the other.
 */
function matchAmbiguous(steps: JointSteps, evidence: NeighbourEvidence): void {
  const colour = matchByRefinedColours(steps);
  evidence.settle();
  const ranks = [structuralRanks(steps.v1), structuralRanks(steps.v2)] as const;
  const rank = (step: number): number =>
    (steps.isOfV2(step) ? ranks[1][step - steps.firstOfV2] : ranks[0][step]) ?? 0;
  const byRank = (a: number, b: number): number => rank(a) - rank(b);
  const choose = (v1: number, v2: number): void => {
    if (!steps.isOpen(v1) || !steps.isOpen(v2)) return;
    steps.pair(v1, v2, 'context', true);
  };

  const contents = steps.members
    .flatMap((_, content) => {
      if (!bothOpen(steps, content)) return [];
      const [ofV1, ofV2] = steps.openMembers(content);
      const first = Math.min(...ofV1.map(rank)) + Math.min(...ofV2.map(rank));
      return [{ content, first, hash: steps.node(ofV1[0] ?? 0).hash }];
    })
    .sort((a, b) => a.first - b.first || (a.hash < b.hash ? -1 : 1));

  for (const { content } of contents) {
    const [ofV1] = steps.openMembers(content);
    const options = ofV1.flatMap((v1) =>
      [...evidence.rivals(v1)].map(([v2, score]) => ({
        v1,
        v2,
        score,
        alike: colour.get(v1) === colour.get(v2) ? 1 : 0,
        sum: rank(v1) + rank(v2),
        apart: Math.abs(rank(v1) - rank(v2)),
      })),
    );
    options.sort((a, b) => b.score - a.score || b.alike - a.alike || a.sum - b.sum || a.apart - b.apart);
    options.forEach((option, at) => {
      choose(option.v1, option.v2);
      const next = options[at + 1];
      // Two options that come equal are each other's mirror image: both are chosen before anything follows.
      if (next && next.score === option.score && next.sum === option.sum && next.apart === option.apart)
        return;
      evidence.settle(true);
    });

    const [restOfV1, restOfV2] = steps.openMembers(content);
    const ofColour = Map.groupBy(restOfV2.sort(byRank), (step) => colour.get(step));
    for (const v1 of restOfV1.sort(byRank)) {
      const v2 = ofColour.get(colour.get(v1))?.find((step) => steps.isOpen(step));
      if (v2 === undefined) continue;
      choose(v1, v2);
      evidence.settle(true);
    }
    const [lastOfV1, lastOfV2] = steps.openMembers(content).map((list) => list.sort(byRank));
    for (const v1 of lastOfV1 ?? []) {
      const v2 = lastOfV2?.find((step) => steps.isOpen(step));
      if (v2 === undefined) break;
      choose(v1, v2);
      evidence.settle(true);
    }
  }
}

function toMatching(steps: JointSteps): Matching {
  const matches = steps.pairs
    .toSorted((a, b) => a.v1 - b.v1)
    .map((pair): StepMatch => {
      const from = steps.node(pair.v1);
      const to = steps.node(pair.v2);
      return {
        v1: from.id,
        v2: to.id,
        match: from.hash === to.hash ? 'exact' : 'edited',
        matchedBy: pair.matchedBy,
        ambiguous: pair.ambiguous,
      };
    });
  return matchingOf(matches);
}

/** @param matches one-to-one */
export const matchingOf = (matches: readonly StepMatch[]): Matching => ({
  matches,
  imageOf: new Map(matches.map((match) => [match.v1, match])),
  preimageOf: new Map(matches.map((match) => [match.v2, match])),
});
