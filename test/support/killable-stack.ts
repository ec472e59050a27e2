/** `npm start` in a process of its own, that can be killed without a word. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const WITHIN_MS = 120_000;

export class KillableStack {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #dataDir: string;

  private constructor(url: string, child: ChildProcess, dataDir: string) {
    this.url = url;
    this.#child = child;
    this.#dataDir = dataDir;
  }

  /** Starts it on what is kept in a folder, and waits until it is ready. */
  static async start(dataDir: string): Promise<KillableStack> {
    const child = spawn(process.execPath, ['infra/local/start.ts', '--port', '0', '--data', dataDir], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    await until(() => {
      if (child.exitCode !== null) throw new Error(`the stack ended with ${child.exitCode}:\n${errors}`);
      return output.includes('\n');
    });
    const [, url = ''] = /^midstream ready (\S+)/.exec(output) ?? [];
    return new KillableStack(url, child, dataDir);
  }

  /** Kills it; its database, which ends by itself then, is waited for. */
  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    await until(() => javaWith(this.#dataDir).length === 0);
  }
}

/** The processes of Java that have a folder among their arguments. */
export function javaWith(folder: string): string[] {
  return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.startsWith('java ') && line.includes(folder));
}

/** @throws Error when it does not come to pass in time */
export async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + WITHIN_MS; !condition(); ) {
    if (Date.now() > end) throw new Error('it did not come to pass');
    await sleep(50);
  }
}
