import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundle } from '../../../infra/bundle.ts';
import { bundleSizes } from '../../../infra/bundle-report.ts';
import { REGION } from '../../../infra/local/identity.ts';
import { PROJECT_ROOT } from '../../../infra/paths.ts';
import { ENV } from '../../../lib/config/environment.ts';
import { median } from '../measure.ts';

const run = promisify(execFile);

export interface StartUp {
  /** What a nothing-to-do turn loads beside the AWS SDK, minified (kB). */
  readonly loadedKb: number;
  /** Median time (ms) that a fresh process computes to load the function. */
  readonly functionMs: number;
  /** The same for an empty module. */
  readonly emptyMs: number;
}

/** How much the bundled function loads at a cold start, and how long it takes. */
export async function measureStartUp(starts: number): Promise<StartUp> {
  const folder = await mkdtemp(join(tmpdir(), 'midstream-bench-'));
  try {
    const sizes = bundleSizes(await bundle({ sources: join(PROJECT_ROOT, 'functions'), outDir: folder }));
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export {};');
    const times: { function: number[]; empty: number[] } = { function: [], empty: [] };
    for (let start = 0; start < starts; start += 1) {
      times.function.push(await loadingTime(join(folder, 'reconcile', 'index.mjs')));
      times.empty.push(await loadingTime(empty));
    }
    const size = sizes.find(({ name }) => name === 'reconcile');
    return {
      loadedKb: (size?.atStartWithoutSdk ?? Number.NaN) / 1_000,
      functionMs: median(times.function),
      emptyMs: median(times.empty),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function loadingTime(module: string): Promise<number> {
  const { stdout } = await run(
    process.execPath,
    [fileURLToPath(new URL('load.ts', import.meta.url)), module],
    {
      env: {
        AWS_REGION: REGION,
        [ENV.scenariosTable]: 'scenarios',
        [ENV.sessionsTable]: 'sessions',
        [ENV.auditTable]: 'audit',
      },
    },
  );
  return Number(stdout);
}
