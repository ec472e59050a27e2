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
      const sum = (paths: readonly string[], weigh: (output: Output) => number) =>
        paths.reduce((total, path) => total + (outputs[path] ? weigh(outputs[path]) : 0), 0);
      const bytes = (output: Output) => output.bytes;
      return {
        name: basename(folder),
        total: sum(
          code.filter((path) => dirname(path) === folder),
          bytes,
        ),
        atStart: sum(loaded, bytes),
        atStartWithoutSdk: sum(loaded, (output) => output.bytes - sdkBytes(output)),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

type Output = Metafile['outputs'][string];

/** What of a file is the SDK. Where all of it is, so is what its parts need to find each other. */
function sdkBytes({ inputs, bytes }: Output): number {
  const all = Object.entries(inputs);
  const parts = all.filter(([input]) => SDK.test(input));
  if (all.length > 0 && parts.length === all.length) return bytes;
  return parts.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
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
