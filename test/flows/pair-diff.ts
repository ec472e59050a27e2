import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { TransformationMapSchema } from '../../lib/diff/model.ts';
import { MigrationSummarySchema } from '../../lib/plan/model.ts';
import type { Step } from '../../lib/scenario/model.ts';
import { FLOWS, type FlowName, flow } from '../support/flows.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

const PrintedSchema = z.object({
  transformation_map: TransformationMapSchema,
  summary: MigrationSummarySchema,
});

/** A version and the one before it. */
export interface Pair {
  readonly name: FlowName;
  readonly from: number;
  readonly to: number;
}

/** What `npm run -s diff -- OLD NEW --json` prints for a pair, and the steps of both versions as they are listed. */
export interface PairDiff extends Pair, z.infer<typeof PrintedSchema> {
  readonly old: ReadonlyMap<string, Step>;
  readonly now: ReadonlyMap<string, Step>;
}

export const PAIRS: readonly Pair[] = Object.entries(FLOWS).flatMap(([name, versions]) =>
  Array.from({ length: versions - 1 }, (_, at) => ({ name: name as FlowName, from: at + 1, to: at + 2 })),
);

/** Runs the script itself, as a build pipeline does. */
export async function diffPair(pair: Pair): Promise<PairDiff> {
  const files = [pair.from, pair.to].map((version) => `flows/${pair.name}/v${version}.json`);
  const { stdout } = await run(process.execPath, ['scripts/diff.ts', ...files, '--json'], {
    cwd: root,
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  const stepsOf = (version: number) => new Map(flow(pair.name, version).steps.map((step) => [step.id, step]));
  return {
    ...pair,
    ...PrintedSchema.parse(JSON.parse(stdout)),
    old: stepsOf(pair.from),
    now: stepsOf(pair.to),
  };
}
