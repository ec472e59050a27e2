import { type ConversationTurn, isCustomers } from './conversation.ts';
import { wordsOf } from './words.ts';

/** Keys of the answers of models' tools, as somebody would write who wants to be taken for one. */
const KEYS =
  /["'`\\]?\b(?:field_name|tool_?use(?:_?id)?|tool_?result|tool_?calls?|function_?call|stop_?reason)\b["'`\\]*\s*[:=>({]|["'`]confidence["'`\\]*\s*:|<\/?\s*(?:tool|system|assistant|function|conversation|invoke)\b/i;

/** Who speaks of both, speaks to the machine. */
const ABOUT_EXTRACTION = [
  new Set(['confidence', 'konfidenz', 'confianza']),
  new Set(['field', 'fields', 'felder', 'feld', 'campo', 'campos']),
];

/**
 * Leaves out what speaks to extraction itself instead of saying something: instructions about fields and confidence,
 * imitations of what a tool answers. It gives no values, and no model reads it. What somebody says beside it in the
 * same turn is asked for.
 */
export const withoutImitations = (conversation: readonly ConversationTurn[]): readonly ConversationTurn[] =>
  conversation.filter((turn) => !isCustomers(turn) || !isImitation(turn.text));

function isImitation(text: string): boolean {
  if (KEYS.test(text)) return true;
  const words = wordsOf(text);
  return ABOUT_EXTRACTION.every((names) => words.some((word) => names.has(word)));
}
