import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What dependency-cruiser says of a few files under the project's rules. */
function cruise(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'midstream-rules-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const roots = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? path))];
  const args = ['--config', resolve('.dependency-cruiser.mjs'), ...roots];
  return spawnSync(resolve('node_modules/.bin/depcruise'), args, { cwd: folder, encoding: 'utf8' }).stdout;
}

/** Without a parser for TypeScript the rules would pass whatever is written. */
describe('the architecture rules see', () => {
  it.each([
    ['layer-scenario', 'lib/scenario/a.ts', "import type { T } from '../plan/b.ts';", 'lib/plan/b.ts'],
    ['pure-parts', 'lib/session/a.ts', "import { T } from '../store/b.ts';", 'lib/store/b.ts'],
    ['lib-stands-alone', 'lib/a.ts', "export { T } from '../functions/b.ts';", 'functions/b.ts'],
    ['functions-apart', 'functions/x/a/a.ts', "import '../b/b.ts';", 'functions/x/b/b.ts'],
    ['client-knows-types-only', 'lib/client/a.ts', "import { T } from '../api/b.ts';", 'lib/api/b.ts'],
    [
      'client-apart-from-runtime',
      'lib/client/a.ts',
      "import type { T } from '../store/b.ts';",
      'lib/store/b.ts',
    ],
    ['client-is-for-engines', 'functions/x/a/a.ts', "import '../../../lib/client/b.ts';", 'lib/client/b.ts'],
    ['no-barrels', 'lib/a.ts', "import { T } from './plan/index.ts';", 'lib/plan/index.ts'],
  ])('%s', (rule, from, text, to) => {
    expect(cruise({ [from]: text, [to]: 'export type T = 1;' })).toContain(`error ${rule}: ${from} → ${to}`);
  });

  it('no fault in what is allowed', () => {
    const files = { 'lib/plan/a.ts': "import type { T } from '../scenario/b.ts';", 'lib/scenario/b.ts': '' };
    expect(cruise(files)).toContain('no dependency violations found (2 modules');
  });
});
