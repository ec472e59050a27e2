/** Phase 1 of a deployment: how fast sessions are marked, what it consumes, and how that grows with their number. */
import { startLocalStack } from '../../../infra/local/local-stack.ts';
import { testDatabase } from '../../support/database.ts';
import { median } from '../measure.ts';
import { progress } from '../progress.ts';
import { atLeast, atMost, type BenchmarkReport } from '../report.ts';
import { type MemoryUse, measureMemory } from './memory.ts';
import { type Population, populate, SPREADS, type Spread } from './population.ts';
import { type RatedWay, rateWays, weighMarks, writeRaw } from './raw-writes.ts';
import { type Marking, MarkingLambdas } from './marking-lambdas.ts';
import { measureStatus, type StatusTimes } from './status.ts';

/** How many sessions, and how often each is measured. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [1_000, 9],
  [10_000, 3],
  [100_000, 1],
]);
const QUICK_SIZES: ReadonlyMap<number, number> = new Map([
  [40, 1],
  [200, 1],
]);

/** Many enough to tell how fast the store writes; of more sessions as many are taken, at both ends. */
const MOST_RAW_WRITES = 20_000;

/** Of `deployment-status`. */
const CALLS = 100;
const QUICK_CALLS = 5;

interface Measured {
  readonly spread: Spread;
  readonly count: number;
  readonly marking: Marking;
  /** Medians over the rounds, sessions a second. */
  readonly perSecond: number;
  readonly rawPerSecond: number;
  readonly ratio: number;
  readonly ms: number;
  /** Write units of one mark. */
  readonly weight: { readonly table: number; readonly index: number };
}

export async function benchmarkMarking(quick: boolean): Promise<BenchmarkReport> {
  const sizes = quick ? QUICK_SIZES : SIZES;
  const largest = Math.max(...sizes.keys());
  const measured: Measured[] = [];
  const memory: MemoryUse[] = [];
  let status: StatusTimes | undefined;
  let ways: readonly RatedWay[] = [];
  let outside: Marking | undefined;
  const stack = await startLocalStack({});
  const db = testDatabase(stack.tables, stack.dynamoEndpoint);
  const lambdas = new MarkingLambdas(db, stack.dynamoEndpoint);
  try {
    for (const spread of SPREADS) {
      for (const [count, rounds] of sizes) {
        progress(`${count.toLocaleString('en')} sessions, ${spread}`);
        const population = await populate(db, spread, count);
        if (ways.length === 0) ways = await rateWays(db, population, count);
        const [way] = ways;
        if (!way) throw new Error('no way to write is known');
        measured.push(await measure(population, spread, rounds, way, lambdas));
        if (spread === 'one step') continue;
        memory.push(await measureMemory(population, stack));
        if (count === largest) {
          progress('deployment-status');
          status = await measureStatus(population, stack, quick ? QUICK_CALLS : CALLS);
        } else await population.world.cancel();
      }
    }
    const [smallest = 0] = sizes.keys();
    const nobody = { scope_filter: { exclude_channels: ['whatsapp'] } };
    const left = await populate(db, 'one step', smallest, nobody);
    outside = await lambdas.deploy(left);
  } finally {
    lambdas.close();
    db.client.destroy();
    await stack.stop();
  }
  return report({ measured, memory, ways, status, outside, sizes: [...sizes.keys()] });
}

/** The raw writes of one half before and of the other half after: what the machine does besides meets both. */
async function measure(
  population: Population,
  spread: Spread,
  rounds: number,
  way: RatedWay,
  lambdas: MarkingLambdas,
): Promise<Measured> {
  const { world, sessions } = population;
  const count = sessions.length;
  const half = Math.min(count, MOST_RAW_WRITES) / 2;
  const halves = [sessions.slice(0, half), sessions.slice(-half)];
  const weight = await weighMarks(world.db, population);
  const rawMs: number[] = [];
  const markings: Marking[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [before = [], after = []] = halves;
    const first = await writeRaw(world.db, world.tenant, before, way);
    const marking = await lambdas.deploy(population);
    if (marking.marked !== count) throw new Error(`${marking.marked} of ${count} sessions were marked`);
    const second = await writeRaw(world.db, world.tenant, after, way);
    rawMs.push(((first + second) * count) / (2 * half));
    markings.push(marking);
    await world.cancel();
  }
  const ms = median(markings.map((marking) => marking.ms));
  const [marking] = markings;
  if (!marking) throw new Error('nothing was measured');
  return {
    spread,
    count,
    marking,
    weight,
    ms,
    perSecond: (count * 1_000) / ms,
    rawPerSecond: (count * 1_000) / median(rawMs),
    ratio: median(markings.map((each, at) => (rawMs[at] ?? Number.NaN) / each.ms)),
  };
}

