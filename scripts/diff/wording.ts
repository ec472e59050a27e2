import type { Insertion } from '../../lib/diff/insertions.ts';

/** What a session lacks that never passed an inserted step. */
export const lacking = (insertion: Insertion): string[] => [
  ...(insertion.is_checkpoint ? ['checkpoint'] : []),
  ...(insertion.is_required_action ? ['required action'] : []),
  ...insertion.collects_fields,
];

/** In which way a step counts as inserted. */
export function howInserted(insertion: Insertion, newIds: ReadonlySet<string>): string {
  if (insertion.gained_by_edit) return 'gained by edit';
  return newIds.has(insertion.node_id) ? 'new' : 'comes earlier';
}

/** A condition in words: the empty one holds wherever no other does. */
export const condition = (text: string): string => (text === '' ? 'otherwise' : text);
