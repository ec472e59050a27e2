import type { Warning } from '../model.ts';
import { type Facts, isMoved } from './facts.ts';
import { counted } from './wording.ts';

/** A step is gone: where its sessions go, or that they go nowhere. */
export function stepDeleted(facts: Facts): Warning[] {
  const { deleted, diff, fromVersion, toVersion } = facts;
  return deleted.map((place): Warning => {
    const { key, node, sessions } = place;
    const { nearest_anchor_id_v2 } = place.deleted;
    const target =
      nearest_anchor_id_v2 === undefined ? undefined : diff.v2.graph.byId.get(nearest_anchor_id_v2);
    const isKept = !isMoved(place);
    const gone = `The step "${node.step.name}" (${counted(facts, sessions)}) has no counterpart in version ${toVersion}`;
    return {
      severity: target || isKept ? 'warning' : 'critical',
      code: 'step_deleted',
      anchor_key: key,
      anchor_name: node.step.name,
      message: isKept
        ? `${gone}: by its policy its sessions stay on version ${fromVersion}.`
        : target
          ? `${gone}: its sessions go back to the latest step of their path that has one, else to ` +
            `"${target.step.name}". You can map it to another step.`
          : `${gone}, and no step before it has one either: its sessions leave the scenario, unless their path ` +
            'tells of another step. Map it to the step where they should go on.',
      affected_sessions_estimate: sessions,
    };
  });
}
