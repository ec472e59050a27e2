import { compileCondition } from '../lib/conditions/cel.ts';
import { expandMap } from '../lib/diff/compact-map.ts';
import { type Diff, diffScenarios } from '../lib/diff/diff.ts';
import { summarise } from '../lib/plan/summarise.ts';
import { checksum } from '../lib/scenario/content-hash.ts';
import { buildGraph, type ScenarioGraph } from '../lib/scenario/graph.ts';
import { readArguments, USAGE } from './diff/arguments.ts';
import { readScenario } from './diff/read-scenario.ts';
import { report } from './diff/report.ts';
import { painter } from './diff/table.ts';
import { writePage } from './diff/write-page.ts';

const FAILED = 2;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit status */
async function main(args: readonly string[]): Promise<number> {
  const parsed = readArguments(args);
  if (parsed.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    complain([...parsed.problems, '', USAGE.trimEnd()]);
    return FAILED;
  }

  const [old, now] = await Promise.all([readScenario(parsed.old), readScenario(parsed.new)]);
  if (!old.ok || !now.ok) {
    complain([old, now].flatMap((read) => (read.ok ? [] : read.problems)));
    return FAILED;
  }
  if (now.scenario.version <= old.scenario.version) {
    complain([
      `note: ${parsed.new} is version ${now.scenario.version} and ${parsed.old} is version ${old.scenario.version}; ` +
        'a plan needs a version that is greater',
    ]);
  }

  const diff = diffScenarios(buildGraph(old.scenario), buildGraph(now.scenario));
  const summary = summaryOf(diff);
  if (parsed.html !== undefined) {
    // What draws takes long to load, and most calls draw nothing.
    const { page } = await import('./diff/html/page.ts');
    const make = () => page(diff, summary, now.warnings);
    const problem = await writePage(parsed.html, [parsed.old, parsed.new], make);
    if (problem) {
      complain([problem]);
      return FAILED;
    }
  }
  print(
    parsed.json
      ? [JSON.stringify(toJson(diff, summary), null, 2)]
      : report(diff, summary, { paint: painter(process.stdout), all: parsed.all, notes: now.warnings }),
  );
  return 0;
}

/** Without a database: no policies, and nobody has counted. */
function summaryOf(diff: Diff) {
  const definitions = diff.v2.graph.scenario.field_definitions ?? {};
  return summarise(diff, {
    policies: {},
    sessionsByAnchor: {},
    olderSessionsByVersion: {},
    estimateComplete: false,
    checkpointsBlock: true,
    isEvaluable: (condition, fields) => compileCondition(condition, definitions, {}, fields).kind === 'cel',
  });
}

function toJson(diff: Diff, summary: ReturnType<typeof summaryOf>) {
  const { v1, v2 } = diff;
  const hashes = (graph: ScenarioGraph) => new Map(graph.nodes.map((node) => [node.id, node.hash]));
  const [ofV1, ofV2] = [hashes(v1.graph), hashes(v2.graph)];
  return {
    transformation_map: expandMap(diff.map),
    summary,
    checksums: { v1: checksum(v1.graph.scenario, ofV1), v2: checksum(v2.graph.scenario, ofV2) },
    content_hashes: { v1: Object.fromEntries(ofV1), v2: Object.fromEntries(ofV2) },
  };
}

function print(lines: readonly string[]): void {
  // Whoever reads may have seen enough (`| head`); that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.stdout.write(`${lines.join('\n')}\n`);
}

function complain(lines: readonly string[]): void {
  process.stderr.write(`${lines.join('\n')}\n`);
}
