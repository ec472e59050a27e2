import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSourceMapping } from './event-source-mapping.ts';
import { REGION } from './identity.ts';
import type { Lambdas } from './lambdas.ts';
import type { StreamCheckpoints } from './stream-checkpoints.ts';
import { type Shard, type StreamRecord, type StreamsClient, StreamsError } from './streams-client.ts';

/** Between two looks at a stream in which nothing happens. */
const IDLE_MS = 75;
/** Shards come and go in hours. */
const SHARDS_EVERY_MS = 2_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

export interface StreamReaderOptions {
  readonly mapping: EventSourceMapping;
  readonly client: StreamsClient;
  readonly checkpoints: StreamCheckpoints;
  readonly lambdas: Lambdas;
  readonly log: (line: string) => void;
}

/** Feeds a table's stream to a Lambda: each shard in order, a shard only after the one that it continues. */
export class StreamReader {
  readonly #options: StreamReaderOptions;
  readonly #stop = new AbortController();
  readonly #reading = new Map<string, Promise<void>>();
  readonly #running: Promise<void>;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
    this.#running = this.#watch();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await Promise.all(this.#reading.values());
  }

  async #watch(): Promise<void> {
    const { client, mapping, log } = this.#options;
    while (!this.#stopped) {
      try {
        const shards = await client.shards(mapping.streamArn);
        for (const shard of shards.filter((candidate) => this.#isNext(candidate, shards))) {
          const reading = this.#read(shard.ShardId).finally(() => this.#reading.delete(shard.ShardId));
          this.#reading.set(shard.ShardId, reading);
        }
      } catch (error) {
        if (!this.#stopped) log(`reading ${mapping.streamArn}: ${String(error)}`);
      }
      await this.#pause(SHARDS_EVERY_MS);
    }
  }

  #isNext({ ShardId, ParentShardId }: Shard, shards: readonly Shard[]): boolean {
    const { checkpoints } = this.#options;
    if (this.#reading.has(ShardId) || checkpoints.get(ShardId).finished) return false;
    const parent = shards.find((candidate) => candidate.ShardId === ParentShardId);
    return parent === undefined || checkpoints.get(parent.ShardId).finished;
  }

  /** Reads one shard until it is closed. */
  async #read(shardId: string): Promise<void> {
    const { client, mapping, checkpoints, log } = this.#options;
    let iterator: string | undefined;
    while (!this.#stopped) {
      try {
        iterator ??= await client.iterator(
          mapping.streamArn,
          shardId,
          checkpoints.get(shardId).sequenceNumber,
        );
        const { Records, NextShardIterator } = await client.records(iterator, mapping.batchSize);
        const taken = Records.length === 0 || (await this.#deliver(shardId, Records));
        if (!taken) return;
        const sequenceNumber =
          Records.at(-1)?.dynamodb.SequenceNumber ?? checkpoints.get(shardId).sequenceNumber;
        const finished = NextShardIterator === undefined;
        if (Records.length > 0 || finished) {
          await checkpoints.set(shardId, {
            finished,
            ...(sequenceNumber !== undefined && { sequenceNumber }),
          });
        }
        if (finished) return;
        iterator = NextShardIterator;
        if (Records.length === 0) await this.#pause(IDLE_MS);
      } catch (error) {
        if (this.#stopped) return;
        iterator = undefined;
        const trimmed = error instanceof StreamsError && error.type === 'TrimmedDataAccessException';
        // DynamoDB Local counts the writes of all tables in one row. An iterator of a shard that is still empty is at
        // the row's beginning, which this shard's first record seldom is: a new one finds it.
        if (trimmed && checkpoints.get(shardId).sequenceNumber === undefined) {
          await this.#pause(IDLE_MS);
          continue;
        }
        log(`reading ${mapping.streamArn}: ${String(error)}`);
        if (trimmed) await checkpoints.set(shardId, { finished: false });
        await this.#pause(LONGEST_RETRY_MS);
      }
    }
  }

  /**
   * Calls the function until it has taken the records, however often that takes. A call that is under way when the
   * reader stops is waited for, so that what was taken is remembered as taken.
   * @returns false when the reader was stopped before
   */
  async #deliver(shardId: string, records: readonly StreamRecord[]): Promise<boolean> {
    const { lambdas, mapping, log } = this.#options;
    const event = JSON.stringify({
      Records: records.map((record) => toEventRecord(record, mapping.streamArn)),
      ...(mapping.windowed && { shardId, state: {}, isFinalInvokeForWindow: false }),
    });
    for (let attempt = 0; !this.#stopped; attempt += 1) {
      const outcome = await lambdas.invoke(mapping.target, event);
      if (outcome.ok) return true;
      const { errorType, errorMessage } = outcome.error;
      log(`${mapping.target.name} did not take ${records.length} records: ${errorType}: ${errorMessage}`);
      await this.#pause(Math.min(FIRST_RETRY_MS * 2 ** attempt, LONGEST_RETRY_MS));
    }
    return false;
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}

function toEventRecord(record: StreamRecord, eventSourceARN: string) {
  return { ...record, eventSource: 'aws:dynamodb', awsRegion: REGION, eventSourceARN };
}
