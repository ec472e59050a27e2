import type { Database } from '../../lib/store/client.ts';

interface Consumed {
  readonly TableName?: string;
  readonly CapacityUnits?: number;
}

/** Capacity units, of one kind, by the name of the table. */
export type Units = Map<string, number>;

export interface CapacityCount {
  readonly read: Units;
  readonly write: Units;
  /** Requests by the name of their command. */
  readonly requests: Map<string, number>;
}

/** Has DynamoDB say what each request of a client consumes, and sums it up. */
export function countCapacity({ client }: Database): CapacityCount {
  const count: CapacityCount = { read: new Map(), write: new Map(), requests: new Map() };
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(args);
        const { ConsumedCapacity } = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
        const units = /^(BatchGet|Get|Query)/.test(commandName) ? count.read : count.write;
        for (const { TableName = '', CapacityUnits = 0 } of [ConsumedCapacity ?? []].flat()) {
          add(units, TableName, CapacityUnits);
        }
        add(count.requests, commandName, 1);
        return result;
      },
    { step: 'initialize', name: 'countCapacity' },
  );
  return count;
}

export const total = (units: Units): number => [...units.values()].reduce((sum, each) => sum + each, 0);

const add = (sums: Units, key: string, by: number): void => {
  sums.set(key, (sums.get(key) ?? 0) + by);
};
