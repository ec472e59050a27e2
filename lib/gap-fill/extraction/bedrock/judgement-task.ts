import * as z from 'zod';
import { type Judgement, type JudgementRequest, UnusableAnswer } from '../provider.ts';
import { asData, conversationData, RULES } from './conversation-data.ts';
import type { Task } from './converse.ts';
import { objectOf } from './schema.ts';

const SYSTEM = `${RULES}

Judge for every condition of the tool whether it holds for this customer.
- Judge only by what the customer says in "conversation", and by "known", the values that the company has.
- "true" or "false" only where that tells; "unknown" where it does not, or where the condition makes no sense.
- "confidence" is how sure you are of that, from 0 to 1: 0.95 and more only where there is no doubt.`;

const TOKENS_PER_CONDITION = 60;
const MAX_TOKENS = 4_000;

const aliasOf = (index: number): string => `condition_${index + 1}`;

const ToolInputSchema = z.record(z.string(), z.unknown());
const EntrySchema = z.object({ verdict: z.enum(['true', 'false', 'unknown']), confidence: z.number() });

/** Judging conditions, as a task for a model. */
export function judgementTask(
  request: JudgementRequest,
): Task & { read(toolInput: unknown): readonly Judgement[] } {
  const { conditions, known } = request;
  return {
    system: SYSTEM,
    data: asData({ known, ...conversationData(request) }),
    tool: {
      name: 'report_verdicts',
      description: 'Reports whether conditions hold.',
      input: objectOf(
        Object.fromEntries(
          conditions.map((condition, index) => [
            aliasOf(index),
            objectOf(
              {
                verdict: { type: 'string', enum: ['true', 'false', 'unknown'] },
                confidence: { type: 'number', description: 'From 0 to 1.' },
              },
              { description: condition },
            ),
          ]),
        ),
      ),
    },
    maxTokens: Math.min(MAX_TOKENS, 100 + TOKENS_PER_CONDITION * conditions.length),
    read(toolInput) {
      const { data } = ToolInputSchema.safeParse(toolInput);
      if (!data) throw new UnusableAnswer('the tool’s input is no object');
      return conditions.flatMap((condition, index) => {
        const alias = aliasOf(index);
        const entry = EntrySchema.safeParse(Object.hasOwn(data, alias) ? data[alias] : undefined);
        if (!entry.success) return [];
        const { verdict, confidence } = entry.data;
        return [{ condition, verdict: verdict === 'unknown' ? verdict : verdict === 'true', confidence }];
      });
    },
  };
}
