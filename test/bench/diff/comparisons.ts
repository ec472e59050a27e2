import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { flow, flowFile, VERSION_PAIRS } from '../../support/flows.ts';
import { editFlow, generateFlow } from '../../support/generated-flow.ts';
import type { Measured } from './comparison.ts';

const SIZES = [50, 100, 500, 859, 2_000, 5_000];
const QUICK_SIZES = [500, 5_000];
const CHANGES = 50;
const SEED = 1;
const MEASUREMENTS = 7;

export interface Generated extends Measured {
  readonly steps: number;
}

export async function measureGeneratedFlows(quick: boolean): Promise<Generated[]> {
  const folder = await mkdtemp(join(tmpdir(), 'midstream-bench-'));
  const [oldFile, newFile] = [join(folder, 'old.json'), join(folder, 'new.json')];
  const measured: Generated[] = [];
  try {
    for (const steps of quick ? QUICK_SIZES : SIZES) {
      const old = generateFlow(steps, SEED);
      await writeFile(oldFile, JSON.stringify(old));
      await writeFile(newFile, JSON.stringify(editFlow(old, CHANGES, SEED)));
      measured.push({ steps, ...(await compare(oldFile, newFile, quick)) });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return measured;
}

export interface Real extends Measured {
  readonly flow: string;
  readonly from: number;
  readonly to: number;
  /** Of the later version. */
  readonly steps: number;
}

export async function measureRealFlows(quick: boolean): Promise<Real[]> {
  const measured: Real[] = [];
  for (const [name, from, to] of quick ? VERSION_PAIRS.slice(-2) : VERSION_PAIRS) {
    const [old, now] = [flowFile(name, from), flowFile(name, to)].map((file) => fileURLToPath(file));
    const steps = flow(name, to).steps.length;
    measured.push({ flow: name, from, to, steps, ...(await compare(old ?? '', now ?? '', quick)) });
  }
  return measured;
}

const run = promisify(execFile);

async function compare(oldFile: string, newFile: string, quick: boolean): Promise<Measured> {
  const comparison = fileURLToPath(new URL('comparison.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [
    comparison,
    oldFile,
    newFile,
    String(quick ? 1 : MEASUREMENTS),
  ]);
  return JSON.parse(stdout);
}
