import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const RecordSchema = z.object({
  name: z.string(),
  /** JSON text, as it was given. */
  input: z.string(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED']),
  startedAt: z.number(),
  stoppedAt: z.number().optional(),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});
export type ExecutionRecord = z.infer<typeof RecordSchema>;

/** Remembers executions on disk, one file each; without a folder, not at all. */
export class ExecutionJournal {
  readonly #folder: string | undefined;

  constructor(folder?: string) {
    this.#folder = folder;
  }

  async read(): Promise<ExecutionRecord[]> {
    if (this.#folder === undefined) return [];
    await mkdir(this.#folder, { recursive: true });
    const files = (await readdir(this.#folder)).filter((name) => name.endsWith('.json'));
    const folder = this.#folder;
    return await Promise.all(
      files.map(async (file) => RecordSchema.parse(JSON.parse(await readFile(join(folder, file), 'utf8')))),
    );
  }

  async write(record: ExecutionRecord): Promise<void> {
    if (this.#folder === undefined) return;
    const file = join(this.#folder, `${record.name}.json`);
    // Written beside and renamed: a stack that is killed leaves no half file.
    await writeFile(`${file}.new`, JSON.stringify(record));
    await rename(`${file}.new`, file);
  }
}
