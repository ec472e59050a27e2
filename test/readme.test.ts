/** The README's commands, run as they are written. Only the address of the local stack differs. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { InfrastructureSchema } from '../infra/context.ts';
import { ConfigSchema } from '../lib/config/config.ts';
import packageJson from '../package.json' with { type: 'json' };
import { optionsOf } from './support/options.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const readme = await readFile(join(root, 'README.md'), 'utf8');

/** The fenced blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, text = '']) =>
    name === language ? [text] : [],
  );
}

const atLocalStack = (text: string): string => text.replaceAll('http://127.0.0.1:3000', inject('url'));

describe('the walk through a plan’s life', () => {
  let shown: string[] = [];

  beforeAll(async () => {
    const separator = '--- next block ---';
    const script = blocks('bash')
      .map((block) => `${atLocalStack(block)}\necho; echo '${separator}'`)
      .join('\n');
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: root });
    shown = stdout.split(separator);
  }, 90_000);

  test('every call is answered, none with an error', () => {
    // Answers follow each other without a line break; a failure is an object that begins with its code.
    expect(shown.join('').match(/\{"(code|errorType)":.{0,200}/g)).toBeNull();
    expect(shown.length).toBeGreaterThan(6);
  });

  test('ends with the session moved, its event and a true status', () => {
    const last = shown.at(-2) ?? '';
    expect(last).toContain('"action":"continue"');
    expect(last).toContain('"migration_scenario":"clean_graft"');
    expect(last).toContain('"event_type":"session_migrated"');
    expect(last).toContain('"sessions_marked":1');
  });

  test('the engine’s example runs against the same session', async () => {
    const [example = ''] = blocks('ts');
    const folder = await mkdtemp(join(root, 'dist', 'readme-'));
    try {
      const file = join(folder, 'engine.ts');
      await writeFile(file, atLocalStack(example));
      const { stdout } = await run('node', [file], { cwd: root });
      expect(stdout.trim()).toBe('continue bc6186e8-85bd-57f1-a769-8691c149f1f1 nothing to do');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test('the comparison of two versions names the checkpoint that would be skipped', async () => {
  const command = blocks('sh').find((block) => block.includes('npm run -s diff')) ?? '';
  const { stdout } = await run('bash', ['-c', command], { cwd: root });
  expect(stdout).toMatch(/critical.*action_transfer_funds|action_transfer_funds.*critical/is);
});

test('what clean-up would do is said, and nothing is done', async () => {
  const command = blocks('sh').find((block) => block.includes('retention-cleanup')) ?? '';
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', atLocalStack(command)], { cwd: root });
  expect(JSON.parse(stdout)).toMatchObject({ dry_run: true, complete: true, kept: expect.any(Array) });
});

test('every script that the README names exists', () => {
  const named = [...readme.matchAll(/npm run (?:-s )?(?<name>[a-z]+)/g)].map(
    (match) => match.groups?.name ?? '',
  );
  expect(named).toContain('demo');
  for (const name of named) expect(Object.keys(packageJson.scripts)).toContain(name);
});

test.each([
  ['midstream', ConfigSchema],
  ['infrastructure', InfrastructureSchema],
] as const)('every option of %s is listed with its default', (group, schema) => {
  const [, table = ''] =
    new RegExp(`^\\| \`${group}\` \\| default .*\\n((?:\\|.*\\n)+)`, 'm').exec(readme) ?? [];
  const listed = [...table.matchAll(/^\| `([\w.]+)` \| (?:`(.*?)`)? ?\|/gm)].map(([, path, preset]) => [
    path,
    preset,
  ]);
  expect(listed).toEqual(
    optionsOf(schema).map(({ path, preset }) => [
      path,
      preset === undefined ? undefined : JSON.stringify(preset),
    ]),
  );
});
