import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Tests that ask for what the global setup provides need the local stack; all others start at once. */
const NEEDS_STACK = /\binject\b/;

const all = globSync('test/**/*.test.ts');
const stack = all.filter((file) => NEEDS_STACK.test(readFileSync(file, 'utf8')));

/** Two cores: one for a worker, one for the services that it talks to. */
const LIMITS = { pool: 'threads', maxWorkers: 2 } as const;
const COMMON = { ...LIMITS, setupFiles: ['test/support/seed-properties.ts'] };

export default defineConfig({
  test: {
    ...LIMITS,
    projects: [
      {
        test: {
          ...COMMON,
          name: 'plain',
          include: ['test/**/*.test.ts'],
          exclude: stack,
          hookTimeout: 120_000,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...COMMON,
          name: 'stack',
          include: stack,
          // One local stack for all of them; each test has a tenant of its own.
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
