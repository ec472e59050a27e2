/** Makes requests to DynamoDB fail as they do in the cloud, under a client that is real otherwise. */
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Random } from '../../scripts/demo/random.ts';

export const FAULTS = [
  /** Refused for want of throughput; nothing was done. */
  'throttled',
  /** The connection broke before the request arrived. */
  'unsent',
  /** The request took effect, and its answer never came. */
  'unanswered',
  /** Refused because a transaction touches the same items. */
  'conflict',
  /** A batch of which only a part was done. */
  'partial',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultOptions {
  /** How likely each fault is to strike a request, from 0 to 1. */
  readonly rates: Readonly<Partial<Record<Fault, number>>>;
  /** How likely a fault that struck a request strikes its retries too, so often that the SDK gives up. */
  readonly lasting?: number;
  /** A request and its answer are held up for so long at most. */
  readonly delayMs?: number;
}

const WRITES = ['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand'];
const BATCHES = ['BatchGetItemCommand', 'BatchWriteItemCommand'];
const STATEMENTS = 'BatchExecuteStatementCommand';
const TRANSACTION = 'TransactWriteItemsCommand';

/**
 * Chance decides, by a seed, which requests fail and how: the n-th request of the same seed meets the same fault.
 * It stands below the SDK's retries and its reading of answers, in the place of the network: the SDK sees each
 * fault as DynamoDB's own answer or as a connection that broke.
 */
export class Faults {
  /** How often each fault has struck. */
  readonly struck: Record<Fault, number> = {
    throttled: 0,
    unsent: 0,
    unanswered: 0,
    conflict: 0,
    partial: 0,
  };
  readonly #random: Random;
  readonly #options: FaultOptions;

  constructor(seed: number, options: FaultOptions) {
    this.#random = new Random(seed);
    this.#options = options;
  }

  /** Puts the faults under a client. */
  under(client: DynamoDBDocumentClient): void {
    client.middlewareStack.add(
      (next, { commandName = '' }) => {
        // Once a command and not once an attempt: what lasts is met by the retries too.
        let lasting: Fault | undefined;
        return async (args) => {
          const request = requestSchema.parse(args.request);
          const fault = lasting ?? this.#draw(commandName, request);
          if (fault !== undefined && this.#random.chance(this.#options.lasting ?? 0)) lasting = fault;
          const send = async (body?: string) => {
            await this.#holdUp();
            const arrived = await next(
              body === undefined ? args : { ...args, request: withBody(request, body) },
            );
            await this.#holdUp();
            return arrived;
          };
          switch (fault) {
            case undefined:
              return send();
            case 'throttled':
              this.struck.throttled += 1;
              return { response: this.#throttling(commandName, request) };
            case 'unsent':
              this.struck.unsent += 1;
              throw broken();
            case 'conflict':
              this.struck.conflict += 1;
              if (commandName === STATEMENTS)
                return this.#someStatements(request, 'TransactionConflict', send);
              return { response: this.#conflict(commandName, request) };
            case 'unanswered': {
              this.struck.unanswered += 1;
              await buffer(responseSchema.parse((await send()).response).body);
              if (this.#random.chance(0.2))
                return { response: answer(500, { __type: 'InternalServerError' }) };
              throw broken();
            }
            case 'partial': {
              this.struck.partial += 1;
              if (commandName === STATEMENTS) {
                const code = this.#random.pick(['ThrottlingError', 'ProvisionedThroughputExceeded']);
                return this.#someStatements(request, code, send);
              }
              const { done, left } = this.#divided(request);
              const response = responseSchema.parse((await send(done)).response);
              const name = commandName === 'BatchGetItemCommand' ? 'UnprocessedKeys' : 'UnprocessedItems';
              const body = JSON.parse((await buffer(response.body)).toString());
              return { response: answer(response.statusCode, { ...body, [name]: left }) };
            }
          }
        };
      },
      { step: 'deserialize', priority: 'low', name: 'faults' },
    );
  }

  /** The fault that strikes, of those that can. */
  #draw(commandName: string, request: Request): Fault | undefined {
    let drawn = this.#random.next();
    for (const fault of FAULTS) {
      drawn -= this.#options.rates[fault] ?? 0;
      if (drawn < 0) return canStrike(fault, commandName, request) ? fault : undefined;
    }
    return undefined;
  }

  async #holdUp(): Promise<void> {
    const { delayMs } = this.#options;
    if (delayMs !== undefined && this.#random.chance(0.5)) await sleep(this.#random.next() * delayMs);
  }

  #throttling(commandName: string, request: Request) {
    if (commandName === TRANSACTION && this.#random.chance(0.5)) {
      return this.#cancelled(
        request,
        this.#random.pick(['ThrottlingError', 'ProvisionedThroughputExceeded']),
      );
    }
    const name = this.#random.pick(['ThrottlingException', 'ProvisionedThroughputExceededException']);
    return answer(400, { __type: name });
  }

  #conflict(commandName: string, request: Request) {
    return commandName === TRANSACTION
      ? this.#cancelled(request, 'TransactionConflict')
      : answer(400, { __type: 'TransactionConflictException' });
  }

  /** One item of the transaction is why, as far as DynamoDB tells. */
  #cancelled(request: Request, code: string) {
    const { TransactItems } = transactionSchema.parse(contentOf(request));
    const why = this.#random.between(0, TransactItems.length - 1);
    return answer(400, {
      __type: 'TransactionCanceledException',
      CancellationReasons: TransactItems.map((_, at) => ({ Code: at === why ? code : 'None' })),
    });
  }

  /** Some statements of a batch are carried out; of the others the answer says why they are not. */
  async #someStatements(request: Request, code: string, send: (body: string) => Promise<Arrived>) {
    const body = statementsSchema.parse(contentOf(request));
    const left = new Set(
      this.#random
        .shuffled([...body.Statements.keys()])
        .slice(0, this.#random.between(1, body.Statements.length)),
    );
    const failed = { Error: { Code: code, Message: 'made to fail' } };
    const done = body.Statements.filter((_, at) => !left.has(at));
    if (done.length === 0) return { response: answer(200, { Responses: body.Statements.map(() => failed) }) };
    const response = responseSchema.parse(
      (await send(JSON.stringify({ ...body, Statements: done }))).response,
    );
    const answered = JSON.parse((await buffer(response.body)).toString());
    const responses = answered.Responses?.values();
    return {
      response: answer(response.statusCode, {
        ...answered,
        ...(responses && {
          Responses: body.Statements.map((_, at) => (left.has(at) ? failed : responses.next().value)),
        }),
      }),
    };
  }

  /** A batch as it would be sent, and what of it is left undone: something of each. */
  #divided(request: Request) {
    const body = batchSchema.parse(contentOf(request));
    const entries = this.#random.shuffled(entriesOf(body));
    const cut = this.#random.between(1, entries.length - 1);
    return {
      done: JSON.stringify({ ...body, RequestItems: gathered(entries.slice(0, cut)) }),
      left: gathered(entries.slice(cut)),
    };
  }
}

