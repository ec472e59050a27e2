/**
 * The synthesised system that the local stack runs: bundled functions and template, made again only when a source
 * file changed. Kept under a digest of the sources, so that a stack that is running never has its files changed.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { PROJECT_ROOT } from '../paths.ts';
import { runNode } from './run-node.ts';

export interface AssemblyOptions {
  /** Holds `<folder>/<name>/index.ts` for every function; the project's own by default. */
  readonly functions?: string | undefined;
  /** Overrides of the CDK context in `cdk.json`. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
}

const CACHE = join(PROJECT_ROOT, 'dist', 'local');
const SOURCES = ['functions', 'lib', 'infra', 'docs', 'cdk.json', 'package-lock.json'];
const KEEP_MS = 24 * 60 * 60 * 1000;
const CdkJson = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

/** The folder of an up-to-date cloud assembly. */
export async function assemblyFolder({ functions, context }: AssemblyOptions): Promise<string> {
  const sources = functions ?? join(PROJECT_ROOT, 'functions');
  const cdk = CdkJson.parse(JSON.parse(await readFile(join(PROJECT_ROOT, 'cdk.json'), 'utf8')));
  const digest = await digestOf([...SOURCES.map((name) => join(PROJECT_ROOT, name)), sources]);
  // What Lambdas are bundled from knows no context: one bundle does for all of them.
  const assets = await kept(`functions-${digest}`, (out) =>
    runNode('infra/bundle.ts', ['--quiet', '--sources', sources, '--out', out]),
  );
  const text = JSON.stringify({ ...cdk.context, ...context, assets });
  return await kept(`${digest}-${shortHash(text)}`, (out) =>
    runNode('infra/app.ts', [], { CDK_OUTDIR: out, CDK_CONTEXT_JSON: text }),
  );
}

/** A folder in the cache, made now if it is not there. */
async function kept(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE, name);
  if (await exists(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  await removeOld();
  const work = await mkdtemp(join(CACHE, '.making-'));
  try {
    const made = join(work, 'made');
    await make(made);
    // Whoever else has made the same meanwhile was first; its result is as good.
    await rename(made, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

async function digestOf(roots: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const root of roots) {
    for (const path of (await filesIn(root)).sort()) {
      hash
        .update(path)
        .update('\0')
        .update(await readFile(path));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesIn(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  if (found.isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > KEEP_MS) await rm(path, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
