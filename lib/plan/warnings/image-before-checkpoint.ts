import type { Warning } from '../model.ts';
import type { AnchorPlace, Facts } from './facts.ts';
import { passedCheckpoints } from './passed-checkpoints.ts';
import { counted, listed } from './wording.ts';

/** A step that came after a checkpoint comes before it in W, because the order changed. */
export function imageBeforeCheckpoint(facts: Facts): Warning[] {
  const met = new Map<AnchorPlace, string[]>();
  for (const { step, image, mayBePassedAt, isPrecededBy, isForbidden } of passedCheckpoints(facts)) {
    for (const place of facts.moving) {
      if (place.anchor.match === 'mapped' || place.image === image) continue;
      const at = place.node.ordinal;
      if (!mayBePassedAt(at) || isPrecededBy(at) || !isForbidden(place.image.ordinal)) continue;
      const names = met.get(place);
      if (names) names.push(step.step.name);
      else met.set(place, [step.step.name]);
    }
  }
  return [...met].map(
    ([place, names]): Warning => ({
      severity: 'critical',
      code: 'image_before_checkpoint',
      anchor_key: place.key,
      anchor_name: place.node.step.name,
      message:
        `The step "${place.node.step.name}" (${counted(facts, place.sessions)}) came after the checkpoint ` +
        `${listed(names)} and comes before it in version ${facts.toVersion}: sessions that passed it would go ` +
        `through it again, ${facts.checkpointsBlock ? 'so they stay on the old version' : 'and blocking is switched off'}. ` +
        'You can map the step to one after the checkpoint, or keep the old order.',
      affected_sessions_estimate: place.sessions,
    }),
  );
}
