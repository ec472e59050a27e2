import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

test('a benchmark that does not exist is refused, with those that do', async () => {
  const ended = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, ['test/bench/run.ts', 'nothing'], (error, _, stderr) =>
      resolve({ code: error?.code, stderr }),
    );
  });
  expect(ended).toEqual({ code: 2, stderr: expect.stringMatching(/^usage: npm run bench -- diff/) });
});
