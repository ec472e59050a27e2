/** What stands before every turn of every conversation: what it costs when there is nothing to do, and when there is. */
import { startLocalStack } from '../../../infra/local/local-stack.ts';
import { progress } from '../progress.ts';
import { atMost, type BenchmarkReport } from '../report.ts';
import { type Latency, measureLatency } from './latency.ts';
import { OUTCOMES } from './outcomes.ts';
import { measureOverhead, type Overhead } from './overhead.ts';
import { measureStartUp } from './start-up.ts';
import { openWorld } from './world.ts';

/** Of these the time is held against that of the same requests alone. */
const COMPARED = ['nothing to do', 'clean graft'];
const COMPARED_TURNS = 200;
const CALLERS = 16;
const PARALLEL_TURNS = 200;
const QUICK_TURNS = CALLERS;
const QUICK_OUTCOMES = 4;
const STARTS = 15;

export async function benchmarkReconcile(quick: boolean): Promise<BenchmarkReport> {
  const overheads = new Map<string, Overhead>();
  const latencies = new Map<string, Latency>();
  const stack = await startLocalStack({});
  try {
    for (const outcome of quick ? OUTCOMES.slice(0, QUICK_OUTCOMES) : OUTCOMES) {
      progress(outcome.name);
      if (COMPARED.includes(outcome.name)) {
        overheads.set(
          outcome.name,
          await measureOverhead(await openWorld(stack, outcome, quick ? QUICK_TURNS : COMPARED_TURNS)),
        );
      }
      const world = await openWorld(stack, outcome, quick ? QUICK_TURNS : PARALLEL_TURNS);
      latencies.set(outcome.name, await measureLatency(world, CALLERS));
    }
  } finally {
    await stack.stop();
  }
  progress('cold starts');
  const startUp = await measureStartUp(quick ? 1 : STARTS);
  const nothing = latencies.get('nothing to do');

  return {
    benchmark: 'reconcile',
    figures: [
      {
        title: 'A turn in a warm Lambda, beside the same requests sent alone (medians, one at a time)',
        columns: [
          { name: 'outcome' },
          { name: 'round trips', digits: 0 },
          { name: 'turn ms', digits: 2 },
          { name: 'requests ms', digits: 2 },
          { name: 'times', digits: 2 },
        ],
        rows: [...overheads].map(([name, { turnMs, rawMs, roundTrips }]) => [
          name,
          roundTrips,
          turnMs,
          rawMs,
          turnMs / rawMs,
        ]),
      },
      {
        title: `Turns by ${CALLERS} callers at a time on DynamoDB Local, and what one consumes`,
        columns: [
          { name: 'outcome' },
          { name: 'p50 ms', digits: 1 },
          { name: 'p99 ms', digits: 1 },
          { name: 'turns/s', digits: 0 },
          { name: 'read units', digits: 1 },
          { name: 'write units', digits: 1 },
        ],
        rows: [...latencies].map(([name, { p50, p99, turnsPerSecond, readUnits, writeUnits }]) => [
          name,
          p50,
          p99,
          turnsPerSecond,
          readUnits,
          writeUnits,
        ]),
      },
      {
        title: 'A cold start, without Node.js itself (medians)',
        columns: [
          { name: 'loads beside the AWS SDK, kB', digits: 0 },
          { name: 'ms', digits: 0 },
          { name: 'empty module ms', digits: 1 },
        ],
        rows: [[startUp.loadedKb, startUp.functionMs, startUp.emptyMs]],
      },
    ],
    bounds: [
      ...[...overheads].flatMap(([name, { turnMs, rawMs, roundTrips }], at) => [
        atMost(`${name}: round trips`, roundTrips, 'round trips', at + 1),
        atMost(`${name}: time over its requests alone`, turnMs / rawMs, 'times', 1.3),
      ]),
      atMost('nothing to do: read units', nothing?.readUnits ?? Number.NaN, 'units', 2),
      atMost('nothing to do: write units', nothing?.writeUnits ?? Number.NaN, 'units', 0),
      atMost('loaded beside the AWS SDK', startUp.loadedKb, 'kB', 350),
      atMost('loading it, more than an empty module', startUp.functionMs - startUp.emptyMs, 'ms', 120),
    ],
  };
}
