import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FUNCTIONS } from '../../functions/catalog.ts';

const ECHO = 'export const handler = async (event) => event;';

/**
 * Sources for every function of the catalogue: what is given, by name, and an echo for the others. The folder is
 * the system's temporary one, outside the project.
 */
export function tinyFunctions(sources: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'midstream-functions-'));
  for (const { folder: group, name } of FUNCTIONS) {
    write(join(folder, group, name, 'index.ts'), sources[name] ?? ECHO);
  }
  return folder;
}

/** The same as bundles, where only the template matters. */
export function tinyAssets(): string {
  const folder = mkdtempSync(join(tmpdir(), 'midstream-assets-'));
  for (const { name } of FUNCTIONS) write(join(folder, name, 'index.mjs'), `// ${name}\n${ECHO}`);
  return folder;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
