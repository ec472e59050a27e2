import type { Warning } from '../model.ts';
import { type Facts, sessionsAt } from './facts.ts';
import { anchorsBeyond } from './upstream.ts';
import { counted, heading, steps } from './wording.ts';

/** A required action is inserted before steps where sessions may be: it is run late, before they move. */
export function requiredActionLate(facts: Facts): Warning[] {
  const table = facts.diff.map.inserted_nodes;
  const executing = facts.moving.filter(({ policy }) => policy?.force_scenario !== 'clean_graft');
  const beyond = anchorsBeyond(facts.diff.map, executing, (row) =>
    table[row]?.is_required_action ? [row] : [],
  );
  return [...beyond].flatMap(([row, { places }]): Warning[] => {
    const inserted = table[row];
    if (!inserted) return [];
    const sessions = sessionsAt(places);
    return [
      {
        severity: 'warning',
        code: 'required_action_late',
        ...heading(places, inserted.node_name),
        message:
          `The required action "${inserted.node_name}" now comes before ${steps(places)}: for ` +
          `${counted(facts, sessions)} beyond it the engine is asked to execute it late, before they move. ` +
          'Make sure that it still makes sense there; force_scenario "clean_graft" moves them without it.',
        affected_sessions_estimate: sessions,
      },
    ];
  });
}
