import { normaliseText } from '../scenario/content-hash.ts';
import type { JointSteps, Link } from './joint-steps.ts';

/** Which unmatched steps to consider. */
type IsLeft = (step: number) => boolean;

/**
 * Matches edited steps before repeated content is told apart by ids: those whose content does not occur in the
 * other version at all. Nothing else can become of them, and they are surroundings for their neighbours.
 *
 * @param idsAreKept see `keepsIds`; where they are not, only names are sure
 */
export function matchEdited(steps: JointSteps, isEdited: IsLeft, idsAreKept: boolean): void {
  if (idsAreKept) matchKeptIds(steps, isEdited);
  // An id that is kept counts before a name; whether it will be kept is still open here.
  const mayKeepId = (step: number): boolean => idsAreKept && counterpartById(steps, step) !== undefined;
  matchUniqueNames(steps, (step) => isEdited(step) && !mayKeepId(step));
}

/**
 * Matches in the end whatever is left: by an id that was kept, then by a name that is unique on both sides. Where
 * ids were re-numbered it is the other way round, and an equal id counts only in its place.
 */
export function matchLeftovers(steps: JointSteps, idsAreKept: boolean): void {
  const isLeft = (): boolean => true;
  if (idsAreKept) matchKeptIds(steps, isLeft);
  else {
    matchUniqueNames(steps, isLeft);
    matchIdsInPlace(steps);
  }
  matchUniqueNames(steps, isLeft);
}

/**
 * Do most of the steps that are matched so far, by their content, still have their id? Where they do not, the tool
 * re-numbered them, and a step that has another one's id is no rarity.
 */
export function keepsIds(steps: JointSteps): boolean {
  let [kept, changed] = [0, 0];
  for (const pair of steps.pairs) {
    const [from, to] = [steps.node(pair.v1), steps.node(pair.v2)];
    if (!from.reachable) continue;
    if (from.id === to.id) kept += 1;
    else changed += 1;
  }
  return kept >= changed;
}

function matchKeptIds(steps: JointSteps, isLeft: IsLeft): void {
  for (let v1 = 0; v1 < steps.firstOfV2; v1 += 1) {
    if (!steps.isOpen(v1) || !isLeft(v1)) continue;
    const v2 = counterpartById(steps, v1);
    if (v2 !== undefined && isLeft(v2)) steps.pair(v1, v2, 'step_id');
  }
}

function matchUniqueNames(steps: JointSteps, isLeft: IsLeft): void {
  const byName = Map.groupBy(
    openSteps(steps),
    (step) => `${steps.node(step).reachable} ${normaliseText(steps.node(step).step.name)}`,
  );
  for (const [v1, v2, ...more] of byName.values()) {
    if (v1 === undefined || v2 === undefined || more.length > 0) continue;
    if (steps.isOfV2(v1) || !steps.isOfV2(v2)) continue;
    if (isLeft(v1) && isLeft(v2)) steps.pair(v1, v2, 'name');
  }
}

/** Matches steps with the same id that have a matched neighbour in common; every pair is a neighbour of others. */
function matchIdsInPlace(steps: JointSteps): void {
  const open = openSteps(steps).filter((step) => !steps.isOfV2(step));
  for (let v1 = open.pop(); v1 !== undefined; v1 = open.pop()) {
    const v2 = steps.isOpen(v1) ? counterpartById(steps, v1) : undefined;
    if (v2 === undefined || !haveNeighbourInCommon(steps, v1, v2)) continue;
    steps.pair(v1, v2, 'step_id');
    for (const { step } of [...steps.seenOnward(v1), ...steps.seenBackward(v1)]) open.push(step);
  }
}

function haveNeighbourInCommon(steps: JointSteps, v1: number, v2: number): boolean {
  const matched = (links: readonly Link[]): number[] =>
    links.flatMap(({ step }) => (steps.isOpen(step) ? [] : [steps.pairNumber(step)]));
  const share = (ofV1: readonly Link[], ofV2: readonly Link[]): boolean => {
    const there = new Set(matched(ofV2));
    return matched(ofV1).some((pair) => there.has(pair));
  };
  return share(steps.onward(v1), steps.onward(v2)) || share(steps.backward(v1), steps.backward(v2));
}

/** The unmatched step of the other version with the same id, reachable if this one is. */
export function counterpartById(steps: JointSteps, step: number): number | undefined {
  const node = steps.node(step);
  const other = steps.isOfV2(step) ? steps.v1.byId.get(node.id) : steps.v2.byId.get(node.id);
  if (!other || other.reachable !== node.reachable) return undefined;
  const counterpart = steps.isOfV2(step) ? other.ordinal : other.ordinal + steps.firstOfV2;
  return steps.isOpen(counterpart) ? counterpart : undefined;
}

function openSteps(steps: JointSteps): number[] {
  const open: number[] = [];
  for (let step = 0; step < steps.size; step += 1) if (steps.isOpen(step)) open.push(step);
  return open;
}
