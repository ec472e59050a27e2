import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { javaWith, until } from '../support/killable-stack.ts';
import { tinyFunctions } from '../support/tiny-functions.ts';

const FUNCTIONS = tinyFunctions();

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  readonly exit: Promise<number | null>;
}

describe('npm start', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  function start(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Started {
    const child = spawn(process.execPath, ['infra/local/start.ts', '--functions', FUNCTIONS, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const exit = once(child, 'exit').then(([code]) => code);
    return { child, output: () => output, errors: () => errors, exit };
  }

  const ready = (started: Started) => until(() => started.output().includes('\n'));

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says one line when ready and ends with its children on %s',
    async (signal) => {
      const data = mkdtempSync(join(tmpdir(), 'midstream-start-'));
      const started = start(['--port', '0', '--data', data]);
      await ready(started);
      expect(started.output()).toMatch(/^midstream ready http:\/\/127\.0\.0\.1:\d+\n$/);
      expect(javaWith(data)).toHaveLength(1);
      started.child.kill(signal);
      expect(await started.exit).toBe(0);
      expect(javaWith(data)).toEqual([]);
      expect(started.errors()).toBe('');
    },
  );

  it('leaves no database behind when it is killed', async () => {
    const data = mkdtempSync(join(tmpdir(), 'midstream-start-'));
    const started = start(['--port', '0', '--data', data]);
    await ready(started);
    expect(javaWith(data)).toHaveLength(1);
    started.child.kill('SIGKILL');
    await until(() => javaWith(data).length === 0);
  });

  it('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const started = start(['--port', String(port)]);
    expect(await started.exit).toBe(1);
    expect(started.errors()).toBe(`port ${port} is taken; choose another with --port\n`);
    expect(started.output()).toBe('');
    other.close();
  });

  it('says how to install Java when there is none', async () => {
    const started = start(['--port', '0'], { ...process.env, PATH: dirname(process.execPath) });
    expect(await started.exit).toBe(1);
    expect(started.errors()).toMatch(/needs Java 17 or newer.*apt-get install default-jre-headless/s);
  });

  it.each([
    ['--port', 'many'],
    ['--colour', 'red'],
  ])('refuses %s %s', async (...args) => {
    const started = start(args);
    expect(await started.exit).toBe(1);
    expect(started.errors()).toContain(args[0]);
    expect(started.errors()).not.toContain('    at ');
  });
});
