/** How long it takes to say what a change means, on real and on generated flows, and to make a plan of it. */
import { progress } from '../progress.ts';
import { atMost, type BenchmarkReport, type Column } from '../report.ts';
import { measureGeneratedFlows, measureRealFlows } from './comparisons.ts';
import { generatePlans } from './plans.ts';

/** The largest flow that is known to be in use; up to here the tighter bound holds. */
const USUAL_STEPS = 859;
/** A Lambda behind the HTTP API that is slower is cut off (s); `functions/catalog.ts` sets it. */
const API_LIMIT_S = 29;

const TIMES: readonly Column[] = [
  { name: 'floor ms', digits: 2 },
  { name: 'diff ms', digits: 2 },
  { name: 'times', digits: 2 },
  { name: 'memory MB', digits: 0 },
];

export async function benchmarkDiff(quick: boolean): Promise<BenchmarkReport> {
  progress('real flows');
  const real = await measureRealFlows(quick);
  progress('generated flows');
  const generated = await measureGeneratedFlows(quick);
  progress('plans over HTTP');
  const plans = await generatePlans(quick);

  const timesOf = (each: { floorMs: number; diffMs: number }): number => each.diffMs / each.floorMs;
  const row = (each: { floorMs: number; diffMs: number; memoryMb: number }): number[] => [
    each.floorMs,
    each.diffMs,
    timesOf(each),
    each.memoryMb,
  ];
  const diffMs = (steps: number): number =>
    generated.find((each) => each.steps === steps)?.diffMs ?? Number.NaN;

  const usual = [...real, ...generated.filter((each) => each.steps <= USUAL_STEPS)];
  return {
    benchmark: 'diff',
    figures: [
      {
        title: 'Real flows: parse and compare two versions, up to the summary (medians of computing time)',
        columns: [{ name: 'flow' }, { name: 'steps', digits: 0 }, ...TIMES],
        rows: real.map((each) => [`${each.flow} ${each.from} -> ${each.to}`, each.steps, ...row(each)]),
      },
      {
        title: 'Generated flows, 50 changes (medians of computing time)',
        columns: [{ name: 'steps', digits: 0 }, ...TIMES],
        rows: generated.map((each) => [each.steps, ...row(each)]),
      },
      {
        title: 'POST migration-plan on the local stack, end to end',
        columns: [
          { name: 'steps', digits: 0 },
          { name: 'changes', digits: 0 },
          { name: 'request kB', digits: 0 },
          { name: 'POST ms', digits: 0 },
          { name: 'answer kB', digits: 0 },
          { name: 'one anchor kB', digits: 0 },
        ],
        rows: plans.map((each) => [
          each.steps,
          each.changes,
          each.requestKb,
          each.postMs,
          each.answerKb,
          each.anchorKb,
        ]),
      },
    ],
    bounds: [
      atMost(
        `diff over floor, real and up to ${USUAL_STEPS} steps`,
        Math.max(...usual.map(timesOf)),
        'times',
        6,
      ),
      atMost('diff over floor, any size', Math.max(...generated.map(timesOf)), 'times', 12),
      atMost('memory', Math.max(...[...real, ...generated].map((each) => each.memoryMb)), 'MB', 500),
      atMost('diff at 5,000 steps over diff at 500', diffMs(5_000) / diffMs(500), 'times', 15),
      atMost(
        `POST over the API's limit of ${API_LIMIT_S} s`,
        Math.max(...plans.map((each) => each.postMs)) / (1_000 * API_LIMIT_S),
        'times',
        0.33,
      ),
    ],
  };
}
