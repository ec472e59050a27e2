import type { Matching } from '../../../lib/diff/model.ts';
import type { ScenarioInput, Step, Transition } from '../../../lib/scenario/model.ts';

/** A branch of a new fork: where it leads, under which condition. */
export type Branch = readonly [target: string, condition: string];

/**
 * The new forks of W with their new branches, straight from the rule: walked step by step over the scenarios as
 * they were sent, with nothing of the diff but the matching.
 */
export function newForksByDefinition(
  v: ScenarioInput,
  w: ScenarioInput,
  matching: Matching,
): Map<string, Branch[]> {
  const imageOf = (id: string): string | undefined => matching.imageOf.get(id)?.v2;
  const isInserted = (id: string): boolean => !matching.preimageOf.has(id);

  /** An old target is where it was matched; a deleted one stands for the first matched steps beyond it. */
  const standsFor = (target: string): Set<string> => {
    const passed = walk(v, [target], (id) => imageOf(id) === undefined);
    return new Set([...passed].flatMap((id) => imageOf(id) ?? []));
  };
  const leadsTo = (target: string): Set<string> => {
    const passed = walk(w, [target], isInserted);
    return new Set([...passed].filter((id) => !isInserted(id)));
  };
  const leadsElsewhere = (old: Transition, now: Transition): boolean => {
    const [before, after] = [standsFor(old.to_step_id), leadsTo(now.to_step_id)];
    if (before.size === 0) return after.size > 0;
    return [...after].every((place) => !before.has(place));
  };

  const newBranches = (step: Step): Transition[] => {
    const match = matching.preimageOf.get(step.id);
    if (!match) return step.transitions;
    const [old, now] = [asDecided(stepOf(v, match.v1)), asDecided(step)];
    if (old.map(conditionOf).join('\n') !== now.map(conditionOf).join('\n')) return step.transitions;
    return now.filter((way, at) => {
      const counterpart = old[at];
      return counterpart && leadsElsewhere(counterpart, way);
    });
  };

  const reachable = walk(w, [w.entry_step_id], () => true);
  const forks = new Map<string, Branch[]>();
  for (const step of w.steps) {
    if (!reachable.has(step.id) || new Set(step.transitions.map((way) => way.to_step_id)).size < 2) continue;
    const branches = newBranches(step);
    if (branches.length > 0) {
      forks.set(
        step.id,
        branches.map((way) => [way.to_step_id, conditionOf(way)]),
      );
    }
  }
  return forks;
}

const conditionOf = (way: Transition): string => way.condition_text.trim();

/** Higher priority first, then as listed; "otherwise" is taken last. */
function asDecided({ transitions }: Step): Transition[] {
  const isOtherwise = (way: Transition): number => (conditionOf(way) === '' ? 1 : 0);
  return transitions.toSorted((a, b) => isOtherwise(a) - isOtherwise(b) || b.priority - a.priority);
}

function stepOf(scenario: ScenarioInput, id: string): Step {
  const step = scenario.steps.find((each) => each.id === id);
  if (!step) throw new RangeError(`no step ${id}`);
  return step;
}

/** Everything that is met from the starts on, going on only from steps that let through. */
function walk(
  scenario: ScenarioInput,
  starts: readonly string[],
  letsThrough: (id: string) => boolean,
): Set<string> {
  const met = new Set(starts);
  for (const id of met) {
    if (!letsThrough(id)) continue;
    for (const way of stepOf(scenario, id).transitions) met.add(way.to_step_id);
  }
  return met;
}
