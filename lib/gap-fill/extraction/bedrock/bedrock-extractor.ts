import type { ExtractionProvider } from '../provider.ts';
import { type ConverseSettings, openConverse } from './converse.ts';
import { extractionTask } from './extraction-task.ts';
import { judgementTask } from './judgement-task.ts';

/**
 * A model on Amazon Bedrock. It is asked to fill in a tool's input, whose schema is made from the field definitions,
 * and what it fills in is read and nothing else.
 */
export function bedrockExtractor(settings: ConverseSettings): ExtractionProvider {
  const converse = openConverse(settings);
  return {
    name: 'bedrock',
    async extract(request, signal) {
      const task = extractionTask(request);
      return task.read(await converse(task, signal));
    },
    async judge(request, signal) {
      const task = judgementTask(request);
      return task.read(await converse(task, signal));
    },
  };
}
