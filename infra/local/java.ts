import { execFile } from 'node:child_process';

const MINIMUM = 17;

/** The machine cannot run DynamoDB Local; the message says how to mend it. */
export class JavaMissingError extends Error {
  override readonly name = 'JavaMissingError';
}

/**
 * Checks that a Java which can run DynamoDB Local is on the PATH.
 * @throws JavaMissingError saying how to install it
 */
export async function requireJava(): Promise<void> {
  const version = await javaVersion();
  if (version !== undefined && version >= MINIMUM) return;
  const found = version === undefined ? 'there is no java on the PATH' : `java is version ${version}`;
  throw new JavaMissingError(
    `DynamoDB Local needs Java ${MINIMUM} or newer, but ${found}. Install it, for example with\n` +
      '  apt-get install default-jre-headless    (Debian, Ubuntu)\n' +
      '  brew install openjdk                    (macOS)',
  );
}

function javaVersion(): Promise<number | undefined> {
  return new Promise((resolve) => {
    execFile('java', ['-version'], (error, _stdout, stderr) => {
      const version = error ? undefined : /version "(\d+)/.exec(stderr)?.[1];
      resolve(version === undefined ? undefined : Number(version));
    });
  });
}
