import { basename, dirname } from 'node:path';
import type { Metafile } from 'esbuild';

export interface BundleSize {
  readonly name: string;
  /** Bytes of all that is deployed, minified. */
  readonly total: number;
  /** Bytes that a cold start loads; the rest is loaded when a call needs it. */
  readonly atStart: number;
  /** The same without the AWS SDK, which every function that reads a table carries. */
  readonly atStartWithoutSdk: number;
}

const SDK = /node_modules\/(@aws-sdk|@smithy|@aws-crypto)\//;

/** How much each function's bundle weighs, from esbuild's metafile; by name. */
export function bundleSizes({ outputs }: Metafile): BundleSize[] {
  const code = Object.keys(outputs).filter((path) => path.endsWith('.mjs'));
  return code
    .filter((path) => basename(path) === 'index.mjs')
    .map((entry) => {
      const folder = dirname(entry);
      const loaded = loadedWith(entry, outputs);
      const bytes = (paths: readonly string[]) =>
        paths.reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
      const sdk = loaded
        .flatMap((path) => Object.entries(outputs[path]?.inputs ?? {}))
        .filter(([input]) => SDK.test(input))
        .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
      return {
        name: basename(folder),
        total: bytes(code.filter((path) => dirname(path) === folder)),
        atStart: bytes(loaded),
        atStartWithoutSdk: bytes(loaded) - sdk,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** An output and what it imports statically, and so on. */
function loadedWith(entry: string, outputs: Metafile['outputs']): string[] {
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[imported]) loaded.add(imported);
    }
  }
  return [...loaded];
}

/** A table for a terminal. */
export function formatSizes(sizes: readonly BundleSize[]): string {
  const width = Math.max('function'.length, ...sizes.map(({ name }) => name.length));
  const row = (name: string, ...columns: readonly string[]) =>
    [name.padEnd(width), ...columns.map((column) => column.padStart(11))].join('  ');
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
  return [
    row('function', 'deployed', 'at start', 'without SDK'),
    ...sizes.map((size) =>
      row(size.name, kilobytes(size.total), kilobytes(size.atStart), kilobytes(size.atStartWithoutSdk)),
    ),
  ].join('\n');
}
