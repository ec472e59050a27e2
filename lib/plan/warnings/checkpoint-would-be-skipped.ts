import type { Warning } from '../model.ts';
import { type AnchorPlace, type Facts, sessionsAt } from './facts.ts';
import { anchorsBeyond } from './upstream.ts';
import { counted, heading, steps } from './wording.ts';

/** A checkpoint is inserted before steps where sessions may be: they are beyond it without having passed it. */
export function checkpointWouldBeSkipped(facts: Facts): Warning[] {
  const table = facts.diff.map.inserted_nodes;
  const beyond = anchorsBeyond(facts.diff.map, facts.moving, (row) =>
    table[row]?.is_checkpoint ? [row] : [],
  );
  return [...beyond].flatMap(([row, { places }]): Warning[] => {
    const inserted = table[row];
    if (!inserted) return [];
    const description = facts.diff.v2.graph.byId.get(inserted.node_id)?.step.checkpoint_description;
    const sessions = sessionsAt(places);
    return [
      {
        severity: 'critical',
        code: 'checkpoint_would_be_skipped',
        ...heading(places, inserted.node_name),
        message:
          `The checkpoint "${inserted.node_name}"${description ? ` (${description})` : ''} now comes before ` +
          `${steps(places)}: ${counted(facts, sessions)} beyond it would skip it. ${consequence(facts, places)}`,
        affected_sessions_estimate: sessions,
      },
    ];
  });
}

/** What the policies say now, and what else they could say. */
function consequence(facts: Facts, places: readonly AnchorPlace[]): string {
  const chosen = new Set(places.map((place) => place.policy?.skipped_checkpoints ?? 'pin'));
  const now = [
    ...(chosen.has('pin') ? [`stay on version ${facts.fromVersion}`] : []),
    ...(chosen.has('run') ? ['have it executed first'] : []),
    ...(chosen.has('skip') ? ['move on without it'] : []),
  ];
  return (
    `By the policy skipped_checkpoints they ${now.join(' or ')}; choose per step between "pin" (stay), ` +
    '"run" (execute it first) and "skip" (move on without it).'
  );
}
