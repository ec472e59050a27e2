import { asksSomething, type Insertion } from './insertions.ts';
import type { MigrationScenario } from './model.ts';

/**
 * What may happen to the sessions at an anchor; what does happen is decided per session from the path it walked.
 *
 * @param reRoutes whether a new fork upstream of the anchor's image has a branch that leads away from it
 * @param upstream what is inserted upstream of the image, as rows of the table
 */
export function classify(
  reRoutes: boolean,
  upstream: readonly (readonly number[])[],
  table: readonly Insertion[],
): MigrationScenario {
  if (reRoutes) return 're_route';
  const asks = (row: number): boolean => {
    const insertion = table[row];
    return insertion !== undefined && asksSomething(insertion);
  };
  return upstream.some((rows) => rows.some(asks)) ? 'gap_fill' : 'clean_graft';
}
