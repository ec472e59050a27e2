import { inParallel } from '../../../scripts/demo/parallel.ts';
import type { World } from './world.ts';

export interface Latency {
  /** Times (ms) that this share of the turns stayed under. */
  readonly p50: number;
  readonly p99: number;
  readonly turnsPerSecond: number;
  /** Consumed capacity of one turn, on average. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Every customer takes a turn, so many at the same time; all turns go through one process, as through 1 Lambda. */
export async function measureLatency(world: World, callers: number): Promise<Latency> {
  const consumed = countCapacity(world);
  const times: number[] = [];
  const started = performance.now();
  await inParallel(world.sessions, callers, async (session) => {
    const before = performance.now();
    await world.turn(session);
    times.push(performance.now() - before);
  });
  const seconds = (performance.now() - started) / 1_000;
  times.sort((a, b) => a - b);
  const share = (part: number): number => times[Math.ceil(part * times.length) - 1] ?? Number.NaN;
  return {
    p50: share(0.5),
    p99: share(0.99),
    turnsPerSecond: times.length / seconds,
    readUnits: consumed.read / times.length,
    writeUnits: consumed.write / times.length,
  };
}

interface Consumed {
  readonly CapacityUnits?: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}

/** Has DynamoDB say what each request consumed, and sums it up. */
function countCapacity({ db }: World): { read: number; write: number } {
  const sum = { read: 0, write: 0 };
  db.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(args);
        const { ConsumedCapacity } = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
        const units = [ConsumedCapacity ?? []]
          .flat()
          .reduce((all, each) => all + (each.CapacityUnits ?? 0), 0);
        if (/^(BatchGet|Get|Query)/.test(commandName)) sum.read += units;
        else sum.write += units;
        return result;
      },
    { step: 'initialize', name: 'countCapacity' },
  );
  return sum;
}
