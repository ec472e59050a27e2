import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import { buildClient } from '../../scripts/client.ts';
import { ApiClient } from '../support/api-client.ts';
import { scenario } from '../support/scenario-builder.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

test('an engine imports the package, and the README’s example compiles and runs', async () => {
  const api = new ApiClient(inject('url'));
  const { scenario_id } = await api.startScenario(scenario('talk', 1).step('hello').build());
  await api.startSession(scenario_id, { session_id: 'session-1' });

  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const example = /<!-- client: begin -->\n```typescript\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const ours = example
    .replaceAll('http://127.0.0.1:3000', inject('url'))
    .replaceAll("'acme'", `'${api.tenantId}'`);

  // Inside the project, so that the engine has the AWS SDK; the package itself comes from its own folder.
  await mkdir(join(root, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(root, 'dist', 'engine-'));
  try {
    await buildClient(join(folder, 'node_modules', 'midstream-client'));
    const file = join(folder, 'engine.ts');
    const loop = await readFile(join(root, 'examples', 'turn-loop.ts'), 'utf8');
    await writeFile(file, ours);
    await writeFile(
      join(folder, 'turn-loop.ts'),
      loop.replaceAll('../lib/client/client.ts', 'midstream-client'),
    );
    await writeFile(join(folder, 'wrong.ts'), WRONG);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(ENGINE));
    const [ran] = await Promise.all([
      run('node', [file], { cwd: folder }),
      run(join(root, 'node_modules', '.bin', 'tsc'), ['-p', folder]),
    ]);
    expect(ran.stdout).toBe('continue nothing to do\nreconcile session_not_found false\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Compiles only where the package's types say what is sent and answered, and not `any`. */
const WRONG = `
  import type { MidstreamClient, ReconcileAnswer } from 'midstream-client';
  // @ts-expect-error no such action
  export const action: ReconcileAnswer['action'] = 'nothing';
  export async function wrong(midstream: MidstreamClient): Promise<number> {
    // @ts-expect-error no channel
    const session = await midstream.putSession('s', { scenario_id: 'a' });
    // @ts-expect-error a text
    return session.status;
  }
`;

/** As strict as an engine may be. */
const ENGINE = {
  compilerOptions: {
    target: 'ES2024',
    module: 'NodeNext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  },
  files: ['engine.ts', 'turn-loop.ts', 'wrong.ts'],
};
