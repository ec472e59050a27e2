/** What a turn costs beyond the requests that it sends. */
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Database } from '../../../lib/store/client.ts';
import { median } from '../measure.ts';
import type { World } from './world.ts';

export interface Overhead {
  /** Median time (ms) of a turn. */
  readonly turnMs: number;
  /** Median time (ms) of the requests that it sends, sent alone. */
  readonly rawMs: number;
  readonly roundTrips: number;
}

/**
 * Each customer takes the turn twice, once by a call of reconcile and once by sending the same requests, the order
 * by turns. What was written is put back as it was each time.
 */
export async function measureOverhead(world: World): Promise<Overhead> {
  const turns: number[] = [];
  const raw: number[] = [];
  let roundTrips = 0;
  for (const [at, session] of world.sessions.entries()) {
    const { requests, before } = await record(world.db, () => world.turn(session));
    roundTrips = Math.max(roundTrips, requests.length);
    await putBack(world.db, before);
    const ways = [
      async () => turns.push(await timed(() => world.turn(session))),
      async () => raw.push(await timed(() => replay(world.db, requests))),
    ];
    for (const way of at % 2 === 0 ? ways : ways.toReversed()) {
      await way();
      await putBack(world.db, before);
    }
  }
  return { turnMs: median(turns), rawMs: median(raw), roundTrips };
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await what();
  return performance.now() - started;
}

type Request = BatchGetCommand | TransactWriteCommand;

/** An item before it was written; `undefined` if there was none. */
interface Before {
  readonly TableName: string;
  readonly Key: Record<string, unknown>;
  readonly Item: Record<string, unknown> | undefined;
}

/** The requests that something sends, and the items that it writes as they were. */
async function record(
  { client }: Database,
  what: () => Promise<unknown>,
): Promise<{ readonly requests: readonly Request[]; readonly before: readonly Before[] }> {
  const requests: Request[] = [];
  const before: Before[] = [];
  const original = client.send;
  const send = original.bind(client);
  const recording = async (command: Request): Promise<unknown> => {
    if (command instanceof TransactWriteCommand) {
      for (const place of placesOf(command.input)) {
        const { Item } = await send(new GetCommand({ ...place, ConsistentRead: true }));
        before.push({ ...place, Item });
      }
    }
    requests.push(command);
    return command instanceof TransactWriteCommand ? send(command) : send(command);
  };
  client.send = recording as typeof original;
  try {
    await what();
  } finally {
    client.send = original;
  }
  return { requests, before };
}

const placesOf = ({ TransactItems = [] }: TransactWriteCommandInput) =>
  TransactItems.flatMap(({ Put, Update, ConditionCheck, Delete }) => {
    const { TableName = '' } = Put ?? Update ?? ConditionCheck ?? Delete ?? {};
    const Key = Put ? { pk: Put.Item?.pk, sk: Put.Item?.sk } : (Update ?? ConditionCheck ?? Delete)?.Key;
    return Key ? [{ TableName, Key }] : [];
  });

/** A command is sent once: the SDK keeps in it what it has made of it. */
async function replay({ client }: Database, requests: readonly Request[]): Promise<void> {
  for (const request of requests) {
    await (request instanceof BatchGetCommand
      ? client.send(new BatchGetCommand(request.input))
      : client.send(new TransactWriteCommand(request.input)));
  }
}

async function putBack({ client }: Database, before: readonly Before[]): Promise<void> {
  for (const { TableName, Key, Item } of before) {
    await (Item
      ? client.send(new PutCommand({ TableName, Item }))
      : client.send(new DeleteCommand({ TableName, Key })));
  }
}
