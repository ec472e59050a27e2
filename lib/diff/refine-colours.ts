import type { JointSteps } from './joint-steps.ts';

/**
 * Matches steps of equal content whose surroundings are equal, too, and equal to nobody else's.
 *
 * Colour refinement over both versions at once: steps start with the colour of their content, a pair that is
 * already decided has a colour of its own, and in every round a step's colour is refined by the colours of its
 * successors (in order, with conditions) and predecessors. A colour that exactly one step of each version bears
 * is a match, at the earliest round at which it is so: the nearer surroundings decide before the farther ones.
 *
 * Source: the refinement is Weisfeiler and Leman's (1968); splitting a class so that its largest part keeps the
 * colour, which keeps the work near-linear, is Hopcroft's (1971). The partition that results does not depend on
 * the order in which steps are visited, nor on which version is called V1.
 *
 * @returns the final colour of every step that is left, so that a choice among equals can be made within a class
 */
export function matchByRefinedColours(steps: JointSteps): ReadonlyMap<number, number> {
  const colour = new Map<number, number>();
  const classes = new Map<number, Set<number>>();
  let fresh = steps.members.length;

  const candidates: number[] = [];
  for (let step = 0; step < steps.size; step += 1) {
    colour.set(step, steps.contentOf(step));
    if (steps.isCandidate(step)) candidates.push(step);
  }
  if (candidates.length === 0) return new Map();
  for (const pair of steps.pairs) {
    colour.set(pair.v1, fresh);
    colour.set(pair.v2, fresh);
    fresh += 1;
  }
  for (const step of candidates) {
    const members = classes.get(steps.contentOf(step));
    if (members) members.add(step);
    else classes.set(steps.contentOf(step), new Set([step]));
  }

  let dirty = new Set(candidates);
  while (dirty.size > 0) {
    const recoloured: number[] = [];
    const touched = new Set<number>();
    for (const [old, groups] of groupBySignature(steps, dirty, colour)) {
      const members = classes.get(old);
      if (!members) continue;
      touched.add(old);
      const regrouped = groups.reduce((sum, group) => sum + group.length, 0);
      // Whoever is not dirty has seen no neighbour change, so none of them can equal one of the dirty.
      const keeper = members.size > regrouped ? undefined : largest(groups);
      for (const group of groups) {
        if (group === keeper) continue;
        for (const step of group) {
          members.delete(step);
          colour.set(step, fresh);
        }
        classes.set(fresh, new Set(group));
        touched.add(fresh);
        recoloured.push(...group);
        fresh += 1;
      }
    }

    const before = steps.pairs.length;
    for (const each of touched) {
      const [first, second, ...more] = classes.get(each) ?? [];
      if (first === undefined || second === undefined || more.length > 0) continue;
      const [v1, v2] = steps.isOfV2(first) ? [second, first] : [first, second];
      if (steps.isOfV2(v1) || !steps.isOfV2(v2) || !steps.isOpen(v1) || !steps.isOpen(v2)) continue;
      steps.pair(v1, v2, 'context');
    }
    for (const { v1, v2 } of steps.pairs.slice(before)) {
      for (const step of [v1, v2]) {
        classes.get(colour.get(step) ?? -1)?.delete(step);
        colour.set(step, fresh);
        recoloured.push(step);
      }
      fresh += 1;
    }

    dirty = new Set();
    for (const step of recoloured) {
      for (const links of [steps.seenOnward(step), steps.seenBackward(step)]) {
        for (const link of links) if (steps.isCandidate(link.step)) dirty.add(link.step);
      }
    }
  }
  return colour;
}

const largest = (groups: readonly number[][]): number[] | undefined =>
  groups.reduce<number[] | undefined>(
    (best, each) => (best && best.length >= each.length ? best : each),
    undefined,
  );

/** The dirty steps by their old colour and, within it, by what they now see around them. */
function groupBySignature(
  steps: JointSteps,
  dirty: ReadonlySet<number>,
  colour: ReadonlyMap<number, number>,
): Map<number, number[][]> {
  const bySignature = new Map<string, number[]>();
  const byColour = new Map<number, number[][]>();
  for (const step of dirty) {
    const own = colour.get(step) ?? -1;
    const onward = steps.onward(step).map((link) => `${link.condition},${colour.get(link.step)}`);
    const backward = steps.backward(step).map((link) => `${link.condition},${colour.get(link.step)}`);
    const signature = `${own}>${onward.join(' ')}<${backward.sort().join(' ')}`;
    const group = bySignature.get(signature);
    if (group) {
      group.push(step);
      continue;
    }
    const started = [step];
    bySignature.set(signature, started);
    const groups = byColour.get(own);
    if (groups) groups.push(started);
    else byColour.set(own, [started]);
  }
  return byColour;
}
