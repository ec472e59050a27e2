import { inParallel } from '../in-parallel.ts';
import type { GraphNode, ScenarioGraph } from '../scenario/graph.ts';

/** A partition of the index on the step hash. */
export interface StepPartition {
  readonly tenant: string;
  readonly scenarioId: string;
  readonly version: number;
  readonly hash: string;
  readonly shard: number;
}

/** A part of the sessions that have a version's graph. */
export interface GraphPartition {
  readonly tenant: string;
  readonly scenarioId: string;
  readonly version: number;
  readonly shard: number;
}

/** Counts live sessions through indexes. */
export interface StepIndex {
  /**
   * Live sessions at steps with a hash, by step id.
   * @param steps the ids of the steps that have it
   * @param deadline `performance.now()` at which counting stops
   */
  countAt(at: StepPartition, steps: readonly string[], deadline: number): Promise<Estimate>;
  /**
   * Live sessions that have a version's graph.
   * @returns what was counted until the deadline
   */
  countOn(at: GraphPartition, deadline: number): Promise<Count>;
}

/** A number of sessions; a lower bound when not complete. */
export interface Count {
  readonly sessions: number;
  readonly complete: boolean;
}

/** Live sessions by step id; a lower bound when not complete. */
export interface Estimate {
  readonly byStep: ReadonlyMap<string, number>;
  readonly complete: boolean;
}

/** Partitions of the index asked at the same time. */
const CONCURRENCY = 24;

/**
 * Counts the live sessions of a version, step by step, until a deadline. Steps where conversations rest come
 * first: a count that is cut has seen nearly everybody.
 */
export async function estimateSessions(
  index: StepIndex,
  tenant: string,
  scenarioId: string,
  graph: ScenarioGraph,
  shards: number,
  deadline: number,
): Promise<Estimate> {
  const rests = (nodes: readonly GraphNode[]): boolean => nodes.some((node) => node.step.awaits_customer);
  const contents = [...graph.byHash.entries()].sort(([, a], [, b]) => Number(rests(b)) - Number(rests(a)));
  const partitions = contents.flatMap(([hash, nodes]) =>
    Array.from({ length: shards }, (_, shard) => ({
      at: { tenant, scenarioId, version: graph.scenario.version, hash, shard },
      steps: nodes.map((node) => node.id),
    })),
  );
  const byStep = new Map<string, number>();
  let complete = true;
  await inParallel(partitions, CONCURRENCY, async ({ at, steps }) => {
    if (!complete) return;
    const counted = await index.countAt(at, steps, deadline);
    for (const [step, count] of counted.byStep) byStep.set(step, (byStep.get(step) ?? 0) + count);
    complete &&= counted.complete;
  });
  return { byStep, complete };
}

/** Counts the live sessions that have a version's graph, wherever in it they are, until a deadline. */
export async function countSessionsOn(
  index: StepIndex,
  version: Omit<GraphPartition, 'shard'>,
  shards: number,
  deadline: number,
): Promise<Count> {
  const counts = await Promise.all(
    Array.from({ length: shards }, (_, shard) => index.countOn({ ...version, shard }, deadline)),
  );
  return {
    sessions: counts.reduce((sum, { sessions }) => sum + sessions, 0),
    complete: counts.every(({ complete }) => complete),
  };
}
