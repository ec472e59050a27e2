import { readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';

/** How far a shard was read. */
const CheckpointSchema = z.object({ sequenceNumber: z.string().optional(), finished: z.boolean() });
export type Checkpoint = z.infer<typeof CheckpointSchema>;
const FileSchema = z.record(z.string(), CheckpointSchema);

/** Remembers how far each shard was read, on disk if given a file. */
export class StreamCheckpoints {
  readonly #file: string | undefined;
  readonly #checkpoints: Map<string, Checkpoint>;

  private constructor(file: string | undefined, checkpoints: Map<string, Checkpoint>) {
    this.#file = file;
    this.#checkpoints = checkpoints;
  }

  static async open(file?: string): Promise<StreamCheckpoints> {
    const text = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined);
    const kept = text === undefined ? {} : FileSchema.parse(JSON.parse(text));
    return new StreamCheckpoints(file, new Map(Object.entries(kept)));
  }

  get(shardId: string): Checkpoint {
    return this.#checkpoints.get(shardId) ?? { finished: false };
  }

  async set(shardId: string, checkpoint: Checkpoint): Promise<void> {
    this.#checkpoints.set(shardId, checkpoint);
    if (this.#file === undefined) return;
    await writeFile(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.#checkpoints)));
    await rename(`${this.#file}.new`, this.#file);
  }
}
