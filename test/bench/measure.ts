/** The middle value; of an even number, the mean of the two in the middle. @throws RangeError for none */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle];
  if (lower === undefined || upper === undefined) throw new RangeError('the median of nothing');
  return (lower + upper) / 2;
}

/** What half of some times, and 99 of 100, stayed under. */
export interface Shares {
  readonly p50: number;
  readonly p99: number;
}

export function shares(times: readonly number[]): Shares {
  const sorted = [...times].sort((a, b) => a - b);
  const share = (part: number): number => sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN;
  return { p50: share(0.5), p99: share(0.99) };
}

export interface Repetition {
  /** Before anything is counted, so that the code is compiled (ms). */
  readonly warmUpMs: number;
  /** How many measurements there are of each. */
  readonly measurements: number;
}

/** The clock of computing time ticks in milliseconds: a measurement takes as many runs as make this negligible. */
const MEASUREMENT_MS = 80;

/**
 * Median times (ms) of one run of two things, measured by turns. It is the time that this thread computes: what
 * else the machine does meanwhile does not count.
 */
export function medianTimes(
  first: () => unknown,
  second: () => unknown,
  { warmUpMs, measurements }: Repetition,
): readonly [number, number] {
  const both = [first, second].map((run) => ({
    run,
    runs: runsPerMeasurement(run, warmUpMs / 2),
    times: [0],
  }));
  for (const each of both) each.times.length = 0;
  for (let count = 0; count < measurements; count += 1) {
    for (const { run, runs, times } of both) times.push(computingTime(run, runs) / runs);
  }
  const [ofFirst = Number.NaN, ofSecond = Number.NaN] = both.map(({ times }) => median(times));
  return [ofFirst, ofSecond];
}

/** Runs something until it is warmed up; the later half tells how long it takes. */
function runsPerMeasurement(run: () => unknown, warmUpMs: number): number {
  repeat(run, warmUpMs / 2);
  const started = performance.now();
  const runs = repeat(run, warmUpMs / 2);
  return Math.max(1, Math.ceil((MEASUREMENT_MS * runs) / (performance.now() - started)));
}

/** @returns how often it ran, which is at least once */
function repeat(run: () => unknown, ms: number): number {
  const started = performance.now();
  let runs = 0;
  do {
    run();
    runs += 1;
  } while (performance.now() - started < ms);
  return runs;
}

function computingTime(run: () => unknown, runs: number): number {
  const before = process.threadCpuUsage();
  for (let count = 0; count < runs; count += 1) run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
