/**
 * `npm run demo -- [--sessions N] [--seed N]`: real flows change under customers who are in the middle of them, on
 * this machine, from the synthesised system. Ends with what became of everybody, checked against what the system
 * says of itself; exits 1 when that does not agree.
 */
import { JavaMissingError } from '../../infra/local/java.ts';
import { type LocalStack, startLocalStack } from '../../infra/local/local-stack.ts';
import { type Options, readOptions, USAGE } from './arguments.ts';
import { perform } from './perform.ts';
import { Screen, seconds } from './screen.ts';

const options = read();
if (options) process.exitCode = await main(options);

function read(): Options | undefined {
  try {
    const read = readOptions(process.argv.slice(2));
    if (!read) process.stdout.write(USAGE);
    return read;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

/** @returns the exit status */
async function main(options: Options): Promise<number> {
  const screen = new Screen(process.stdout);
  screen.chapter('Midstream');
  screen.say(`${options.sessions} customers, seed ${options.seed} (--sessions, --seed)`);
  const problems: string[] = [];
  const starting = startLocalStack({ onProblem: (line) => problems.push(line) });
  const ending = new AbortController();
  stopOnSignal(starting, ending);
  let stack: LocalStack | undefined;
  try {
    const began = performance.now();
    stack = await starting;
    screen.say(`local stack ready at ${stack.url} (${seconds(performance.now() - began)})`);
    if (await perform(options, stack.url, screen)) return 0;
    complain('The system does not say of itself what happened.', problems);
  } catch (error) {
    if (!ending.signal.aborted) complain(reasonOf(error), problems);
  } finally {
    if (!ending.signal.aborted) await stack?.stop();
  }
  return 1;
}

function complain(failure: string, problems: readonly string[]): void {
  const lines = problems.slice(-10).map((line) => `  the local stack: ${line}`);
  process.stderr.write(`\n${['The demo failed.', failure, ...lines].join('\n')}\n`);
}

function reasonOf(error: unknown): string {
  if (error instanceof JavaMissingError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Ends the stack at the first signal; at a second, at once. */
function stopOnSignal(starting: Promise<LocalStack>, ending: AbortController): void {
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, async () => {
      if (ending.signal.aborted) process.exit(status);
      ending.abort();
      await (await starting.catch(() => undefined))?.stop();
      process.exit(status);
    });
  }
}
