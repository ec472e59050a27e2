import type { FieldDefinition } from '../../lib/scenario/model.ts';

/**
 * The real versions only name their fields. What a value looks like, and how it is asked for, the demo's operators
 * say; a version of their own may say more.
 */
export const FIELDS: Readonly<Record<string, Readonly<Record<string, FieldDefinition>>>> = {
  'transfer-money': {
    amount: { type: 'number', prompt: 'How much do you want to send?', minimum: 0, examples: [] },
    final_confirmation: { type: 'boolean', prompt: 'Shall we send it?', examples: [] },
  },
};
