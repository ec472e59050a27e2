import { contentHash } from '../../lib/scenario/content-hash.ts';
import type { Change } from './change.ts';
import { flowIn, inLatest } from './history.ts';
import type { History, StepOf } from './situation.ts';

/** A checkpoint that was passed, and the steps of W that may be it: none when it cannot be found. */
export interface Passed {
  readonly places: readonly string[];
  /** Where it is on the session's own graph. */
  readonly own: string | undefined;
  /** Images of the steps that were walked after it. */
  readonly walkedAfter: readonly string[];
}

/** Finds a checkpoint in W: by match, by id, then by content. */
export function findPassed(history: History, change: Change, step: StepOf, path: readonly string[]): Passed {
  const { v, image, preimage } = change;
  const matched = inLatest(history, change, step);
  const here = step.version === v.scenario.version ? step.id : undefined;
  const own = here ?? (matched === undefined ? undefined : preimage.get(matched));
  const since = own === undefined ? -1 : path.indexOf(own);
  const walkedAfter = since < 0 ? [] : path.slice(since + 1).flatMap((id) => image.get(id) ?? []);
  return {
    places: matched === undefined ? unmatchedPlaces(history, change, step) : [matched],
    own,
    walkedAfter,
  };
}

function unmatchedPlaces(history: History, { w, preimage }: Change, { id, version }: StepOf): string[] {
  // An id that another step has now says nothing.
  if (w.has(id) && !preimage.has(id)) return [id];
  const content = contentHash(flowIn(history, version).step(id));
  return w.scenario.steps.filter((step) => contentHash(step) === content).map((step) => step.id);
}

/** Steps that the engine executed in this run and that cannot be undone: they have been passed. */
export const passedByExecuting = (history: History, executed: readonly StepOf[]): StepOf[] =>
  executed.filter(({ id, version }) => flowIn(history, version).step(id).is_checkpoint);

/** What forbids a jump to a step of W: it is, or comes before, a passed checkpoint. */
export function forbidsJump(
  target: string,
  passed: readonly Passed[],
  { w }: Change,
  unmatched: 'block' | 'allow',
): Passed | undefined {
  return passed.find(({ places, walkedAfter }) =>
    places.length === 0
      ? unmatched === 'block' && !walkedAfter.includes(target)
      : places.some((place) => w.mayLeadTo(target, place)),
  );
}

/** What forbids the own image: only a checkpoint that W newly puts behind it. */
export function forbidsOwnImage(
  at: string,
  image: string,
  passed: readonly Passed[],
  { v, w }: Change,
): Passed | undefined {
  return passed.find(
    ({ places, own }) =>
      places.some((place) => place !== image && w.mayLeadTo(image, place)) &&
      !(own !== undefined && v.mayLeadTo(at, own)),
  );
}
