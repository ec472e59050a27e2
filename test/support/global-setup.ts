import type { TestProject } from 'vitest/node';
import { startLocalStack, type TableNames } from '../../infra/local/local-stack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of the local stack's one port: HTTP API, Lambda Invoke API, tokens. */
    url: string;
    dynamoEndpoint: string;
    tables: TableNames;
  }
}

/** Starts one local stack for all tests; `MIDSTREAM_TEST_LOGS=1` shows what its Lambdas log. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startLocalStack({
    retryPauseMs: 20,
    ...(process.env.MIDSTREAM_TEST_LOGS && { onLambdaLog: (line: string) => console.error(line) }),
  });
  project.provide('url', stack.url);
  project.provide('dynamoEndpoint', stack.dynamoEndpoint);
  project.provide('tables', stack.tables);
  return () => stack.stop();
}
