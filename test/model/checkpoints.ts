import { contentHash } from '../../lib/scenario/content-hash.ts';
import type { Change } from './change.ts';
import type { Flow } from './flow.ts';
import { flowIn, inLatest } from './history.ts';
import type { History, StepOf } from './situation.ts';

/** A checkpoint that was passed, and the steps of W that may be it: none when it cannot be found. */
export interface Passed {
  readonly places: readonly string[];
  /** Where it may be on the session's own graph. */
  readonly own: readonly string[];
  /** Images of the steps that were walked after it. */
  readonly walkedAfter: readonly string[];
}

/** Finds a checkpoint in W, and in V: by match, by id, then by content. */
export function findPassed(history: History, change: Change, step: StepOf, path: readonly string[]): Passed {
  const { v, w, image, preimage } = change;
  const matched = inLatest(history, change, step);
  const content = contentHash(flowIn(history, step.version).step(step.id));
  const since = path.findLastIndex((id) => contentHash(v.step(id)) === content);
  const walkedAfter = since < 0 ? [] : path.slice(since + 1).flatMap((id) => image.get(id) ?? []);
  if (matched !== undefined) {
    const own = step.version === v.scenario.version ? step.id : preimage.get(matched);
    return { places: [matched], own: own === undefined ? [] : [own], walkedAfter };
  }
  const own = placesInV(change, step, content);
  // An id that another step has now says nothing.
  const found = w.has(step.id) && !preimage.has(step.id) ? [step.id] : withContent(w, content);
  return { places: [...own.flatMap((id) => image.get(id) ?? []), ...found], own, walkedAfter };
}

/** Of an older version's step, every step of V that may be it. */
function placesInV({ v }: Change, { id, version }: StepOf, content: string): string[] {
  if (version > v.scenario.version) return [];
  const byId = v.has(id) ? [id] : [];
  return version === v.scenario.version ? byId : [...byId, ...withContent(v, content)];
}

const withContent = (flow: Flow, content: string): string[] =>
  flow.scenario.steps.filter((step) => contentHash(step) === content).map((step) => step.id);

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
  change: Change,
): Passed | undefined {
  const { image: imageOf } = change;
  return passed.find(({ places, own }) =>
    places.some((place) => {
      if (place === image || !change.w.mayLeadTo(image, place)) return false;
      const same = own.filter((id) => imageOf.get(id) === place);
      const before = same.length > 0 ? same : own;
      // Whichever of them it is, the session was before it already.
      return before.length === 0 || before.some((id) => id === at || !change.v.mayLeadTo(at, id));
    }),
  );
}
