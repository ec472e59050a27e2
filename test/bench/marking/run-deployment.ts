import { UNITS_AT_ONCE } from '../../../lib/deployment/units.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import { type Database, openDatabase } from '../../../lib/store/client.ts';
import { storesOf } from '../../support/deployment-world.ts';
import { countCapacity, total } from '../capacity.ts';
import type { Population } from './population.ts';

export interface Marking {
  readonly ms: number;
  readonly marked: number;
  /** Consumed by what is not a mark: looking for sessions, and keeping account. */
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Writes to sessions; a batch of marks is one. */
  readonly markRequests: number;
}

/** Starts a deployment of the population's plan and marks its sessions, so many units at a time as in the cloud. */
export async function runDeployment({ world }: Population, endpoint: string): Promise<Marking> {
  await world.start();
  const { units } = await world.prepare();
  // A client of its own, of which all requests are counted.
  const db: Database = openDatabase(world.db.tables, endpoint);
  const consumed = countCapacity(db);
  const stores = storesOf(db);
  let marked = 0;
  const began = performance.now();
  await inParallel(units, UNITS_AT_ONCE, async (unit) => {
    for (let done = false; !done; ) {
      const progress = await world.mark(unit, stores);
      marked += progress.marked;
      done = progress.done;
    }
  });
  const ms = performance.now() - began;
  db.client.destroy();
  return {
    ms,
    marked,
    readUnits: total(consumed.read),
    writeUnits: total(consumed.write),
    markRequests: consumed.requests.get('BatchExecuteStatementCommand') ?? 0,
  };
}
