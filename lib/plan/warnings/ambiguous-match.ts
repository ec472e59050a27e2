import type { Warning } from '../model.ts';
import type { Facts } from './facts.ts';
import { counted } from './wording.ts';

/** Several steps have equal content and equal surroundings: which is which was settled by their order alone. */
export function ambiguousMatch(facts: Facts): Warning[] {
  const { anchors, diff } = facts;
  return anchors.flatMap(({ key, node, image, anchor, sessions }): Warning[] => {
    if (anchor.match === 'mapped' || !diff.matching.imageOf.get(node.id)?.ambiguous) return [];
    return [
      {
        severity: 'warning',
        code: 'ambiguous_match',
        anchor_key: key,
        anchor_name: node.step.name,
        message:
          `The step "${node.step.name}" (${node.id}, ${counted(facts, sessions)}) is one of several with the same ` +
          `content and surroundings, and was matched to ${image.id} by their order. Check that this is the same ` +
          'step, or map it to the right one.',
        affected_sessions_estimate: sessions,
      },
    ];
  });
}
