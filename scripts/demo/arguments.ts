import { parseArgs } from 'node:util';
import * as z from 'zod';

export const USAGE = `Usage: npm run demo -- [--sessions N] [--seed N]

Changes real conversation flows under thousands of customers who are in the middle of them.

  --sessions N  how many customers there are, 20 to 20,000 (2,000)
  --seed N      makes other customers; the same seed makes the same ones (1)
`;

const Options = z.strictObject({
  sessions: z.coerce.number('must be a number').int('must be a whole number').min(20).max(20_000),
  seed: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0)
    .max(2 ** 32 - 1),
});

export type Options = z.infer<typeof Options>;

/**
 * Reads the command line.
 * @returns nothing when only help is wanted
 * @throws TypeError saying what is wrong with it
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sessions: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const parsed = Options.safeParse({ sessions: values.sessions, seed: values.seed });
  if (parsed.success) return parsed.data;
  throw new TypeError(
    parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'),
  );
}
