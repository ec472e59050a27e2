import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { TransformationMapSchema } from '../../lib/diff/model.ts';
import { MigrationSummarySchema } from '../../lib/plan/model.ts';
import { checksum, contentHash } from '../../lib/scenario/content-hash.ts';
import { flow } from '../support/flows.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'midstream-diff-'));
afterAll(() => rmSync(folder, { recursive: true }));

const diff = (...args: string[]) =>
  spawnSync(process.execPath, ['scripts/diff.ts', ...args], { cwd: root, encoding: 'utf8' });
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const [v3, v4] = ['flows/transfer-money/v3.json', 'flows/transfer-money/v4.json'];

describe('the table', () => {
  test('names the inserted checkpoint as critical, without colours in a pipe', () => {
    const { status, stdout, stderr } = diff(v3, v4);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('transfer_money: version 3 -> 4');
    expect(stdout).toMatch(
      /utter_transfer_complete +gap_fill +exact by content +\+ action_transfer_funds \[checkpoint\]/,
    );
    expect(stdout).toMatch(/CRITICAL +The checkpoint "action_transfer_funds"/);
    expect(stdout).not.toContain('\u001b');
  });

  test('names forks and changed conditions, and more of them with --all', () => {
    const files = ['flows/edd-reminders/v4.json', 'flows/edd-reminders/v5.json'];
    const short = diff(...files).stdout;
    const long = diff(...files, '--all').stdout;
    expect(short).toContain('NEW FORK');
    expect(short).toContain('steps where no conversation rests');
    expect(long.length).toBeGreaterThan(short.length);
    expect(long).not.toContain('--all');
  });

  test('notes a version that is not greater', () => {
    const { status, stderr } = diff(v4, v3);
    expect(status).toBe(0);
    expect(stderr).toContain('a plan needs a version that is greater');
  });

  test('keeps control characters of a file to itself', () => {
    const evil = file(
      'evil.json',
      JSON.stringify({
        name: 'n',
        version: 1,
        entry_step_id: 'a',
        steps: [{ id: 'a', name: 'A\u001b[31mB' }],
      }),
    );
    expect(diff(evil, evil).stdout).not.toContain('\u001b');
  });
});

test('--json gives map, summary, checksums and hashes', () => {
  const { status, stdout } = diff('--json', v3, v4);
  expect(status).toBe(0);
  const answer = JSON.parse(stdout);
  expect(Object.keys(answer).sort()).toEqual([
    'checksums',
    'content_hashes',
    'summary',
    'transformation_map',
  ]);
  TransformationMapSchema.parse(answer.transformation_map);
  const summary = MigrationSummarySchema.parse(answer.summary);
  expect(summary.warnings.filter((warning) => warning.severity === 'critical')).toHaveLength(1);
  expect(answer.checksums).toEqual({
    v1: checksum(flow('transfer-money', 3)),
    v2: checksum(flow('transfer-money', 4)),
  });
  expect(answer.content_hashes.v2).toEqual(
    Object.fromEntries(flow('transfer-money', 4).steps.map((step) => [step.id, contentHash(step)])),
  );
});

describe('exit status 2, with every problem', () => {
  test('of both files', () => {
    const broken = file('broken.json', '{');
    const wrong = file(
      'wrong.json',
      JSON.stringify({ name: 'n', version: 0, entry_step_id: 'x', steps: [{ id: 'a' }], extra: 1 }),
    );
    const { status, stdout, stderr } = diff(broken, wrong);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${broken}: is not JSON`);
    for (const path of ['version', 'steps[0].name', 'extra', 'entry_step_id']) {
      expect(stderr).toContain(`${wrong}: ${path}: `);
    }
  });

  test('when a file cannot be read', () => {
    const { status, stderr } = diff('nowhere.json', folder);
    expect(status).toBe(2);
    expect(stderr).toContain('nowhere.json: cannot be read');
    expect(stderr).toContain(`${folder}: cannot be read`);
  });

  test.each([
    [['--colour', v3, v4], 'unknown option --colour'],
    [[v3], 'two files are needed'],
    [[v3, v4, v4], 'two files are needed'],
    [[], 'two files are needed'],
  ])('for the command line %j', (args, message) => {
    const { status, stderr } = diff(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain('usage:');
  });
});

test('--help says how', () => {
  const { status, stdout } = diff('--help');
  expect(status).toBe(0);
  expect(stdout).toContain('usage: npm run -s diff -- OLD.json NEW.json');
});
