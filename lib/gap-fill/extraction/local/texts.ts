import { anyOf, has } from '../fold.ts';
import { codesFor, isCode } from './codes.ts';
import { DOUBT, EVASION, NEGATION, NO_ANSWER, YES_ANSWER } from './lexicon/markers.ts';
import { type Candidate, clauseOf, isOthers, type Search, wordCount } from './mention.ts';
import { CONFIDENCE } from './weigh.ts';

/** Text that may be the field's value: what its pattern tells apart, what introduces a name, or an answer. */
export function textsFor(search: Search): Candidate[] {
  const { topic, asked } = search;
  if (isCode(topic)) return codesFor(search);
  const introduced = introducedIn(search);
  if (introduced.length > 0 || asked !== 'this' || search.reopened) return introduced;
  const answer = answerIn(search);
  return answer ? [answer] : [];
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
  /^[\s"']*(?:(?:well|ok|okay|so|hi|hello|hola|hallo|also|na|pues|bueno|sure|yes|ja|si)[,.!]?\s+)?(?:(?:it's|it is|that's|that is|i'm|i am|i live in|i work as|i'm from|an?|in|my name is|to|from|ich bin|ich heise|ich wohne in|ich arbeite als|aus|das ist|es ist|ist|als|soy|me llamo|vivo en|es|en|de|trabajo como|trabajo de)\s+)?/;
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
