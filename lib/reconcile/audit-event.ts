import type {
  ActionTaken,
  EventType,
  GapFillResult,
  GapFillSource,
  MigrationEvent,
} from '../session/model.ts';
import type { Position, SessionRecord } from '../session/record.ts';
import { blockOf, type Decided, type Situation } from './decision.ts';
import type { ReconcileAnswer } from './model.ts';
import type { Stamp } from './stamp.ts';

const EVENT_TYPE = {
  move: 'session_migrated',
  pin: 'session_pinned',
  exit: 'session_exited',
  collect: 'data_requested',
  execute: 'action_requested',
} as const satisfies Record<Decided['kind'], EventType>;

/**
 * The one audit event of a change.
 * @param results the fields that the decision looked for or keeps
 */
export function auditEventOf(
  { session, passage, published, input }: Situation,
  position: Position,
  decision: Decided,
  results: readonly GapFillResult[],
  after: SessionRecord,
  answer: ReconcileAnswer,
  stamp: Stamp,
): MigrationEvent {
  const blocked = blockOf(decision);
  const checkpoint = blocked?.checkpoint ?? (decision.kind === 'move' ? decision.overridden : undefined);
  return {
    event_id: stamp.newId(),
    event_type: EVENT_TYPE[decision.kind],
    session_id: session.session_id,
    tenant_id: session.tenant_id,
    scenario_id: position.scenario_id,
    ...(decision.plan_id !== undefined && { plan_id: decision.plan_id }),
    // Whoever no plan leads on, goes along none.
    plan_chain:
      passage.kind === 'planned' && decision.fallback === undefined
        ? passage.route.links.map((link) => link.plan_id)
        : [],
    from_version: position.graph_version,
    to_version: published.version,
    ...(decision.kind === 'move' && { migration_scenario: decision.scenario }),
    ...(decision.anchor_key !== undefined && { anchor_key: decision.anchor_key }),
    step_before_id: position.step_id,
    action_taken: actionOf(decision, answer),
    ...(after.position && { step_after_id: after.position.step_id }),
    fields_gap_filled: Object.fromEntries(
      results
        .filter((result) => result.filled)
        .map((result): [string, GapFillSource] => [result.field_name, result.source]),
    ),
    fields_collected:
      decision.kind === 'collect'
        ? [...decision.collect, ...decision.confirm.map((result) => result.field_name)]
        : results.filter((result) => result.source === 'provided').map((result) => result.field_name),
    blocked_by_checkpoint: blocked !== undefined,
    ...(checkpoint && {
      checkpoint_id: checkpoint.step_id,
      checkpoint_description: checkpoint.checkpoint_description,
    }),
    reason: decision.reason,
    duration_ms: stamp.durationMs,
    turn_id: input.turn_id,
    timestamp: stamp.now,
  };
}

const actionOf = (decision: Decided, answer: ReconcileAnswer): ActionTaken =>
  decision.kind === 'pin' ? 'pin' : answer.action;
