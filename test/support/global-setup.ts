import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocalStack, type TableNames } from '../../infra/local/local-stack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of the local stack's one port: HTTP API, Lambda Invoke API, tokens. */
    url: string;
    dynamoEndpoint: string;
    tables: TableNames;
    /** The private key that signs the stack's tokens, as a JWK. */
    tokenKey: string;
  }
}

/** Starts one local stack for all tests; `MIDSTREAM_TEST_LOGS=1` shows what its Lambdas log. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const keyDir = await mkdtemp(join(tmpdir(), 'midstream-key-'));
  const stack = await startLocalStack({
    keyDir,
    retryPauseMs: 20,
    ...(process.env.MIDSTREAM_TEST_LOGS && { onLambdaLog: (line: string) => console.error(line) }),
  });
  project.provide('url', stack.url);
  project.provide('dynamoEndpoint', stack.dynamoEndpoint);
  project.provide('tables', stack.tables);
  project.provide('tokenKey', await readFile(join(keyDir, 'token-key.json'), 'utf8'));
  await rm(keyDir, { recursive: true });
  return () => stack.stop();
}
