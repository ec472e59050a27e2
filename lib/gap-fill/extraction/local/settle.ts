import { type Candidate, clauseOf } from './mention.ts';
import type { Reply } from './reading.ts';

/** From here on a finding counts at all. */
const STRONG = 0.85;
/** What was said instead of something else may be changed once more. */
const CHANGED = 0.93;
const CORRECTED = 0.9;
/** Said where nothing tells what for. */
const POSSIBLE = 0.4;

/**
 * Of everything that may be a field's value, what holds in the end: the last word counts, and what contradicts
 * itself counts for nothing.
 * @param candidates in the order in which they were said
 * @param replies everything the customer said
 */
export function settle(candidates: readonly Candidate[], replies: readonly Reply[]): Candidate | undefined {
  let held: Candidate | undefined;
  for (const group of Map.groupBy(candidates, ({ reply }) => reply).values()) {
    const strong = group.filter(({ confidence }) => confidence >= STRONG);
    const next = strong.length > 0 ? lastWord(strong) : corrected(group, held);
    if (next) {
      const changed = held !== undefined && held.value !== next.value;
      held = changed ? { ...next, confidence: Math.min(next.confidence, CHANGED) } : surer(held, next);
    } else if (strong.length > 0 || (held && takesBack(group, held))) {
      // Two values at once, or none any more: nobody can tell which holds.
      held = undefined;
    }
  }
  if (!held) return best(candidates);
  return isDisputed(held, replies) ? { ...held, confidence: Math.min(held.confidence, CHANGED) } : held;
}

/** Something was taken back later; perhaps it was this. */
const isDisputed = ({ reply }: Candidate, replies: readonly Reply[]): boolean =>
  replies.slice(replies.indexOf(reply) + 1).some(({ clauses }) => clauses[0]?.corrects);

const surer = (held: Candidate | undefined, next: Candidate): Candidate =>
  held && held.confidence >= next.confidence ? held : next;

/** The one value of a reply; of several the last, if it takes back the others. */
function lastWord(strong: readonly Candidate[]): Candidate | undefined {
  const last = strong.at(-1);
  const others = strong.filter(({ value }) => value !== last?.value);
  const first = others[0];
  if (!last || !first)
    return strong.reduce((one, other) => (other.confidence > one.confidence ? other : one));
  return correctsBetween(first, last)
    ? { ...last, confidence: Math.min(last.confidence, CORRECTED) }
    : undefined;
}

/** "sorry, seven": what would be nothing by itself replaces what was said before. */
function corrected(group: readonly Candidate[], held: Candidate | undefined): Candidate | undefined {
  if (!held) return undefined;
  const other = group.findLast(
    (each) => each.confidence >= POSSIBLE && each.value !== held.value && correctsBefore(each),
  );
  return other && { ...other, confidence: CORRECTED * other.sure };
}

const correctsBefore = (candidate: Candidate): boolean =>
  candidate.reply.clauses.some(({ corrects, start }) => corrects && start <= candidate.start);

const correctsBetween = (one: Candidate, other: Candidate): boolean =>
  one.reply.clauses.some(({ corrects, start, end }) => corrects && end > one.end && start <= other.start);

/** "not on the 14th after all" */
const takesBack = (group: readonly Candidate[], held: Candidate): boolean =>
  group.some(
    (each) => each.value === held.value && each.confidence === 0 && clauseOf(each.reply, each)?.negated,
  );

/** Nothing that holds: the likeliest, so that one sees what was passed over. */
function best(candidates: readonly Candidate[]): Candidate | undefined {
  const possible = candidates.filter(({ confidence }) => confidence >= POSSIBLE);
  if (new Set(possible.map(({ value }) => value)).size !== 1) return undefined;
  const last = possible.at(-1);
  return last && { ...last, confidence: Math.min(last.confidence, STRONG - 0.05) };
}
