/** `npm run client`: the engines' client as a package of its own, in `dist/client`; `npm pack ./dist/client` packs it. */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { PROJECT_ROOT } from '../infra/paths.ts';
import midstream from '../package.json' with { type: 'json' };

const ENTRIES = ['client', 'errors', 'invoke-lambda'] as const;
const run = promisify(execFile);

/**
 * Builds the package: JavaScript that needs nothing, but for the AWS SDK where Lambda is invoked through it, and the
 * types of the schemas that the service validates with.
 */
export async function buildClient(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: ENTRIES.map((name) => `lib/client/${name}.ts`),
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
  const tsc = join(PROJECT_ROOT, 'node_modules', '.bin', 'tsc');
  await run(tsc, ['-p', 'tsconfig.client.json', '--outDir', join(folder, 'types')], { cwd: PROJECT_ROOT });
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
}

function manifest() {
  const at = (name: string) => ({ types: `./types/client/${name}.d.ts`, default: `./${name}.js` });
  return {
    name: 'midstream-client',
    version: midstream.version,
    description: 'Midstream for conversation engines',
    license: midstream.license,
    type: 'module',
    sideEffects: false,
    engines: midstream.engines,
    exports: Object.fromEntries(ENTRIES.map((name) => [name === 'client' ? '.' : `./${name}`, at(name)])),
    // For its types only.
    dependencies: { zod: midstream.dependencies.zod },
    peerDependencies: { '@aws-sdk/client-lambda': midstream.devDependencies['@aws-sdk/client-lambda'] },
    peerDependenciesMeta: { '@aws-sdk/client-lambda': { optional: true } },
  };
}

if (import.meta.main) {
  const folder = join(PROJECT_ROOT, 'dist', 'client');
  await buildClient(folder);
  console.log(`built ${folder}`);
}
