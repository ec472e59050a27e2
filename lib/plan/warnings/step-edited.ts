import type { Warning } from '../model.ts';
import type { Facts } from './facts.ts';
import { counted } from './wording.ts';

/** The content of a step changed: sessions go on in the middle of it, and it may not be the same step at all. */
export function stepEdited(facts: Facts): Warning[] {
  return facts.anchors.flatMap(({ key, node, image, anchor, sessions }): Warning[] => {
    if (anchor.match !== 'edited') return [];
    const by = anchor.by === 'step_id' ? 'id' : anchor.by === 'name' ? 'name' : 'place in the flow';
    const renamed = image.step.name === node.step.name ? '' : ` (now "${image.step.name}")`;
    return [
      {
        severity: 'warning',
        code: 'step_edited',
        anchor_key: key,
        anchor_name: node.step.name,
        message:
          `The step "${node.step.name}"${renamed} was edited; it was recognised by its ${by}, ` +
          `and ${counted(facts, sessions)} go on in the edited step. If it is a different step now, map it to ` +
          'the right one.',
        affected_sessions_estimate: sessions,
      },
    ];
  });
}
