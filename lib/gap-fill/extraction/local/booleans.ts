import { anyOf, has } from '../fold.ts';
import { BARE_NO, NEGATION, NO_ANSWER, YES_ANSWER } from './lexicon/markers.ts';
import type { Candidate, Search } from './mention.ts';
import { CONFIDENCE } from './weigh.ts';

/** A question that yes and no do not answer clearly. */
const TWO_SIDED = anyOf('or', 'oder', 'o');
const NEGATIVE_QUESTION = anyOf(
  "\\w+n't",
  "don't you",
  "aren't you",
  "isn't it",
  'nicht',
  'kein\\w*',
  'not',
  'no es',
  'no (?:tiene|fuma|quiere)\\w*',
);
/** It was so, and is no more. */
const OVER = anyOf(
  'quit',
  'gave up',
  'used to',
  'stopped',
  'no longer',
  'any ?more',
  'aufgehort',
  'fruher',
  'nicht mehr',
  'deje de',
  'ya no',
  'antes',
);
/** A word that denies by itself. */
const DENIED = anyOf('non-?\\w+', 'nichtraucher\\w*', 'unverletzt', 'ileso\\w*', 'noch nie');
const UNSURE = anyOf(
  'maybe',
  'perhaps',
  'not sure',
  'vielleicht',
  'kommt drauf an',
  'weis nicht',
  'no se',
  'no lo se',
  'quiza\\w*',
  'tal vez',
  'depende',
  'depends',
  'jein',
  'unsicher',
  'no idea',
  'no clue',
  'keine ahnung',
  'ni idea',
  'yes and no',
  'ja und nein',
  'si y no',
  'puede',
);

/** Yes or no: in answer to the field's question, or by what customers say of themselves. */
export function yesOrNoFor(search: Search): Candidate[] {
  const { reply, asked, reopened } = search;
  const candidates: Candidate[] = [];
  if (has(reply.folded, UNSURE)) return candidates;
  const answer = asked === 'this' ? answerIn(search) : undefined;
  if (answer && (!reopened || reply.clauses[0]?.corrects))
    candidates.push(reopened ? { ...answer, confidence: CONFIDENCE.said * 0.95 } : answer);
  for (const statement of statementsIn(search)) candidates.push(statement);
  return candidates;
}

function answerIn({ reply, verbatim }: Search): Candidate | undefined {
  const [first, ...more] = reply.clauses;
  if (first?.standing !== 'statement' || NO_ANSWER_AT_ALL.test(reply.folded)) return undefined;
  const agrees = YES_ANSWER.exec(reply.folded);
  const denies = NO_ANSWER.exec(reply.folded) ?? (agrees ? null : NO_AT_THE_END.exec(reply.folded));
  const match = denies ?? agrees;
  if (!match) return undefined;
  const end = match.index + match[0].length;
  // "of course not", "claro que no"
  const turned =
    agrees !== null &&
    denies === null &&
    /^,?\s(?:que\s)?(?:not|nicht|no|kein\w*)\b/.test(reply.folded.slice(end));
  const value = denies === null && !turned;
  const questions = reply.heard.match(/[^.?!\n]*\?/g) ?? [];
  const last = questions.at(-1) ?? reply.heard;
  const unclear =
    questions.length > 1 ||
    has(last, NEGATIVE_QUESTION) ||
    more.some(
      ({ text }) => (value ? NO_ANSWER : YES_ANSWER).test(text) || (!value && has(text, YES_AFTER_ALL)),
    );
  const words = match[0].replace(/^[\s,¡"']+/, '');
  const sure = verbatim ? CONFIDENCE.answer : CONFIDENCE.said;
  const confidence = unclear ? CONFIDENCE.weak : has(last, TWO_SIDED) || turned ? CONFIDENCE.fitting : sure;
  return { start: end - words.length, end, value, sure: 1, reply, confidence };
}

const YES_AFTER_ALL = anyOf('yes', 'yeah', 'yep', 'ja', 'doch');

/** Begins as an answer does, and is none. */
const NO_ANSWER_AT_ALL =
  /^\W*(?:no (?:idea|clue|problem|worries|matter|se|lo se|hay problema|importa|pasa nada|estoy segur[oa]|me acuerdo|recuerdo|te preocupes)|never mind|none of your|not sure|keine? (?:ahnung|problem|sorge|plan)|nicht sicher|ni idea|si (?:tuviera|fuera|pudiera|es que))\b/;
const NO_AT_THE_END = /(?:,|\bso|\balso|\basi que|\bque)\s(no|nein)\s*[.!]?\s*$/;

/** "I have a dog", "there is no lift", "no fumo". */
function* statementsIn({ reply, topic, asked }: Search): Generator<Candidate> {
  for (const clause of reply.clauses) {
    if (clause.othersFrom !== undefined || clause.standing !== 'statement' || clause.doubtful) continue;
    const concept = topic.concepts.find(({ words }) => has(clause.text, words));
    const match = concept && clause.text.matchAll(concept.words).next().value;
    if (!match) continue;
    const around = clause.text.slice(Math.max(0, match.index - 40), match.index + match[0].length + 24);
    const inWord = has(match[0], DENIED) && !/noch nie/.test(match[0]);
    const denied =
      inWord ||
      has(clause.text, OVER) ||
      has(around.replace(/noch nie|never been|nunca he/g, ''), NEGATION) ||
      has(around, BARE_NO);
    if (!SAYS_SO.test(clause.text) && asked !== 'this') continue;
    const leading = clause.text.length - clause.text.trimStart().length;
    const text = clause.text.trim().replace(/[.!]+$/, '');
    yield {
      start: clause.start + leading,
      end: clause.start + leading + text.length,
      value: !denied,
      sure: 1,
      reply,
      confidence: CONFIDENCE.fitting,
    };
  }
}

/** The customer says it of themselves, or of what there is. */
const SAYS_SO =
  /\b(?:i|i'm|im|i've|we|we've|my|there|there's|nobody|no one|everyone|yep|yes|ich|wir|mein\w*|es gibt|niemand|keiner|tengo|tenemos|soy|somos|fumo|fumamos|nadie|hay|no hubo|he|hemos|si|a [a-z]+)\b/;
