/**
 * `npm start -- [--port 3000] [--data DIR] [--verbose]`: the whole system on localhost until it is told to end.
 * `--functions DIR` runs the Lambdas of another folder.
 */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { PortTakenError } from './http-server.ts';
import { JavaMissingError } from './java.ts';
import { type LocalStack, startLocalStack } from './local-stack.ts';

const Port = z.coerce.number().int().min(0).max(65_535);

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3000' },
      data: { type: 'string' },
      functions: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const port = Port.safeParse(values.port);
  if (!port.success) throw new TypeError(`--port must be a number from 0 to 65535, not ${values.port}`);
  const { data: dataDir, functions, verbose } = values;
  return { port: port.data, dataDir, functions, verbose };
}

/** Ends the stack at the first signal; at a second, at once. */
function endOnSignal(starting: Promise<LocalStack>): void {
  let ending = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, async () => {
      if (ending) process.exit(1);
      ending = true;
      const stack = await starting.catch(() => undefined);
      await stack?.stop();
      process.exit(0);
    });
  }
}

try {
  const { verbose, ...options } = readOptions();
  const starting = startLocalStack({
    ...options,
    onLambdaLog: (line) => {
      if (verbose) process.stderr.write(`${line}\n`);
    },
  });
  endOnSignal(starting);
  const { url } = await starting;
  process.stdout.write(`midstream ready ${url}\n`);
} catch (error) {
  const expected =
    error instanceof JavaMissingError || error instanceof PortTakenError || error instanceof TypeError;
  process.stderr.write(
    `${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}
