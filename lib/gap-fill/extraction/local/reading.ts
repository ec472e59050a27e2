import { type ConversationTurn, isCustomers } from '../conversation.ts';
import { fold, type Span } from '../fold.ts';
import { isMachineTalk } from '../injection.ts';
import type { ExtractionRequest } from '../provider.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { type Language, spokenLanguage } from './language.ts';

/** What a customer said in one turn, with what it answers. */
export interface Reply {
  /** As it was said; quotes are cut from it. */
  readonly text: string;
  readonly folded: string;
  readonly clauses: readonly Clause[];
  /** When it was said. */
  readonly at: string | undefined;
  /** What others said, and the customer only repeats. */
  readonly quoted: readonly Span[];
  /** What the agent said since the customer's last turn. */
  readonly heardText: string;
  /** The same, folded. */
  readonly heard: string;
  /** Everything the agent said up to here, folded. */
  readonly heardSoFar: string;
}

/** A conversation as the readers of values see it. */
export interface Reading {
  readonly language: Language;
  readonly locale: string | undefined;
  readonly timeZone: string | undefined;
  readonly defaultRegion: string | undefined;
  readonly replies: readonly Reply[];
}

/** Nobody types more in one turn; what is longer was pasted. */
const LONGEST_TURN = 4_000;
/** Of a conversation the newest so many characters are read. */
const LONGEST_CONVERSATION = 24_000;

/** Reads the turns: what customers said, clause by clause, each with the agent's words before it. */
export function readConversation({
  conversation,
  locale,
  time_zone: timeZone,
  default_region: defaultRegion,
}: ExtractionRequest): Reading {
  const turns = newest(conversation).map((turn) => ({ ...turn, folded: fold(turn.text) }));
  const replies: Reply[] = [];
  let heardText = '';
  let heardSoFar = '';
  for (const turn of turns) {
    if (!isCustomers(turn)) {
      heardText += `${heardText && '\n'}${turn.text}`;
      continue;
    }
    const { text, folded, at } = turn;
    const heard = fold(heardText);
    heardSoFar += `\n${heard}`;
    if (!isMachineTalk(folded) && !TURNED_ROUND.test(text)) {
      replies.push({
        text,
        folded,
        at,
        heardText,
        heard,
        heardSoFar,
        clauses: clausesOf(folded),
        quoted: quotedIn(text),
      });
    }
    heardText = '';
  }
  const language = spokenLanguage(turns.map(({ folded }) => folded.slice(0, 500)).join('\n'), locale);
  return { language, locale, timeZone, defaultRegion, replies };
}

/** Between quotation marks, when it is more than a word or two. */
function quotedIn(text: string): Span[] {
  return [...text.matchAll(/["“„«]([^"“”„«»\n]{24,1000})["”“»]/g)].map(({ 0: { length }, index: start }) => ({
    start,
    end: start + length,
  }));
}

/** Characters that make text look other than it is. */
const TURNED_ROUND = /[\u202d\u202e]/;

/** The newest turns that together are not too long, oldest first, each composed (NFC) and cut. */
function newest(conversation: readonly ConversationTurn[]): ConversationTurn[] {
  const kept: ConversationTurn[] = [];
  let length = 0;
  for (const turn of conversation.toReversed()) {
    const text = cut(turn.text).normalize('NFC');
    length += text.length;
    if (length > LONGEST_CONVERSATION) break;
    kept.unshift({ ...turn, text });
  }
  return kept;
}

/** Not within a word: half a number is another number. */
function cut(text: string): string {
  if (text.length <= LONGEST_TURN) return text;
  const head = text.slice(0, LONGEST_TURN);
  return head.slice(0, Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'), 0));
}
