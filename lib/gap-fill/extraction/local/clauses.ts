import { has, type Span } from '../fold.ts';
import {
  AVAILABILITY,
  BARE_NO,
  CORRECTION,
  COURTESY,
  DOUBT,
  FIRST_PERSON,
  HEDGE,
  HYPOTHETICAL,
  NEGATION,
  OTHERS,
  REQUEST,
  THIRD_PERSON,
} from './lexicon/markers.ts';

/** How something was said: as it is, as a question, as a wish put as a question, or as a mere possibility. */
export type Standing = 'statement' | 'question' | 'request' | 'availability' | 'hypothetical';

/** A part of a turn that says one thing. */
export interface Clause extends Span {
  readonly text: string;
  /** Which of the turn's sentences it belongs to. */
  readonly sentence: number;
  readonly standing: Standing;
  /** From here on (a place in the turn) it is about somebody else. */
  readonly othersFrom: number | undefined;
  readonly negated: boolean;
  readonly hedged: boolean;
  /** The customer does not know. */
  readonly doubtful: boolean;
  /** It takes back what was said before. */
  readonly corrects: boolean;
}

/** A sentence ends with a mark that white space follows, but not after "14." or "geb."; a line ends one, too. */
const SENTENCE =
  /[^\n]*?(?:(?<!\b(?:\d{1,2}|[a-z]|dr|mr|mrs|ms|st|geb|ca|bzw|sr|sra|prof|nr|no|evtl|inkl|tel))\.+(?=\s)|[!?…]+(?=[\s"')¿¡]|$)|(?<=\d)\.(?=\s+[a-z]{4,}\s*\?)|\n|$)/g;
/** Within a sentence: commas that are not in numbers, dashes, and words that contrast. */
const CLAUSE =
  /[,;:](?=\s)|\.{2,}|\s[-–—]\s|(?<!\b(?:anything|everything|nothing))\s(?=(?:but|and|aber|und|pero|y|because|weil|porque|so|then|dann)\s)|(?=¿)/g;

/** Cuts folded text into clauses, and tells how each was said. */
export function clausesOf(folded: string): readonly Clause[] {
  const clauses: Clause[] = [];
  let sentence = 0;
  let others = false;
  for (const { start, end } of sentencesOf(folded)) {
    const whole = folded.slice(start, end);
    const hypothetical =
      has(whole.replace(COURTESY, ''), HYPOTHETICAL) && !/^\s*si\s*(?:[,.!]|$)/.test(whole);
    const question = /\?\W*$/.test(whole);
    const parts = partsOf(folded, start, end);
    others &&= has(whole, THIRD_PERSON);
    parts.forEach((part, index) => {
      const text = folded.slice(part.start, part.end);
      // "mine is" after "hers is": the customer again.
      const other = text.search(OTHERS);
      if (other < 0 && has(text, FIRST_PERSON)) others = false;
      const othersFrom = others ? part.start : other < 0 ? undefined : part.start + other;
      others ||= other >= 0;
      const asks = question && isAsked(text, index === parts.length - 1, whole);
      clauses.push({
        ...part,
        text,
        sentence,
        othersFrom,
        standing: hypothetical ? 'hypothetical' : asks ? standingOfQuestion(whole) : 'statement',
        negated: isNegated(text),
        hedged: has(whole, HEDGE),
        doubtful: has(whole, DOUBT),
        corrects: has(text, CORRECTION),
      });
    });
    sentence += 1;
  }
  return clauses;
}

function* sentencesOf(text: string): Generator<Span> {
  for (const match of text.matchAll(SENTENCE)) {
    if (match[0].trim() !== '') yield { start: match.index, end: match.index + match[0].length };
  }
}

function partsOf(text: string, from: number, to: number): Span[] {
  const parts: Span[] = [];
  let start = from;
  for (const match of text.slice(from, to).matchAll(CLAUSE)) {
    const end = from + match.index;
    if (text.slice(start, end).trim() !== '') parts.push({ start, end });
    start = end + match[0].length;
  }
  if (text.slice(start, to).trim() !== '') parts.push({ start, end: to });
  return parts;
}

/**
 * Of "I have a cat, is that all right?" only the end asks. In Spanish the question begins with its mark.
 */
function isAsked(text: string, last: boolean, sentence: string): boolean {
  if (sentence.includes('¿'))
    return text.includes('¿') || (last && !sentence.slice(0, sentence.indexOf('¿')).trim());
  return last || !TELLS.test(sentence);
}

/** Begins with the customer's own words: it tells something before it asks. */
const TELLS =
  /^\s*(?:(?:hello|hi|hallo|hola|hey|gute[nr]? (?:tag|morgen|abend)|good (?:morning|afternoon|evening)|buen[ao]s(?: (?:dias|tardes|noches))?|also|so|ok|and|und|y)[,!]?\s+){0,2}(?:i|i'm|i've|my|we|we're|ich|mein\w*|wir|unser\w*|tengo|tenemos|soy|somos|estoy|mi|yo)\b/;

function standingOfQuestion(sentence: string): Standing {
  if (has(sentence, REQUEST)) return 'request';
  return has(sentence, AVAILABILITY) ? 'availability' : 'question';
}

/** "no" that begins a clause answers what was asked; within one it denies. */
function isNegated(text: string): boolean {
  return has(text, NEGATION) || has(text.trimStart().replace(/^no\b/, ''), BARE_NO);
}
