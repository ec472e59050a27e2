import type { UnitLayout } from '../plan/record.ts';
import type { ScenarioGraph } from '../scenario/graph.ts';

/**
 * Units that are marked at the same time, a Lambda each. With `MARKS_A_SECOND` of each they write 20,000 sessions a
 * second at most: half of the 40,000 write units a second that an account grants a table, for it is the customers'
 * table too. infra/SCALE.md says what to change for more.
 */
export const UNITS_AT_ONCE = 20;

/**
 * No more units than this, however large a plan and however many sessions: some rounds of those at once, so that
 * one crowded step does not hold up the end. 2,000 is the limit.
 */
export const MOST_UNITS = 240;
/** Some seconds of work: with fewer, beginning and ending the units would be most of it. */
const SESSIONS_A_UNIT = 2_000;

/**
 * Divides a graph's step hashes into groups; a unit is one group in one index shard.
 * @param expected how many sessions there are, as far as it is known: a wrong number costs time and nothing else
 */
export function layoutUnits(graph: ScenarioGraph, shards: number, expected: number): UnitLayout {
  const hashes = graph.byHash.size;
  const wanted = Math.ceil(expected / SESSIONS_A_UNIT);
  const units = Math.min(MOST_UNITS, Math.max(UNITS_AT_ONCE, wanted));
  const groups = Math.max(1, Math.floor(units / shards));
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
