import { type ConversationTurn, isCustomers } from './conversation.ts';
import { fold } from './fold.ts';
import { isMachineTalk } from './injection.ts';

/**
 * Leaves out what speaks to extraction itself instead of saying something: instructions about fields and confidence,
 * imitations of what a tool answers. It gives no values, and no model reads it. What somebody says beside it in the
 * same turn is asked for.
 */
export const withoutImitations = (conversation: readonly ConversationTurn[]): readonly ConversationTurn[] =>
  conversation.filter((turn) => !isCustomers(turn) || !isMachineTalk(fold(turn.text)));
