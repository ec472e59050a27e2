import { compilePattern } from '../../../scenario/pattern.ts';
import { checkValue } from '../../field-value.ts';
import { anyOf, has, type Span } from './fold.ts';
import { DOUBT, EVASION, NEGATION, NO_ANSWER, YES_ANSWER } from './lexicon/markers.ts';
import { type Candidate, clauseOf, isOthers, type Search, wordCount } from './mention.ts';
import { speaksOf, type Topic } from './topic.ts';
import { CONFIDENCE, weigh } from './weigh.ts';

/** Text that may be the field's value: what its pattern tells apart, what introduces a name, or an answer. */
export function textsFor(search: Search): Candidate[] {
  const { topic, asked } = search;
  if (isCode(topic)) return codesIn(search);
  const introduced = introducedIn(search);
  if (introduced.length > 0 || asked !== 'this' || search.reopened) return introduced;
  const answer = answerIn(search);
  return answer ? [answer] : [];
}

/** Words that a code's pattern refuses. */
const WORDS = ['hello', 'Hello there', 'no', 'Maria', 'yes please'];
const codes = new Map<string, boolean>();

/** Does its pattern tell the field's values from common words? */
function isCode({ definition }: Topic): boolean {
  const { pattern } = definition;
  if (pattern === undefined || compilePattern(pattern) === undefined) return false;
  const known = codes.get(pattern);
  if (known !== undefined) return known;
  const code = WORDS.every((word) => !checkValue(word, definition).valid);
  if (codes.size < 500) codes.set(pattern, code);
  return code;
}

/** Longer ones are no codes that people type. */
const LONGEST_CODE = 48;
/** Groups of four digits, as an IBAN is written. */
const MOST_GROUPS = 9;
/** A pattern that backtracks without end must not cost the customer's time more than once. */
const MOST_TIME_MS = 60;
const MOST_TRIES = 400;

function codesIn(search: Search): Candidate[] {
  const { reply, topic, asked } = search;
  const words = [...reply.text.matchAll(/[^\s"'()<>,;!?]+/g)].slice(0, 400).map(({ 0: word, index }) => {
    const said = word.replace(/[.:]+$/, '');
    return { start: index, end: index + said.length };
  });
  const until = performance.now() + MOST_TIME_MS;
  const found: Candidate[] = [];
  let tries = 0;
  for (let first = 0; first < words.length; first += 1) {
    for (let last = Math.min(first + MOST_GROUPS, words.length) - 1; last >= first; last -= 1) {
      const span = { start: words[first]?.start ?? 0, end: words[last]?.end ?? 0 };
      const said = reply.text.slice(span.start, span.end);
      if (
        said.length > LONGEST_CODE ||
        /[\n,;]/.test(said) ||
        (!/\d/.test(said) && (last > first || asked !== 'this'))
      )
        continue;
      if (tries > MOST_TRIES || performance.now() > until) return found;
      tries += 1;
      const code = codeFrom(said, topic);
      if (code === undefined) continue;
      found.push({ ...span, value: code, sure: 1, reply, confidence: confidenceOf(search, span, said) });
      first = last;
      break;
    }
  }
  return found;
}

/** As it was said, or as it would be without its spaces, or in capitals. */
function codeFrom(said: string, { definition }: Topic): string | undefined {
  const compact = said.replace(/\s/g, '');
  const spaced = said.replace(/\s+/g, ' ');
  return [...new Set([spaced, compact, spaced.toUpperCase(), compact.toUpperCase()])].find(
    (each) => checkValue(each, definition).valid,
  );
}

function confidenceOf(search: Search, span: Span, said: string): number {
  const { reply, topic, asked } = search;
  // The agent said it first: the customer only speaks of it.
  if (reply.heardSoFar.includes(reply.folded.slice(span.start, span.end))) return 0;
  const clause = clauseOf(reply, span);
  if (!clause) return 0;
  if (!/\d/.test(said)) return wordCount(reply.folded) <= 3 ? weigh(search, span) : 0;
  const distinct = /[A-Za-z]/.test(said) && said.length >= 6;
  const named = speaksOf(topic, clause.text);
  const beforeCity =
    topic.concepts.some(({ name }) => name === 'postcode') &&
    /^\s\p{Lu}\p{Ll}+\W*$/u.test(reply.text.slice(span.end));
  // "where is my order AB-220981?" gives the number all the same.
  const asks = clause.standing === 'question' || clause.standing === 'availability';
  if (asks && distinct && clause.othersFrom === undefined && !clause.negated) return CONFIDENCE.fitting;
  const weight = weigh(search, span, named || distinct || beforeCity);
  return asked === 'this' || named ? weight : Math.min(weight, CONFIDENCE.fitting);
}

/** Phrases after which a name comes; after the weaker ones other things may, too. */
const OWN_NAME =
  /\b(?:my (?:full )?name is|my name's|name:|mein name ist|ich heise|name ist|me llamo|mi nombre es|nombre:|(this is|i am|i'm|hier(?: ist| spricht)?|ich bin|soy|le habla|habla))\s+/g;
