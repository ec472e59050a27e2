import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Flow, readFlow, rests } from '../../scripts/demo/flow.ts';
import { imagine } from '../../scripts/demo/population.ts';
import { Random } from '../../scripts/demo/random.ts';
import { FLOWS } from '../../scripts/demo/story.ts';
import { plausible } from '../../scripts/demo/values.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function demo(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['scripts/demo/demo.ts', ...args],
      { cwd: root, encoding: 'utf8' },
      (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

/** The sum of a column of the table of releases. */
function totalOf(heading: string, stdout: string): number {
  const [headings = [], ...rows] = stdout
    .split('\n')
    .filter((line) => /^ {2}(RELEASE|[a-z-]+ \d+ -> \d+) +[\dA-Z-]/.test(line))
    .map((line) => line.trim().split(/ {2,}/));
  const column = headings.indexOf(heading);
  return rows.reduce((sum, row) => sum + (Number(row[column]) || 0), 0);
}

describe('the demo', () => {
  test('plays to its end, and everything that it counted is true', { timeout: 400_000 }, async () => {
    const { status, stdout, stderr } = await demo('--sessions', '120', '--seed', '7');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('120 customers, seed 7');
    expect(stdout).toMatch(/approved +by ansel, who acknowledged checkpoint_would_be_skipped/);
    expect(stdout).toMatch(/RELEASE +MARKED +SILENT +ASKED/);
    expect(stdout).toMatch(/transfer-money 3 -> 4 +\d/);
    expect(stdout).toContain("version 4 -> 5 (the demo's own, not one of the published history)");
    expect(stdout).toMatch(/MOVED AT ONCE OVER +1 VERSION( +\d)+ +9\n/);
    expect(totalOf('COMPOSITE', stdout)).toBeGreaterThan(0);
    expect(totalOf('RE-ROUTED', stdout)).toBeGreaterThan(0);
    expect(totalOf('BLOCKED', stdout)).toBeGreaterThan(0);
    expect(stdout).toMatch(/customers +94 +26 +120/);
    expect(stdout).toMatch(/nothing was asked: [1-9]\d* times/);
    expect(stdout).toMatch(/Questions avoided: [1-9]\d? %/);
    expect(stdout.match(/^ {2}ok /gm)).toHaveLength(13 * 3 + 2);
    expect(stdout).not.toContain('WRONG');
    expect(stdout).not.toContain('\u001b');
  });

  test.for([['--sessions', '3'], ['--seed', 'x'], ['--verbose']])(
    'refuses %s with a word about it',
    async (args) => {
      const { status, stdout, stderr } = await demo(...args);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(args[0]);
      expect(stderr).toContain('Usage:');
    },
  );

  test('explains itself', async () => {
    expect(await demo('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('--sessions N'),
    });
  });
});

describe('customers', () => {
  const people = (flow: Flow, seed: number) => imagine(flow, 50, new Random(seed));
  const walks = (flow: Flow, seed: number) =>
    people(flow, seed).map(({ walk, channel, facts }) => ({
      walk: walk.map(({ node }) => node.id),
      channel,
      facts,
    }));

  test.for(FLOWS)('of $id walk real ways, to where conversations rest', async ({ id, versions, own }) => {
    const flow = await readFlow(id, versions, own);
    for (const { walk } of people(flow, 1)) {
      expect(walk[0]?.node).toBe(flow.versions[0]?.entry);
      walk.forEach(({ node }, index) => {
        const next = walk[index + 1]?.node;
        if (next) expect(node.successors).toContain(next.ordinal);
        else expect(rests(node)).toBe(true);
      });
    }
  });

  test('are the same for the same seed only', async () => {
    const flow = await readFlow('edd-reminders', [1, 2]);
    expect(walks(flow, 5)).toEqual(walks(flow, 5));
    expect(walks(flow, 5)).not.toEqual(walks(flow, 6));
  });

  test('say what the flow tells apart', async () => {
    const flow = await readFlow('edd-reminders', [1, 5]);
    const random = new Random(3);
    const said = Array.from({ length: 40 }, () => plausible(flow, 'edd_month', random));
    expect(said).toContain('this_month');
    expect(plausible(flow, 'a_field_of_no_condition', random)).toBe('yes');
  });
});
