import type { Insertion } from './insertions.ts';
import { asksSomething } from './insertions.ts';
import type { MigrationScenario } from './model.ts';

/**
 * What may happen to the sessions at an anchor; what does happen is decided per session from the path it walked.
 *
 * @param reRoutes whether a new fork upstream of the anchor's image has a branch that leads away from it
 * @param insertions what is inserted upstream of the image
 */
export function classify(reRoutes: boolean, insertions: Iterable<Insertion | undefined>): MigrationScenario {
  if (reRoutes) return 're_route';
  for (const insertion of insertions) if (insertion && asksSomething(insertion)) return 'gap_fill';
  return 'clean_graft';
}
