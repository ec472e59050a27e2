import type { UnitLayout } from '../plan/record.ts';
import type { ScenarioGraph } from '../scenario/graph.ts';

/**
 * About so many units, however large a plan: some rounds of the state machine's concurrent workers, so that one
 * crowded step does not hold up the end, and few enough that empty units cost little. 2,000 is the limit.
 */
const TARGET_UNITS = 240;

/** Divides a graph's step hashes into groups; a unit is one group in one index shard. */
export function layoutUnits(graph: ScenarioGraph, shards: number): UnitLayout {
  const hashes = graph.byHash.size;
  const groups = Math.max(1, Math.floor(TARGET_UNITS / shards));
  const group_size = Math.max(1, Math.ceil(hashes / groups));
  return { units: Math.ceil(hashes / group_size) * shards, shards, group_size };
}

/** The shard and the step hashes of a unit. The same for the same graph and layout, in every process. */
export function unitOf(
  graph: ScenarioGraph,
  layout: UnitLayout,
  unit: number,
): { readonly shard: number; readonly hashes: readonly string[] } {
  const group = Math.floor(unit / layout.shards);
  const hashes = [...graph.byHash.keys()].sort();
  return {
    shard: unit % layout.shards,
    hashes: hashes.slice(group * layout.group_size, (group + 1) * layout.group_size),
  };
}
