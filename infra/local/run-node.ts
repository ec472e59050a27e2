import { execFile } from 'node:child_process';
import { PROJECT_ROOT } from '../paths.ts';

/** Runs one of the project's scripts to its end; what it complained of becomes the error's message. */
export function runNode(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [script, ...args],
      { cwd: PROJECT_ROOT, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${script} failed:\n${(stderr || stdout || error.message).trim()}`));
        else resolve();
      },
    );
  });
}
