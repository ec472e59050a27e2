import { writeFile } from 'node:fs/promises';
import { named, reason } from './file.ts';

/**
 * Writes the page to a file; never over one of the versions that are compared.
 * @returns what is wrong, if anything is
 */
export async function writePage(
  file: string,
  versions: readonly string[],
  make: () => Promise<string>,
): Promise<string | undefined> {
  const path = named(file);
  if (versions.some((version) => named(version) === path)) {
    return `${file}: is one of the versions, and is not written over`;
  }
  const text = await make();
  try {
    await writeFile(path, text);
    return undefined;
  } catch (error) {
    return `${file}: cannot be written (${reason(error)})`;
  }
}
