import { Bounded } from '../../../bounded.ts';
import { compilePattern } from '../../../scenario/pattern.ts';
import { checkValue } from '../../field-value.ts';
import type { Span } from '../fold.ts';
import { type Candidate, clauseOf, type Search, wordCount } from './mention.ts';
import { speaksOf, type Topic } from './topic.ts';
import { CONFIDENCE, weigh } from './weigh.ts';

/** Words that the pattern of a code refuses. */
const WORDS = ['hello', 'Hello there', 'no', 'Maria', 'yes please'];
const known = new Bounded<boolean>(500);

/** Does its pattern tell the field's values from common words? */
export function isCode({ definition }: Topic): boolean {
  const { pattern } = definition;
  if (pattern === undefined || compilePattern(pattern) === undefined) return false;
  return known.getOrInsertComputed(pattern, () => WORDS.every((word) => !checkValue(word, definition).valid));
}

/** Longer ones are no codes that people type. */
const LONGEST_CODE = 48;
/** Groups of four digits, as an IBAN is written. */
const MOST_GROUPS = 9;
const MOST_TRIES = 300;
/** A pattern that takes so long backtracks without end (it is stopped then): it must not do so again and again. */
const LONG_MS = 80;
const MOST_LONG_TRIES = 3;
const longTries = new WeakMap<Topic, number>();

/** Words of the reply that fit the field's pattern, also those that are written in groups. */
export function codesFor(search: Search): Candidate[] {
  const { reply, topic, asked } = search;
  const words = wordsOf(reply.text);
  const groups = words.map(({ start, end }) => isGroup(reply.text.slice(start, end)));
  // Of letters alone it is a word like any other, unless it is the whole answer.
  const bareWord = asked === 'this' && wordCount(reply.folded) <= 3;
  const found: Candidate[] = [];
  let tries = 0;
  for (let first = 0; first < words.length; first += 1) {
    for (let last = lastGroup(groups, first); last >= first; last -= 1) {
      const span = { start: words[first]?.start ?? 0, end: words[last]?.end ?? 0 };
      const said = reply.text.slice(span.start, span.end);
      if (said.length > LONGEST_CODE || said.includes('\n')) continue;
      if (!/\d/.test(said) && (last > first || !bareWord)) continue;
      if (tries > MOST_TRIES) return found;
      tries += 1;
      const code = codeFrom(said, topic);
      if (code === undefined) continue;
      // Where it goes on in groups, nobody can tell where it ends.
      const cut = last > first && groups[last + 1] === true;
      found.push({
        ...span,
        value: code,
        sure: 1,
        reply,
        confidence: cut ? 0 : confidenceOf(search, span, said),
      });
      first = last;
      break;
    }
  }
  return found;
}

/** What white space and punctuation set apart. */
const wordsOf = (text: string): Span[] =>
  [...text.matchAll(/[^\s"'()<>,;!?]+/g)].slice(0, 400).map(({ 0: word, index }) => ({
    start: index,
    end: index + word.replace(/[.:]+$/, '').length,
  }));

/** Part of a code that is written in groups: "GB29", "NWBK". */
const isGroup = (word: string): boolean =>
  word.length <= 12 && (/\d/.test(word) || word === word.toUpperCase());

function lastGroup(groups: readonly boolean[], first: number): number {
  let last = first;
  if (!groups[first]) return first;
  while (last + 1 < groups.length && last - first + 1 < MOST_GROUPS && groups[last + 1]) last += 1;
  return last;
}

/** As it was said, or as it would be without its spaces, or in capitals. */
function codeFrom(said: string, topic: Topic): string | undefined {
  const spaced = said.replace(/\s+/g, ' ');
  const compact = said.replace(/\s/g, '');
  return [...new Set([spaced, compact, spaced.toUpperCase(), compact.toUpperCase()])].find((each) =>
    fits(each, topic),
  );
}

function fits(code: string, topic: Topic): boolean {
  const before = longTries.get(topic) ?? 0;
  if (before >= MOST_LONG_TRIES) return false;
  const started = performance.now();
  const { valid } = checkValue(code, topic.definition);
  if (performance.now() - started >= LONG_MS) longTries.set(topic, before + 1);
  return valid;
}

function confidenceOf(search: Search, span: Span, said: string): number {
  const { reply, topic, asked } = search;
  const clause = clauseOf(reply, span);
  // What the agent said first, the customer only speaks of.
  if (!clause || reply.heardSoFar.includes(reply.folded.slice(span.start, span.end))) return 0;
  if (!/\d/.test(said)) return weigh(search, span);
  const distinct = /[A-Za-z]/.test(said) && said.length >= 6;
  const named = speaksOf(topic, clause.text);
  // "where is my order AB-220981?" gives the number all the same.
  const asks = clause.standing === 'question' || clause.standing === 'availability';
  if (asks && distinct && clause.othersFrom === undefined && !clause.negated) return CONFIDENCE.fitting;
  const weight = weigh(search, span, named || distinct || isBeforeCity(search, span));
  return asked === 'this' || named ? weight : Math.min(weight, CONFIDENCE.fitting);
}

/** "50667 Köln" */
const isBeforeCity = ({ topic, reply }: Search, { end }: Span): boolean =>
  topic.concepts.some(({ name }) => name === 'postcode') &&
  /^\s\p{Lu}\p{Ll}+\W*$/u.test(reply.text.slice(end));
