import { inParallel } from '../../../lib/in-parallel.ts';
import { countCapacity, total } from '../capacity.ts';
import { type Shares, shares } from '../measure.ts';
import type { World } from './world.ts';

/** Times are in ms. */
export interface Latency extends Shares {
  readonly turnsPerSecond: number;
  /** Consumed capacity of one turn, on average. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Every customer takes a turn, so many at the same time; all turns go through one process, as through 1 Lambda. */
export async function measureLatency(world: World, callers: number): Promise<Latency> {
  const consumed = countCapacity(world.db);
  const times: number[] = [];
  const started = performance.now();
  await inParallel(world.sessions, callers, async (session) => {
    const before = performance.now();
    await world.turn(session);
    times.push(performance.now() - before);
  });
  const seconds = (performance.now() - started) / 1_000;
  return {
    ...shares(times),
    turnsPerSecond: times.length / seconds,
    readUnits: total(consumed.read) / times.length,
    writeUnits: total(consumed.write) / times.length,
  };
}
