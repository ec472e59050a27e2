import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

const bench = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['test/bench/run.ts', ...args], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

test.for(['diff', 'extraction', 'load', 'marking', 'reconcile'])(
  '%s measures, and judges every bound',
  { timeout: 300_000 },
  async (name) => {
    const { code, stdout, stderr } = await bench(name, '--quick');
    expect(stderr.replace(/^ *\d+ s {2}.+\n/gm, '')).toBe('');
    const { benchmark, figures, bounds } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(benchmark).toBe(name);
    expect(figures.length).toBeGreaterThan(2);
    for (const { value, verdict } of bounds) {
      expect(value).toBeTypeOf('number');
      expect(stdout).toContain(` ${verdict}\n`);
    }
    // So little measured says nothing of time; that it ends as it says is another matter.
    const missed = bounds.some(({ verdict }: { verdict: string }) => verdict === 'missed');
    expect(code).toBe(missed ? 1 : 0);
  },
);

test('a benchmark that does not exist is refused, with those that do', async () => {
  const ended = await bench('nothing');
  expect(ended).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^usage: npm run bench -- diff\|extraction\|load\|marking\|reconcile/),
  });
});
