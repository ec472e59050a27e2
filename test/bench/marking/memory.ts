import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { CREDENTIALS, REGION } from '../../../infra/local/identity.ts';
import type { LocalStack } from '../../../infra/local/local-stack.ts';
import { ENV } from '../../../lib/config/environment.ts';
import type { Population } from './population.ts';

const UseSchema = z.object({
  /** The most that was in use at any time (MB). */
  heapMb: z.number(),
  /** The most that the process took from the system (MB). */
  residentMb: z.number(),
});
export type MemoryUse = z.infer<typeof UseSchema> & { readonly count: number };

/**
 * How much memory one marking Lambda takes that works at all units of a deployment, one after the other. The deployment
 * is left as it is then, with everybody marked.
 */
export async function measureMemory(
  { world, sessions }: Population,
  { tables, dynamoEndpoint }: LocalStack,
): Promise<MemoryUse> {
  await world.start();
  const { units } = await world.prepare();
  const child = fork(fileURLToPath(new URL('one-lambda.ts', import.meta.url)), {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      [ENV.scenariosTable]: tables.scenarios,
      [ENV.sessionsTable]: tables.sessions,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoEndpoint,
      POWERTOOLS_METRICS_DISABLED: 'true',
    },
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the Lambda ended with ${code}`);
  });
  child.send(units.map((unit) => ({ ...world.ref, unit })));
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  child.disconnect();
  const { marked } = await world.counts();
  if (marked !== sessions.length) throw new Error(`${marked} of ${sessions.length} sessions were marked`);
  return { ...UseSchema.parse(answer), count: sessions.length };
}
