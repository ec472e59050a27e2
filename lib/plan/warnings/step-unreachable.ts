import type { Warning } from '../model.ts';
import type { Facts } from './facts.ts';

/** The entry of the new version does not lead to a step. */
export function stepUnreachable({ anchors, diff, toVersion }: Facts): Warning[] {
  const placeOf = new Map(anchors.map((place) => [place.image.ordinal, place]));
  return diff.v2.graph.nodes.flatMap((node): Warning[] => {
    if (node.reachable) return [];
    const place = placeOf.get(node.ordinal);
    return [
      {
        severity: 'info',
        code: 'step_unreachable',
        ...(place && { anchor_key: place.key }),
        anchor_name: node.step.name,
        message:
          `The entry of version ${toVersion} does not lead to the step "${node.step.name}" (${node.id}). ` +
          'Add a transition to it, or remove it.',
        affected_sessions_estimate: place?.sessions ?? 0,
      },
    ];
  });
}
