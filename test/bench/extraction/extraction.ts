/** How much of what customers said is found again, how much of what is found is right, and how long it takes. */
import { localExtractor } from '../../../lib/gap-fill/extraction/local/extractor.ts';
import { atMost, type BenchmarkReport } from '../report.ts';
import { measureBedrock } from './bedrock.ts';
import { measureQuality } from './quality.ts';
import { measureSpeed } from './speed.ts';

export async function benchmarkExtraction(quick: boolean): Promise<BenchmarkReport> {
  const local = localExtractor();
  const quality = await measureQuality(local);
  const speed = await measureSpeed(local, quick);
  // A quick run only shows that it works: it asks nobody who is paid for it.
  const bedrock = await measureBedrock(quick ? {} : process.env);
  return {
    benchmark: 'extraction',
    figures: [
      ...quality.figures,
      {
        title: 'local: computing time of a conversation of the set',
        columns: [
          { name: 'median ms', digits: 2 },
          { name: 'p95 ms', digits: 2 },
          { name: 'slowest ms', digits: 2 },
        ],
        rows: [[speed.medianMs, speed.p95Ms, speed.slowestMs]],
      },
      ...bedrock.figures,
    ],
    bounds: [
      ...quality.bounds,
      atMost('local: computing time, median', speed.medianMs, 'ms', 5),
      atMost('local: computing time, slowest', speed.slowestMs, 'ms', 5),
    ],
    notes: bedrock.notes,
  };
}
