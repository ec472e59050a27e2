import { type Change, changeBetween, flowOf } from './change.ts';
import type { Flow } from './flow.ts';
import type { History, Plan, StepOf } from './situation.ts';

export function flowIn({ versions }: History, version: number): Flow {
  const found = versions.find(({ scenario }) => scenario.version === version);
  if (!found) throw new Error(`version ${version} was never published`);
  return flowOf(found.scenario);
}

/** What changed between a session's graph and the published one, and the plans that lead there, if all are left. */
export function passage(
  { versions }: History,
  version: number,
): { readonly change: Change; readonly chain: readonly Plan[] | undefined } {
  const at = versions.findIndex(({ scenario }) => scenario.version === version);
  const from = versions[at]?.scenario;
  const to = versions.at(-1)?.scenario;
  if (!from || !to) throw new Error('the session is on a version that was never published');
  const plans = versions.slice(at + 1).map(({ plan }) => plan);
  const chain = plans.filter((plan) => plan !== undefined);
  if (chain.length < plans.length) return { change: changeBetween(from, to), chain: undefined };
  const ids = from.steps.map(({ id }) => id);
  const images = chain.map(({ image }) => image);
  return { change: changeBetween(from, to, alongChain(ids, images)), chain };
}

/** A step of any version that was published, in the latest. */
export function inLatest({ versions }: History, { v, w, image }: Change, step: StepOf): string | undefined {
  if (step.version === w.scenario.version) return w.has(step.id) ? step.id : undefined;
  if (step.version === v.scenario.version) return image.get(step.id);
  const since = versions.findIndex(({ scenario }) => scenario.version === step.version);
  let at: string | undefined = step.id;
  for (const [index, { scenario, plan }] of versions.entries()) {
    const before = versions[index - 1]?.scenario;
    if (index <= since || !before || at === undefined) continue;
    at = (plan?.image ?? changeBetween(before, scenario).image).get(at);
  }
  return at;
}

/** Pairs of steps that are the same along a chain of matchings. */
function alongChain(
  ids: readonly string[],
  chain: readonly ReadonlyMap<string, string>[],
): [string, string][] {
  return ids.flatMap((id): [string, string][] => {
    const last = chain.reduce<string | undefined>((at, image) => at && image.get(at), id);
    return last === undefined ? [] : [[id, last]];
  });
}
