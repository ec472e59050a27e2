import type { ExtractionProvider } from '../../../lib/gap-fill/extraction/provider.ts';
import { requestFor } from '../../evaluation/evaluate.ts';
import { LANGUAGES } from '../../evaluation/set.ts';
import { median } from '../measure.ts';

export interface Speed {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly slowestMs: number;
}

/** The clock of computing time ticks in milliseconds: a measurement takes as many runs as make this negligible. */
const ENOUGH_MS = 10;
const QUICK_MS = 2;
const MEASUREMENTS = 5;

/** Computing time for each conversation of the set: the median of some measurements. */
export async function measureSpeed(provider: ExtractionProvider, quick: boolean): Promise<Speed> {
  const requests = LANGUAGES.flatMap((language) =>
    language.conversations.map((conversation) => requestFor(conversation, language)),
  );
  const signal = new AbortController().signal;
  // Until the code is compiled.
  for (const request of requests) await provider.extract(request, signal);
  const times: number[] = [];
  for (const request of requests) {
    const measured: number[] = [];
    while (measured.length < (quick ? 1 : MEASUREMENTS)) {
      measured.push(
        await computingTime(() => provider.extract(request, signal), quick ? QUICK_MS : ENOUGH_MS),
      );
    }
    times.push(median(measured));
  }
  const sorted = times.toSorted((one, other) => one - other);
  return {
    medianMs: median(times),
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
    slowestMs: sorted.at(-1) ?? Number.NaN,
  };
}

/** Of one run (ms), over so many runs as take so long. */
async function computingTime(run: () => Promise<unknown>, enoughMs: number): Promise<number> {
  const before = process.threadCpuUsage();
  let runs = 0;
  let spent = 0;
  do {
    await run();
    runs += 1;
    const { user, system } = process.threadCpuUsage(before);
    spent = (user + system) / 1_000;
  } while (spent < enoughMs);
  return spent / runs;
}
