import * as z from 'zod';
import { withoutImitations } from '../gap-fill/extraction/imitation.ts';
import type { ExtractionProvider, JudgementRequest } from '../gap-fill/extraction/provider.ts';
import { withinSignal } from '../within-signal.ts';
import type { NaturalVerdict } from './natural.ts';

/** A provider's answer is data from elsewhere, whatever its types say. */
const JudgementSchema = z.object({
  condition: z.string(),
  verdict: z.union([z.boolean(), z.literal('unknown')]),
  confidence: z.number().min(0).max(1),
});

/**
 * Asks for the verdict on conditions: one call for all. What is not answered soundly and once is unknown, and so is
 * what is less certain than a value that is used without asking: nobody can be asked whether a verdict is right.
 * @param certainty 0..1
 * @throws what the provider throws, and when the signal ends its time
 */
export async function judge(
  request: JudgementRequest,
  provider: ExtractionProvider,
  signal: AbortSignal,
  certainty: number,
): Promise<ReadonlyMap<string, NaturalVerdict>> {
  const conversation = withoutImitations(request.conversation);
  const answer = await withinSignal(provider.judge({ ...request, conversation }, signal), signal);
  const sound = answer.flatMap((each) => JudgementSchema.safeParse(each).data ?? []);
  return new Map(
    request.conditions.map((condition) => {
      const [judgement, ...others] = sound.filter((each) => each.condition === condition);
      const isCertain = judgement && others.length === 0 && judgement.confidence >= certainty;
      return [condition, isCertain ? judgement.verdict : 'unknown'];
    }),
  );
}