const TRANSFER_TO =
  /\b(?:send|transfer|wire|pay|uberweis\w*|schick\w*|envi\w*|transferir|mandar?)\b[^.?!\n]{0,60}?\s(to|an|a)\s+/g;
const TRANSFER_TO_GERMAN = /\b(an)\s+(?=[^.?!,\n]{1,60}\s(?:uberweis\w*|senden|schicken))/g;
const PARTICLE =
  /^(?:von|van|vom|zu|zur|de|del|della|di|da|dos|la|las|los|der|den|ten|bin|y|e|al|el|mc|st\.)$/;

function introducedIn(search: Search): Candidate[] {
  const { topic } = search;
  const is = (name: string): boolean => topic.concepts.some((concept) => concept.name === name);
  if (is('recipient')) return [...named(search, TRANSFER_TO, 1), ...named(search, TRANSFER_TO_GERMAN, 1)];
  return is('name') && !topic.ofOthers ? named(search, OWN_NAME, 2) : [];
}

/** @param weakWords how many words a name must have after a phrase that others may follow, too */
function named(search: Search, phrases: RegExp, weakWords: number): Candidate[] {
  const { reply } = search;
  return [...reply.folded.matchAll(phrases)].flatMap((match): Candidate[] => {
    const start = match.index + match[0].length;
    const length = nameLength(reply.text.slice(start, start + 80));
    if (length === 0) return [];
    const span = { start, end: start + length };
    const value = reply.text.slice(span.start, span.end);
    const clause = clauseOf(reply, { start: match.index });
    if (!clause || isOthers(clause, span) || clause.negated || clause.standing === 'hypothetical') return [];
    if (match[1] !== undefined && wordCount(value) < weakWords) return [];
    const confidence = match[1] === undefined || weakWords === 1 ? CONFIDENCE.said : CONFIDENCE.fitting;
    return [
      {
        ...span,
        value,
        sure: 1,
        reply,
        confidence: wordCount(value) === 1 && weakWords > 1 ? 0.86 : confidence,
      },
    ];
  });
}

/** How much of the text is words with capitals, and the small words that stand between them. */
function nameLength(text: string): number {
  let end = 0;
  let words = 0;
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    const bare = word.replace(/[.,;:!?)]+$/, '');
    const capital = /^\p{Lu}[\p{L}'’.-]{0,30}$/u.test(bare);
    if (!capital && !(words > 0 && PARTICLE.test(bare))) break;
    words += 1;
    if (capital) end = index + bare.length;
    if (bare !== word || words >= 6) break;
  }
  return end;
}