function canStrike(fault: Fault, commandName: string, request: Request): boolean {
  switch (fault) {
    case 'conflict':
      return commandName === TRANSACTION || commandName === STATEMENTS || WRITES.includes(commandName);
    case 'partial':
      if (commandName === STATEMENTS) return true;
      return BATCHES.includes(commandName) && entriesOf(batchSchema.parse(contentOf(request))).length > 1;
    default:
      return true;
  }
}

const requestSchema = z.looseObject({
  headers: z.record(z.string(), z.string()),
  body: z.instanceof(Uint8Array),
});
type Request = z.infer<typeof requestSchema>;
interface Arrived {
  readonly response: unknown;
}
const contentOf = ({ body }: Request): unknown => JSON.parse(new TextDecoder().decode(body));
const responseSchema = z.object({ statusCode: z.int(), body: z.custom<NodeJS.ReadableStream>() });
const statementsSchema = z.looseObject({ Statements: z.array(z.unknown()).min(1) });
const transactionSchema = z.object({ TransactItems: z.array(z.unknown()) });

/** Of a batch that reads `{Keys, ...how}` a table, of one that writes a list. */
const batchSchema = z.looseObject({
  RequestItems: z.record(
    z.string(),
    z.union([z.array(z.unknown()), z.looseObject({ Keys: z.array(z.unknown()) })]),
  ),
});
interface Entry {
  readonly table: string;
  readonly item: unknown;
  readonly how: object | undefined;
}

const entriesOf = ({ RequestItems }: z.infer<typeof batchSchema>): Entry[] =>
  Object.entries(RequestItems).flatMap(([table, asked]): Entry[] => {
    if (Array.isArray(asked)) return asked.map((item) => ({ table, item, how: undefined }));
    const { Keys, ...how } = asked;
    return Keys.map((item) => ({ table, item, how }));
  });

function gathered(entries: readonly Entry[]): Record<string, unknown> {
  const byTable = Map.groupBy(entries, (entry) => entry.table);
  return Object.fromEntries(
    [...byTable].map(([table, group]) => {
      const items = group.map(({ item }) => item);
      const how = group[0]?.how;
      return [table, how ? { ...how, Keys: items } : items];
    }),
  );
}

/** DynamoDB Local does not look at the signature, which is of the whole batch. */
const withBody = (request: Request, body: string): Request => ({
  ...request,
  body: Buffer.from(body),
  headers: { ...request.headers, 'content-length': String(Buffer.byteLength(body)) },
});

const answer = (statusCode: number, body: object) => ({
  statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify({ message: 'made to fail', ...body })),
});

/** As the SDK's HTTP handler says it. */
const broken = (): Error =>
  Object.assign(new Error('read ECONNRESET'), { name: 'TimeoutError', code: 'ECONNRESET' });
