import { resolve } from 'node:path';

/** A file as the command line names it. npm runs scripts from the package's folder; files are named from where it was called. */
export function named(file: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
  return resolve(script === 'diff' && calledFrom ? calledFrom : process.cwd(), file);
}

export const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
