import { anyOf, has, type Span } from '../fold.ts';
import { PAST } from './lexicon/markers.ts';
import { clauseOf, isOthers, overlaps, type Search, wordCount } from './mention.ts';
import { speaksOf, speaksOfRival, type Topic } from './topic.ts';

/** How surely words of a reply are meant for a field, by what they stand in. */
export const CONFIDENCE = {
  /** The whole answer to the field's own question. */
  answer: 0.97,
  /** In an answer to its question that says more, or said unasked with the field's own words. */
  said: 0.9,
  /** An answer to a question that fits, but names no field. */
  fitting: 0.88,
  /** Put to the customer only if more speaks for it. */
  weak: 0.6,
} as const;

/** An answer of more words says more than the value. */
const SHORT_ANSWER = 9;

/** "until", "before": no value, but a limit of it. */
const LIMIT = anyOf(
  ...[
    'until',
    'till',
    'before',
    'by',
    'after',
    'no later than',
    'later than',
    'at (?:most|least)',
    'more than',
    'less than',
    'over',
    'under',
    'up to',
    'except',
    'not',
  ],
  ...['week of', 'every', 'each', 'any', 'max', 'maximum', 'since'],
  ...[
    'bis',
    'vor',
    'ab',
    'nach',
    'seit',
    'spatestens',
    'hochstens',
    'mindestens',
    'maximal',
    'mehr als',
    'weniger als',
    'uber',
    'unter',
    'auser',
    'nicht',
  ],
  ...['woche vom', 'jede[nrs]?', 'immer'],
  ...[
    'hasta',
    'antes del?',
    'despues del?',
    'a partir del?',
    'desde',
    'como mucho',
    'al menos',
    'mas de',
    'menos de',
    'salvo',
    'no',
    'semana del',
    'cada',
    'todos los',
  ],
);
/** From there on: where something begins, that is its day. */
const FROM = /\b(?:ab|desde|a partir del?|from)(?:\s(?:dem|den|el))?\s*$/;
const BEGINNINGS: ReadonlySet<string> = new Set(['arrival', 'departure', 'moving', 'start']);

const LIMITED_AFTER =
  /^\s?(?:at the (?:earliest|latest)|(?:or|and) (?:later|earlier|more|less|after)|onwards?|frühestens|fruhestens|spatestens|como (?:pronto|muy tarde)|en adelante|oder (?:spater|fruher|mehr)|o (?:mas|menos|despues|antes))\b/;
const LIMITED = new RegExp(`(?:${LIMIT.source})(?:\\s+(?:the|dem|den|zum|el|am))?\\s*$`);

/**
 * How surely a mention belongs to the search's field: who speaks of what, how, and in answer to which question.
 * @param own the mention names the field by itself, as "3 nights" does
 * @returns 0 for what certainly is not the field's value
 */
export function weigh(search: Search, mention: Span, own = false): number {
  const { reply, topic, asked, reopened } = search;
  const clause = clauseOf(reply, mention);
  if (!clause) return 0;
  if (reply.quoted.some((quoted) => overlaps(quoted, mention))) return 0;
  const others = isOthers(clause, mention);
  if (others !== topic.ofOthers && (others || asked !== 'this')) return 0;
  if (topic.ofOthers && has(clause.text, MINE)) return 0;
  if (clause.standing === 'hypothetical' || clause.standing === 'question') return 0;
  if (clause.negated) return 0;
  if (isMeasured(topic) && hasNeighbour(reply.folded, mention)) return 0;
  if (clause.standing === 'availability' && !own) return 0;
  const before = reply.folded.slice(Math.max(clause.start, mention.start - 16), mention.start);
  if (
    isMeasured(topic) &&
    !begins(topic, before) &&
    (LIMITED.test(before) || LIMITED_AFTER.test(reply.folded.slice(mention.end, mention.end + 24)))
  )
    return 0;

  const sentence = reply.clauses.filter((each) => each.sentence === clause.sentence);
  const around = sentence.map(({ text }) => text).join(' ');
  const named = own || speaksOf(topic, around);
  const rival = speaksOfRival(topic, clause.text) && !speaksOf(topic, clause.text);
  const base = asked === 'this' ? answered(search, reopened) : asked === 'kind' ? CONFIDENCE.fitting : 0;
  const over = base === 0 && isOfNow(topic) && has(clause.text, PAST);
  const confidence = Math.max(base, named && !over ? CONFIDENCE.said : CONFIDENCE.weak);
  if (rival && !own) return Math.min(confidence, asked === 'this' ? 0.8 : 0.5);
  if (has(before, ALMOST)) return Math.min(confidence, CONFIDENCE.said) * 0.9;
  if (clause.doubtful) return Math.min(confidence, CONFIDENCE.weak);
  if (clause.hedged || has(before, ABOUT)) return confidence * HEDGED;
  return confidence;
}

