import type { JointSteps, Link } from '../../../lib/diff/joint-steps.ts';

/**
 * Colour refinement as it is defined: in every round every step that is left is coloured anew by what it sees, all
 * at once, and a colour that one step of each version bears is a match. Quadratic, and without any bookkeeping of
 * what changed.
 */
export function matchByColoursByDefinition(steps: JointSteps): void {
  const numbers = new Map<string, number>();
  const number = (text: string): number => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  const all = Array.from({ length: steps.size }, (_, step) => step);
  let colour = new Map(all.map((step) => [step, number(`content ${steps.contentOf(step)}`)]));
  const colourPairs = (): void => {
    for (const pair of steps.pairs) {
      for (const step of [pair.v1, pair.v2]) colour.set(step, number(`pair ${pair.v1}`));
    }
  };
  const seen = (links: readonly Link[]): string[] =>
    links.map((link) => `${link.condition} ${colour.get(link.step)}`);

  colourPairs();
  for (let classes = 0; ; ) {
    const next = new Map(colour);
    for (const step of all.filter((each) => steps.isCandidate(each))) {
      const [onward, backward] = [seen(steps.onward(step)), seen(steps.backward(step)).sort()];
      next.set(step, number(`${colour.get(step)} > ${onward.join()} < ${backward.join()}`));
    }
    colour = next;
    const decided = steps.pairs.length;
    for (const members of Map.groupBy(
      all.filter((step) => steps.isOpen(step)),
      (step) => colour.get(step),
    ).values()) {
      const [v1, v2, ...more] = members;
      if (v1 === undefined || v2 === undefined || more.length > 0) continue;
      if (!steps.isOfV2(v1) && steps.isOfV2(v2) && steps.isOpen(v1)) steps.pair(v1, v2, 'context');
    }
    colourPairs();
    const count = new Set(colour.values()).size;
    if (count === classes && steps.pairs.length === decided) return;
    classes = count;
  }
}
