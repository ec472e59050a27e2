import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { FUNCTIONS } from '../functions/catalog.ts';
import { buildOpenApi } from '../lib/api/openapi.ts';

/** Writes `docs/openapi.json`; with `--check` it compares instead, and exits 1 when they differ. */
const file = new URL('../docs/openapi.json', import.meta.url);
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const made = `${JSON.stringify(buildOpenApi(FUNCTIONS.flatMap((each) => each.routes)), null, 2)}\n`;

if (!values.check) {
  await writeFile(file, made);
  console.log('docs/openapi.json written');
} else if ((await readFile(file, 'utf8').catch(() => '')) !== made) {
  console.error('docs/openapi.json is not what the schemas say; run `npm run openapi` and commit it');
  process.exitCode = 1;
}
