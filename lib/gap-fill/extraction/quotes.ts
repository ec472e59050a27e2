import { type ConversationTurn, isCustomers } from './conversation.ts';
import type { Finding } from './provider.ts';
import { plain } from './words.ts';

/** Scripts that write words without spaces have no word boundary to heed. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const WORD = /[\p{L}\p{M}\p{N}]/u;

/**
 * Finds the turn in which a customer says these words: the newest one, whole words only. "14" is not said by "2014".
 * @returns nothing where no customer said them
 */
export function turnQuoted(
  { quote }: Pick<Finding, 'quote'>,
  conversation: readonly ConversationTurn[],
): ConversationTurn | undefined {
  const words = plain(quote);
  if (words === '') return undefined;
  return conversation.findLast((turn) => isCustomers(turn) && says(plain(turn.text), words));
}

function says(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!joins(text[at - 1], words[0]) && !joins(words.at(-1), text[at + words.length])) return true;
  }
  return false;
}

/** Do two neighbouring characters belong to one word? */
const joins = (before: string | undefined, after: string | undefined): boolean =>
  [before, after].every((character) => character && WORD.test(character) && !UNSPACED.test(character));