interface Findings {
  readonly sizes: readonly number[];
  readonly measured: readonly Measured[];
  readonly memory: readonly MemoryUse[];
  readonly ways: readonly RatedWay[];
  readonly status: StatusTimes | undefined;
  readonly outside: Marking;
}

function report({ sizes, measured, memory, ways, status, outside }: Findings): BenchmarkReport {
  const [smallest = 0] = sizes;
  const [middle = 0, largest = 0] = sizes.slice(-2);
  const size = (count: number): string => count.toLocaleString('en');
  const msOf = (spread: Spread, count: number): number =>
    measured.find((each) => each.spread === spread && each.count === count)?.ms ?? Number.NaN;
  const heapOf = (count: number): number => memory.find((each) => each.count === count)?.heapMb ?? Number.NaN;
  return {
    benchmark: 'marking',
    figures: [
      {
        title: 'Ways to write marks, and nothing else, on this DynamoDB Local',
        columns: [{ name: 'requests' }, { name: 'at a time', digits: 0 }, { name: 'sessions/s', digits: 0 }],
        rows: ways.map(({ kind, width, perSecond }) => [kind, width, perSecond]),
      },
      {
        title: `Marking a deployment, beside the best of these by turns`,
        columns: [
          { name: 'sessions' },
          { name: 'where' },
          { name: 'seconds', digits: 2 },
          { name: 'sessions/s', digits: 0 },
          { name: 'raw/s', digits: 0 },
          { name: 'of raw', digits: 2 },
        ],
        rows: measured.map((each) => [
          size(each.count),
          each.spread,
          each.ms / 1_000,
          each.perSecond,
          each.rawPerSecond,
          each.ratio,
        ]),
      },
      {
        title:
          'Consumed a session: by its mark, by its entry in the index, and by finding it and keeping account',
        columns: [
          { name: 'sessions' },
          { name: 'where' },
          { name: 'mark WU', digits: 3 },
          { name: 'index WU', digits: 3 },
          { name: 'account WU', digits: 3 },
          { name: 'all WU', digits: 3 },
          { name: 'all RU', digits: 3 },
        ],
        rows: measured.map(({ count, spread, weight, marking }) => [
          size(count),
          spread,
          weight.table,
          weight.index,
          marking.writeUnits / count,
          weight.table + weight.index + marking.writeUnits / count,
          marking.readUnits / count,
        ]),
      },
      {
        title: 'One marking Lambda that works at all units of a deployment',
        columns: [
          { name: 'sessions' },
          { name: 'in use, MB', digits: 1 },
          { name: 'taken from the system, MB', digits: 0 },
        ],
        rows: memory.map(({ count, heapMb, residentMb }) => [size(count), heapMb, residentMb]),
      },
      {
        title: `GET deployment-status over HTTP, ${size(status?.sessions ?? 0)} sessions and as many audit events`,
        columns: [{ name: 'when' }, { name: 'p50 ms', digits: 1 }, { name: 'p99 ms', digits: 1 }],
        rows: [
          ['while it marks', status?.marking.p50 ?? Number.NaN, status?.marking.p99 ?? Number.NaN],
          ['at rest', status?.atRest.p50 ?? Number.NaN, status?.atRest.p99 ?? Number.NaN],
        ],
      },
    ],
    bounds: [
      ...measured.flatMap(({ spread, count, ratio, weight }) => [
        atMost(
          `${size(count)}, ${spread}: write units of a mark, index included`,
          weight.table + weight.index,
          'units',
          1,
        ),
        atLeast(`${size(count)}, ${spread}: share of the raw limit`, ratio, 'of it', 0.8),
      ]),
      atMost('writes to sessions out of scope', outside.markRequests, `requests`, 0),
      ...SPREADS.map((spread) =>
        atMost(
          `${spread}: time of ${size(largest)} sessions over that of ${size(middle)}`,
          msOf(spread, largest) / msOf(spread, middle),
          'times',
          11,
        ),
      ),
      atMost(
        `memory in use with ${size(largest)} sessions over that with ${size(smallest)}`,
        heapOf(largest) / heapOf(smallest),
        'times',
        1.25,
      ),
      atMost('deployment-status while it marks, p99', status?.marking.p99 ?? Number.NaN, 'ms', 300),
      atMost('deployment-status at rest, p99', status?.atRest.p99 ?? Number.NaN, 'ms', 300),
      atMost(
        'deployment-status at rest: differences from the audit trail',
        status?.exact ? 0 : 1,
        'differences',
        0,
      ),
    ],
  };
}