/** What people begin an answer with. */
const LEAD_IN =
  /^[\s"']*(?:(?:well|ok|okay|so|hi|hello|hola|hallo|also|na|pues|bueno|sure|yes|ja|si)[,.!]?\s+)?(?:it's|it is|that's|that is|i'm|i am|i live in|i work as|i'm from|an?|in|my name is|to|from|ich bin|ich heise|ich wohne in|ich arbeite als|in|aus|an|das ist|es ist|ist|als|soy|me llamo|vivo en|es|en|a|de|trabajo como|trabajo de)?\s*(?=\S)/;
/** Words that make a sentence of it: no name and no place. */
const SENTENCE_WORDS = anyOf(
  ...[
    'i',
    'you',
    'is',
    'are',
    'was',
    'have',
    'has',
    'do',
    'does',
    'can',
    'will',
    'want',
    'need',
    'please',
    'this',
    'that',
    'what',
    'it',
    'my',
    'your',
    'the',
    'thanks',
    'hello',
    'same',
    'before',
    'already',
    'nobody',
    'none',
  ],
  ...[
    'ich',
    'sie',
    'ist',
    'sind',
    'war',
    'habe',
    'hat',
    'kann',
    'will',
    'bitte',
    'das',
    'was',
    'mein',
    'meine',
    'ihr',
    'ihre',
    'schon',
    'danke',
    'hallo',
    'niemand',
    'wie',
  ],
  ...[
    'yo',
    'usted',
    'es',
    'esta',
    'tengo',
    'quiero',
    'puedo',
    'por',
    'favor',
    'que',
    'lo',
    'mi',
    'su',
    'gracias',
    'hola',
    'ya',
    'nadie',
  ],
);

function answerIn(search: Search): Candidate | undefined {
  const { reply, topic } = search;
  const [first] = reply.clauses;
  if (
    !first ||
    reply.clauses.some(
      ({ standing, othersFrom }) => standing !== 'statement' || (othersFrom !== undefined && !topic.ofOthers),
    )
  )
    return undefined;
  if (has(reply.folded, EVASION) || has(reply.folded, DOUBT)) return undefined;
  return topic.concepts.some(({ name }) => name === 'reason') ? wholeAnswer(search) : shortAnswer(search);
}

/** A reason is what was said, all of it. */
function wholeAnswer({ reply }: Search): Candidate | undefined {
  const value = reply.text.trim();
  const words = wordCount(value);
  if (words < 2 || words > 60 || YES_ANSWER.test(reply.folded)) return undefined;
  const start = reply.text.indexOf(value);
  return { start, end: start + value.length, value, sure: 1, reply, confidence: CONFIDENCE.fitting };
}

function shortAnswer({ reply, topic }: Search): Candidate | undefined {
  const [first] = reply.clauses;
  if (!first || YES_ANSWER.test(reply.folded) || NO_ANSWER.test(reply.folded) || has(reply.folded, NEGATION))
    return undefined;
  const lead = LEAD_IN.exec(first.text)?.[0] ?? '';
  const postcode = topic.concepts.some(({ name }) => name === 'city')
    ? (/^\d{4,5}\s+/.exec(first.text.slice(lead.length))?.[0] ?? '')
    : '';
  const start = first.start + lead.length + postcode.length;
  const value = reply.text
    .slice(start, first.end)
    .trimEnd()
    .replace(/[.!,;:]+$/, '');
  const words = wordCount(value);
  if (words < 1 || words > 5 || value.length > 80 || !/^[\p{L}\p{M}\p{N}\s.'’&/-]+$/u.test(value))
    return undefined;
  if (has(reply.folded.slice(start, start + value.length), SENTENCE_WORDS)) return undefined;
  const capitals = nameLength(value) === value.length;
  const whole = wordCount(reply.folded) <= words + 4;
  return {
    start,
    end: start + value.length,
    value,
    sure: 1,
    reply,
    confidence: capitals && whole ? 0.92 : words <= 2 && whole && !/\d/.test(value) ? 0.86 : CONFIDENCE.weak,
  };
}
