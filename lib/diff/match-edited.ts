import { normaliseText } from '../scenario/content-hash.ts';
import type { JointSteps } from './joint-steps.ts';

/** Which unmatched steps to consider. */
type IsLeft = (step: number) => boolean;

/**
 * Matches steps whose content changed: those that kept their id, then those whose name is unique among what is
 * left on both sides.
 *
 * It is used twice. Before repeated content is told apart by ids, it takes the steps whose content does not occur
 * in the other version at all: nothing else can become of them, and they are surroundings for their neighbours.
 * In the end it takes whatever is left.
 */
export function matchEdited(steps: JointSteps, isLeft: IsLeft): void {
  for (let v1 = 0; v1 < steps.firstOfV2; v1 += 1) {
    if (!steps.isOpen(v1) || !isLeft(v1)) continue;
    const v2 = counterpartById(steps, v1);
    if (v2 !== undefined && isLeft(v2)) steps.pair(v1, v2, 'step_id');
  }
  // An id that is kept counts before a name; whether it will be kept is still open here.
  matchUniqueNames(steps, (step) => isLeft(step) && counterpartById(steps, step) === undefined);
}

/** Matches steps by a name that nobody else has, whatever their ids. */
export function matchUniqueNames(steps: JointSteps, isLeft: IsLeft): void {
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
