/**
 * `npm run bench -- NAME`: runs a benchmark, prints its figures as tables and as JSON, and every bound as met or
 * missed. Ends with 1 when a bound is missed. It wants the machine for itself.
 */
import { benchmarkDiff } from './diff/diff.ts';
import { benchmarkReconcile } from './reconcile/reconcile.ts';
import { asJson, asTables, type BenchmarkReport, isMet } from './report.ts';

const BENCHMARKS: Readonly<Record<string, () => Promise<BenchmarkReport>>> = {
  diff: benchmarkDiff,
  reconcile: benchmarkReconcile,
};

const [name = '', ...more] = process.argv.slice(2);
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (!benchmark || more.length > 0) {
  console.error(`usage: npm run bench -- ${Object.keys(BENCHMARKS).join(' | ')}`);
  process.exitCode = 2;
} else {
  const report = await benchmark();
  console.log(`${asTables(report, process.stdout)}\n\n${asJson(report)}`);
  if (!report.bounds.every(isMet)) process.exitCode = 1;
}
