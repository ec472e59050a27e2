import type { Diff } from '../../../lib/diff/diff.ts';
import type { GraphNode } from '../../../lib/scenario/graph.ts';
import type { PageStep } from './steps.ts';

/** What became of the ways from one step to another. */
type LineChange = 'kept' | 'added' | 'removed' | 'changed';

/** All ways from one step to another, which are drawn as one line in each version that has them. */
export interface Line {
  /** Numbers of steps of the page. */
  readonly from: number;
  readonly to: number;
  readonly change: LineChange;
  /** Conditions; `undefined` where the version has no such way. */
  readonly old: readonly string[] | undefined;
  readonly now: readonly string[] | undefined;
}

/** The ways of both versions. */
export function pageLines({ v1, v2 }: Diff, steps: readonly PageStep[]): Line[] {
  const numberOfOld = new Map(steps.map((step) => [step.old, step.number]));
  const numberOfNow = new Map(steps.map((step) => [step.now, step.number]));
  return steps.flatMap((step): Line[] => {
    const old = conditionsByTarget(step.old, (to) => numberOfOld.get(v1.graph.node(to)));
    const now = conditionsByTarget(step.now, (to) => numberOfNow.get(v2.graph.node(to)));
    const touched = new Set(
      step.transitions.map(
        ({ to_step_id_v2: to }) => to !== undefined && numberOfNow.get(v2.graph.byId.get(to)),
      ),
    );
    return [...new Set([...now.keys(), ...old.keys()])].map((to): Line => {
      const [before, after] = [old.get(to), now.get(to)];
      const change = !before ? 'added' : !after ? 'removed' : touched.has(to) ? 'changed' : 'kept';
      return { from: step.number, to, change, old: before, now: after };
    });
  });
}

function conditionsByTarget(
  node: GraphNode | undefined,
  numberOf: (ordinal: number) => number | undefined,
): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const { to, condition } of node?.ways ?? []) {
    const number = numberOf(to);
    if (number === undefined) continue;
    const conditions = found.get(number);
    if (conditions) conditions.push(condition);
    else found.set(number, [condition]);
  }
  return found;
}
