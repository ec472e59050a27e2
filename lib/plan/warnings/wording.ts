import type { Facts, Place } from './facts.ts';

/** "1 session", "3 sessions"; "at least 3 sessions" where counting did not get through. */
export function counted({ estimateComplete }: Facts, sessions: number): string {
  const text = `${sessions} session${sessions === 1 ? '' : 's'}`;
  if (estimateComplete) return text;
  return sessions === 0 ? 'sessions (not counted)' : `at least ${text}`;
}

const MOST_NAMES = 5;

/** Texts in quotes, the first few of many. */
export function listed(names: readonly string[], most = MOST_NAMES, quote = '"'): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, most).map((name) => `${quote}${name}${quote}`);
  const more = distinct.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last;
}

/** `the step "A"`, `3 steps ("A", "B" and "C")`. Steps may share a name: what is left is counted in steps. */
export function steps(places: readonly Place[]): string {
  const [first] = places;
  if (first && places.length === 1) return `the step ${listed([first.node.step.name])}`;
  const named = new Set<string>();
  let more = 0;
  for (const { node } of places) {
    if (named.size < MOST_NAMES) named.add(node.step.name);
    else if (!named.has(node.step.name)) more += 1;
  }
  const shown =
    more > 0 ? `${[...named].map((name) => `"${name}"`).join(', ')} and ${more} more` : listed([...named]);
  return `${places.length} steps (${shown})`;
}

/** Under whose name a warning about these steps stands: the one step's, else what concerns them all. */
export function heading(
  places: readonly Place[],
  subject: string,
): { anchor_key?: string; anchor_name: string } {
  const [only] = places;
  return only && places.length === 1
    ? { anchor_key: only.key, anchor_name: only.node.step.name }
    : { anchor_name: subject };
}
