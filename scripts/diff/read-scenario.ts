import { readFile } from 'node:fs/promises';
import type { Problem } from '../../lib/errors.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { parseScenario } from '../../lib/scenario/validate.ts';
import { named, reason } from './file.ts';

export type Read =
  | { readonly ok: true; readonly scenario: ScenarioInput; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a scenario from a file; problems are lines that begin with the file's name. */
export async function readScenario(file: string): Promise<Read> {
  const failed = (...lines: string[]): Read => ({
    ok: false,
    problems: lines.map((line) => `${file}: ${line}`),
  });
  let text: string;
  try {
    text = await readFile(named(file), 'utf8');
  } catch (error) {
    return failed(`cannot be read (${reason(error)})`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return failed(`is not JSON (${reason(error)})`);
  }
  const parsed = parseScenario(json);
  if (parsed.ok) return parsed;
  return failed(
    ...parsed.problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)),
  );
}
