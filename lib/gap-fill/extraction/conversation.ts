import * as z from 'zod';
import { TimeSchema } from '../../session/model.ts';

/** One turn of the conversation, as extraction reads it. */
export const ConversationTurnSchema = z.strictObject({
  /** `customer` or `user` is the customer; whoever else speaks gives no values. */
  role: z.string().min(1).max(50),
  text: z.string().max(20_000),
  /** Relative dates count from here; without it they are not found. */
  at: TimeSchema.optional(),
});

export type ConversationTurn = z.infer<typeof ConversationTurnSchema>;

const CUSTOMER: ReadonlySet<string> = new Set(['customer', 'user']);

/** Only what the customers say themselves is a source of values. */
export const isCustomers = ({ role }: ConversationTurn): boolean => CUSTOMER.has(role.toLowerCase());
