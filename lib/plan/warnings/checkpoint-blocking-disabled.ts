import type { Warning } from '../model.ts';
import { type Facts, sessionsAt } from './facts.ts';

/** Jumps past checkpoints are not blocked: what cannot be undone may happen twice. */
export function checkpointBlockingDisabled(facts: Facts): Warning[] {
  if (facts.checkpointsBlock) return [];
  return [
    {
      severity: 'critical',
      code: 'checkpoint_blocking_disabled',
      anchor_name: facts.diff.v1.graph.scenario.name,
      message:
        'The option checkpoints.block_teleport_past_checkpoint is off: sessions are moved back before checkpoints ' +
        'that they passed, and each such move is audited as overriding the checkpoint. Switch it on unless that is intended.',
      affected_sessions_estimate: sessionsAt([...facts.anchors, ...facts.deleted]),
    },
  ];
}
