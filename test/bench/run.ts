/**
 * `npm run bench -- NAME [--quick]`: runs a benchmark, prints its figures as tables and as JSON, and every bound as
 * met or missed. Ends with 1 when a bound is missed. It wants the machine for itself. With `--quick` it measures little,
 * and only shows that it works.
 */
import { benchmarkDiff } from './diff/diff.ts';
import { benchmarkExtraction } from './extraction/extraction.ts';
import { benchmarkLoad } from './load/load.ts';
import { benchmarkMarking } from './marking/marking.ts';
import { benchmarkReconcile } from './reconcile/reconcile.ts';
import { asJson, asTables, type BenchmarkReport, isMet } from './report.ts';

const BENCHMARKS: Readonly<Record<string, (quick: boolean) => Promise<BenchmarkReport>>> = {
  diff: benchmarkDiff,
  extraction: benchmarkExtraction,
  load: benchmarkLoad,
  marking: benchmarkMarking,
  reconcile: benchmarkReconcile,
};

const QUICK = '--quick';

const args = process.argv.slice(2);
const [name = '', ...more] = args.filter((arg) => arg !== QUICK);
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (!benchmark || more.length > 0) {
  console.error(`usage: npm run bench -- ${Object.keys(BENCHMARKS).join('|')} [${QUICK}]`);
  process.exitCode = 2;
} else {
  const report = await benchmark(args.includes(QUICK));
  console.log(`${asTables(report, process.stdout)}\n\n${asJson(report)}`);
  if (!report.bounds.every(isMet)) process.exitCode = 1;
}