/** Not quite that much. */
const ABOUT = anyOf(
  ...['about', 'around', 'approximately', 'roughly', 'circa', 'some'],
  ...['etwa', 'ca', 'circa', 'rund', 'so um', 'um die', 'knapp', 'gut', 'ungefahr'],
  ...['unos', 'unas', 'alrededor', 'aproximadamente', 'como', 'cerca'],
);
const ALMOST = anyOf('almost', 'nearly', 'fast', 'beinahe', 'casi');
/** Who is not sure is wrong a little more often. */
const HEDGED = 0.95;

/** The customer's own, where somebody else's is looked for. */
export const MINE = anyOf(
  'mine',
  'my (?:own )?(?:number|phone|mobile|email)',
  'meine? (?:nummer|handy\\w*|telefon\\w*)',
  'meins',
  'mio',
  'mia',
  'mi (?:numero|telefono|movil)',
);

const begins = ({ concepts }: Topic, before: string): boolean =>
  FROM.test(before) && concepts.some(({ name }) => BEGINNINGS.has(name));

/** What was so once need not be so now; damage and dates are of the past. */
const isOfNow = ({ family }: Topic): boolean =>
  family === 'count' || family === 'contact' || family === 'text';

const isMeasured = ({ family }: Topic): boolean =>
  family === 'date' || family === 'amount' || family === 'count';

/** A short answer is about nothing else. */
function answered({ reply, verbatim }: Search, reopened: boolean): number {
  if (reopened) return CONFIDENCE.weak;
  const short =
    verbatim && wordCount(reply.folded) <= SHORT_ANSWER && reply.clauses.every(({ hedged }) => !hedged);
  return short ? CONFIDENCE.answer : CONFIDENCE.said;
}

/** Are two mentions alternatives, or the ends of a range: "3 or 4", "zwischen 2000 und 3000"? */
export function isAlternative(text: string, one: Span, other: Span): boolean {
  const between = text.slice(one.end, other.start);
  if (between.length > 24) return false;
  if (has(between, OR)) return true;
  return has(between, AND) && /\b(?:between|zwischen|entre)\s[^.?!]{0,12}$/.test(text.slice(0, one.start));
}

/** A number right beside, that a word for "or" joins: "14th or 15th", "3 o 4". */
export const hasNeighbour = (text: string, { start, end }: Span): boolean =>
  /^(?:st|nd|rd|th|\.)?\s?(?:or|oder|o|u|to|bis|a|-|–|\/)\s?(?:the |am |den |el )?\d/.test(
    text.slice(end, end + 16),
  ) ||
  /\d(?:st|nd|rd|th|\.)?\s?(?:or|oder|o|u|to|bis|-|–|\/)\s?(?:the |am |den |el )?$/.test(
    text.slice(Math.max(0, start - 16), start),
  );

const OR = anyOf('or', 'oder', 'o', 'u', 'bis', 'to', 'hasta', 'a', '-', '–');
const AND = anyOf('and', 'und', 'y');
