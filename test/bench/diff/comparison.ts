/**
 * Times one comparison of two versions. It runs in a process of its own, so that its memory is its own:
 * `node comparison.ts OLD.json NEW.json MEASUREMENTS` prints what it measured as JSON.
 */
import { readFileSync } from 'node:fs';
import { readConfig } from '../../../lib/config/config.ts';
import { diffScenarios } from '../../../lib/diff/diff.ts';
import { contentOf } from '../../../lib/plan/content.ts';
import { contentHash } from '../../../lib/scenario/content-hash.ts';
import { buildGraph } from '../../../lib/scenario/graph.ts';
import { type ScenarioInput, ScenarioInputSchema } from '../../../lib/scenario/model.ts';
import { medianTimes } from '../measure.ts';

export interface Measured {
  /** Median computing time (ms) to parse both versions and hash each step once. */
  readonly floorMs: number;
  /** Median computing time (ms) from the same two texts up to and including the summary. */
  readonly diffMs: number;
  /** The most that the process occupied until it had compared them once (MB), Node.js itself included. */
  readonly memoryMb: number;
}

/** For each measurement: seven of them, and the code is compiled for good. */
const WARM_UP_MS = 150;
const config = readConfig({});
const nobodyCounted = { sessionsByAnchor: {}, olderSessionsByVersion: {}, estimateComplete: false };

const parse = (text: string): ScenarioInput => ScenarioInputSchema.parse(JSON.parse(text));

function floor(texts: readonly string[]): string[] {
  return texts.flatMap((text) => parse(text).steps.map(contentHash));
}

function compare(old: string, now: string): unknown {
  return contentOf(diffScenarios(buildGraph(parse(old)), buildGraph(parse(now))), {}, nobodyCounted, config);
}

const [oldFile = '', newFile = '', measurements = '1'] = process.argv.slice(2);
const [old, now] = [readFileSync(oldFile, 'utf8'), readFileSync(newFile, 'utf8')];
compare(old, now);
const memoryMb = process.resourceUsage().maxRSS / 1_024;
const [floorMs, diffMs] = medianTimes(
  () => floor([old, now]),
  () => compare(old, now),
  { warmUpMs: WARM_UP_MS * Number(measurements), measurements: Number(measurements) },
);
const measured: Measured = { floorMs, diffMs, memoryMb };
process.stdout.write(JSON.stringify(measured));
