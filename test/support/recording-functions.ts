import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tinyFunctions } from './tiny-functions.ts';

export interface Call {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: events of any shape
  readonly event: any;
  /** Calls of the same function that ran at that moment, this one included. */
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

/** Stand-ins for the tasks of a deployment that write down how they were called. */
export function recordingFunctions(script: DeploymentScript): { functions: string; calls: string } {
  const calls = join(mkdtempSync(join(tmpdir(), 'midstream-calls-')), 'calls.jsonl');
  const task = (name: string, answer: string) => `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    const failing = ${JSON.stringify(script.failing?.[name] ?? { times: 0 })};
    const pages = new Map<number, number>();
    let concurrent = 0;
    let failed = 0;
    export const handler = async (event: any) => {
      concurrent += 1;
      appendFileSync(${JSON.stringify(calls)}, JSON.stringify({ name: '${name}', event, concurrent }) + '\\n');
      try {
        if (failed < (failing.times ?? Infinity)) {
          failed += 1;
          throw Object.assign(new Error('made to fail'), { name: failing.name });
        }
        ${answer}
      } finally {
        concurrent -= 1;
      }
    };`;
  const { units, pages = 1, pageMs = 0 } = script;
  const functions = tinyFunctions({
    'prepare-deployment': task(
      'prepare-deployment',
      `return { ...event, units: Array.from({ length: ${units} }, (_, unit) => unit) };`,
    ),
    'mark-sessions': task(
      'mark-sessions',
      `const page = (pages.get(event.unit) ?? 0) + 1;
       pages.set(event.unit, page);
       await sleep(${pageMs});
       return { ...event, done: page >= ${pages} };`,
    ),
    'publish-version': task('publish-version', 'return null;'),
    'fail-deployment': task('fail-deployment', 'return null;'),
  });
  return { functions, calls };
}

export function readCalls(file: string): Call[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
