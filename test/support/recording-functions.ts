import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tinyFunctions } from './tiny-functions.ts';

export interface Call {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: events of any shape
  readonly event: any;
  /** Calls of the same function for the same deployment that ran at that moment, this one included. */
  readonly concurrent: number;
}

export interface DeploymentScript {
  readonly units: number;
  /** Calls that a unit takes until it is done. */
  readonly pages?: number;
  readonly pageMs?: number;
  /** What throws, under which name, and how often; always if not said. */
  readonly failing?: Readonly<Record<string, { readonly name: string; readonly times?: number }>>;
}

/** Stand-ins for the tasks of deployments, which do what a script says and write down how they were called. */
export class RecordingFunctions {
  readonly #files = mkdtempSync(join(tmpdir(), 'midstream-calls-'));
  /** Their sources, for `startLocalStack`. */
  readonly sources = tinyFunctions({
    'prepare-deployment': this.#task(
      'prepare-deployment',
      'return { ...event, units: Array.from({ length: script.units }, (_, unit) => unit) };',
    ),
    'mark-sessions': this.#task(
      'mark-sessions',
      `const key = event.deployment_id + event.unit;
       const page = (counts.get(key) ?? 0) + 1;
       counts.set(key, page);
       await sleep(script.pageMs ?? 0);
       return { ...event, done: page >= (script.pages ?? 1) };`,
    ),
    'publish-version': this.#task('publish-version', 'return null;'),
    'fail-deployment': this.#task('fail-deployment', 'return null;'),
  });

  /** Says what is to happen in the deployment of this id. */
  script(deploymentId: string, script: DeploymentScript): void {
    writeFileSync(join(this.#files, `${deploymentId}.json`), JSON.stringify(script));
  }

  calls(deploymentId: string): Call[] {
    const file = join(this.#files, `${deploymentId}.jsonl`);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  #task(name: string, answer: string): string {
    return `
      import { appendFileSync, readFileSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      const counts = new Map<string, number>();
      const add = (key: string, by: number) => {
        counts.set(key, (counts.get(key) ?? 0) + by);
        return counts.get(key) ?? 0;
      };
      export const handler = async (event: any) => {
        const file = ${JSON.stringify(`${this.#files}/`)} + event.deployment_id;
        const script = JSON.parse(readFileSync(file + '.json', 'utf8'));
        const concurrent = add('running' + event.deployment_id, 1);
        appendFileSync(file + '.jsonl', JSON.stringify({ name: '${name}', event, concurrent }) + '\\n');
        try {
          const failing = script.failing?.['${name}'];
          if (failing && add('failed' + event.deployment_id, 1) <= (failing.times ?? Infinity)) {
            throw Object.assign(new Error('made to fail'), { name: failing.name });
          }
          ${answer}
        } finally {
          add('running' + event.deployment_id, -1);
        }
      };`;
  }
}
