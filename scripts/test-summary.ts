/** The end of `.ci/run`: what failed and why, once more where nobody has to scroll for it, then the counts. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const ReportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** Of a failure's message; a generated counterexample can be very long. */
const LONGEST = 4_000;

const [file] = process.argv.slice(2);
const text = file === undefined ? '' : readFileSync(file, 'utf8');
if (text === '') {
  console.log('the test runner left no report\n0 passed, 1 failed');
} else {
  const report = ReportSchema.parse(JSON.parse(text));
  for (const { name, status, message, assertionResults } of report.testResults) {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    for (const test of failed) tell(`${name}: ${test.fullName}`, (test.failureMessages ?? []).join('\n'));
    if (status === 'failed' && failed.length === 0) tell(name, message);
  }
  console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed`);
}

function tell(what: string, why: string): void {
  console.log(`failed: ${what}\n${why.slice(0, LONGEST)}\n`);
}
