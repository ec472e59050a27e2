import { type MarkDeps, markUnit } from '../../../lib/deployment/mark-unit.ts';
import { keptPolicies } from '../../../lib/deployment/policies.ts';
import { UNITS_AT_ONCE } from '../../../lib/deployment/units.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import { storedGraphs } from '../../../lib/scenario/graphs.ts';
import { type Database, openDatabase } from '../../../lib/store/client.ts';
import { storesOf } from '../../support/deployment-world.ts';
import { type CapacityCount, countCapacity, total } from '../capacity.ts';
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

/** Marking Lambdas that stay warm from deployment to deployment, with a client of which all requests are counted. */
export class MarkingLambdas {
  readonly #db: Database;
  readonly #consumed: CapacityCount;
  readonly #deps: MarkDeps;

  constructor({ tables }: Database, endpoint: string) {
    this.#db = openDatabase(tables, endpoint);
    this.#consumed = countCapacity(this.#db);
    const stores = storesOf(this.#db);
    this.#deps = {
      ...stores,
      policies: keptPolicies(stores.plans),
      graphs: storedGraphs(stores.scenarios),
      now: () => new Date(),
    };
  }

  /** Starts a deployment of the population's plan and marks its sessions, so many units at a time as in the cloud. */
  async deploy({ world }: Population): Promise<Marking> {
    await world.start();
    const { units } = await world.prepare();
    const before = this.#used();
    let marked = 0;
    const began = performance.now();
    await inParallel(units, UNITS_AT_ONCE, async (unit) => {
      for (let done = false; !done; ) {
        const progress = await markUnit(world.ref, unit, () => Number.POSITIVE_INFINITY, this.#deps);
        marked += progress.marked;
        done = progress.done;
      }
    });
    const ms = performance.now() - began;
    const after = this.#used();
    return {
      ms,
      marked,
      readUnits: after.readUnits - before.readUnits,
      writeUnits: after.writeUnits - before.writeUnits,
      markRequests: after.markRequests - before.markRequests,
    };
  }

  close(): void {
    this.#db.client.destroy();
  }

  #used() {
    const { read, write, requests } = this.#consumed;
    return {
      readUnits: total(read),
      writeUnits: total(write),
      markRequests: requests.get('BatchExecuteStatementCommand') ?? 0,
    };
  }
}
