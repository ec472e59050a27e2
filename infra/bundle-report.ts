import { basename, dirname } from 'node:path';
import type { Metafile } from 'esbuild';

export interface BundleSize {
  readonly name: string;
  /** Bytes of the minified bundle. */
  readonly total: number;
  /** The same without the AWS SDK, which every function that reads a table carries. */
  readonly withoutSdk: number;
}

const SDK = /node_modules\/(@aws-sdk|@smithy|@aws-crypto)\//;

/** How much each function's bundle weighs, from esbuild's metafile; by name. */
export function bundleSizes(metafile: Metafile): BundleSize[] {
  return Object.entries(metafile.outputs)
    .filter(([path]) => path.endsWith('.mjs'))
    .map(([path, output]) => {
      const sdk = Object.entries(output.inputs)
        .filter(([input]) => SDK.test(input))
        .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
      return { name: basename(dirname(path)), total: output.bytes, withoutSdk: output.bytes - sdk };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** A table for a terminal. */
export function formatSizes(sizes: readonly BundleSize[]): string {
  const width = Math.max('function'.length, ...sizes.map(({ name }) => name.length));
  const row = (name: string, total: string, withoutSdk: string) =>
    `${name.padEnd(width)}  ${total.padStart(9)}  ${withoutSdk.padStart(11)}`;
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
  return [
    row('function', 'bundle', 'without SDK'),
    ...sizes.map(({ name, total, withoutSdk }) => row(name, kilobytes(total), kilobytes(withoutSdk))),
  ].join('\n');
}
