/** `npm run check`: everything that can be said about the source without running it. */
import { spawn } from 'node:child_process';

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const CHECKS: readonly Check[] = [
  { name: 'format', command: ['biome', 'format', '.'] },
  { name: 'lint', command: ['biome', 'lint', '--error-on-warnings', '.'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'browser types', command: ['tsc', '-p', 'tsconfig.browser.json'] },
  {
    name: 'architecture',
    command: [
      'depcruise',
      '--config',
      '.dependency-cruiser.mjs',
      'lib',
      'examples',
      'functions',
      'infra',
      'scripts',
      'test',
      'vitest.config.ts',
    ],
  },
  { name: 'dead code', command: ['knip'] },
  { name: 'API document', command: ['node', 'scripts/openapi.ts', '--check'] },
  { name: 'synth', command: ['npm', 'run', '--silent', 'synth'] },
];

interface Result {
  readonly passed: boolean;
  readonly output: string;
}

function run([command, ...args]: Check['command']): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ passed: false, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ passed: code === 0, output }));
  });
}

let failed = 0;
for (const { name, command } of CHECKS) {
  const started = performance.now();
  const { passed, output } = await run(command);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(13)} ${seconds.padStart(5)} s`);
  if (passed) continue;
  failed += 1;
  console.log(output.trimEnd());
}
if (failed > 0) {
  console.log(`${failed} of ${CHECKS.length} checks failed`);
  process.exitCode = 1;
}
