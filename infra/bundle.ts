/**
 * Bundles every Lambda of the catalogue. The AWS SDK is bundled too, so that what runs is what
 * the lock file pins and not what the runtime happens to ship.
 */
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { FUNCTIONS, type FunctionSpec } from '../functions/catalog.ts';
import { bundleSizes, formatSizes } from './bundle-report.ts';
import { DEFAULT_ASSETS, PROJECT_ROOT } from './paths.ts';

export interface BundleOptions {
  /** Holds `<folder>/<name>/index.ts` for every function. */
  readonly sources: string;
  /** Receives `<name>/index.mjs` for every function. */
  readonly outDir: string;
}

/** Entries of the catalogue that have no source file; every one is named. */
export class MissingEntriesError extends Error {
  override readonly name = 'MissingEntriesError';
}

/**
 * Some dependencies are CommonJS and `require` Node's own modules, which a bundle in ESM form cannot do by itself.
 */
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * Bundles all functions and writes esbuild's metafile beside them as `metafile.json`.
 * @throws MissingEntriesError when a function of the catalogue has no `index.ts`
 */
export async function bundle({ sources, outDir }: BundleOptions): Promise<Metafile> {
  const entries = FUNCTIONS.map((spec) => ({ spec, path: entryPath(sources, spec) }));
  await refuseMissing(entries.map(({ path }) => path));
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const built = await Promise.all(entries.map(({ spec, path }) => bundleOne(path, join(outDir, spec.name))));
  const metafile: Metafile = {
    inputs: Object.assign({}, ...built.map(({ inputs }) => inputs)),
    outputs: Object.assign({}, ...built.map(({ outputs }) => outputs)),
  };
  await writeFile(join(outDir, 'metafile.json'), JSON.stringify(metafile));
  return metafile;
}

/** One build a function: what it imports lazily becomes chunks beside it that a call loads only when it needs them. */
async function bundleOne(entry: string, outdir: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: [{ in: entry, out: 'index' }],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // ES modules first: only they can be shaken.
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE_BANNER },
    minify: true,
    legalComments: 'none',
    // Beside the code, for whoever reads a stack trace; the assets leave it out.
    sourcemap: 'external',
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

function entryPath(sources: string, spec: FunctionSpec): string {
  return join(sources, spec.folder, spec.name, 'index.ts');
}

async function refuseMissing(paths: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const path of paths) {
    await access(path).catch(() => missing.push(path));
  }
  if (missing.length > 0) {
    throw new MissingEntriesError(
      `functions/catalog.ts names functions that have no entry file:\n${missing.map((path) => `  ${path}`).join('\n')}`,
    );
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      sources: { type: 'string', default: join(PROJECT_ROOT, 'functions') },
      out: { type: 'string', default: DEFAULT_ASSETS },
      quiet: { type: 'boolean', default: false },
    },
  });
  try {
    const metafile = await bundle({ sources: values.sources, outDir: values.out });
    if (!values.quiet) console.log(formatSizes(bundleSizes(metafile)));
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof MissingEntriesError) console.error(error.message);
    // esbuild has said already what it found, and where.
    else if (!(error instanceof Error && 'errors' in error)) throw error;
  }
}
