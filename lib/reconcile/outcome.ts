import { promptFor } from '../gap-fill/field-value.ts';
import { auditEntry } from '../session/audit-entry.ts';
import type {
  ActionTaken,
  EventType,
  GapFillResult,
  GapFillSource,
  MigrationEvent,
  ProfileField,
} from '../session/model.ts';
import type { Position, SessionChange, SessionRecord } from '../session/record.ts';
import { passing, visitOf } from '../session/visit.ts';
import type { Collect, Decision, Exit, KnownValues, Move, NeedValues, Pin, Situation } from './decision.ts';
import type { ReconcileAnswer } from './model.ts';

/** What a decision writes and what the engine is answered. */
export interface Outcome {
  readonly answer: ReconcileAnswer;
  /** Absent when the decision changes nothing. */
  readonly change?: SessionChange | undefined;
}

/** Ids and times that an outcome needs, made by the caller so that this stays pure. */
export interface Stamp {
  readonly now: string;
  readonly newId: () => string;
  readonly inputDigest: string;
  readonly durationMs: number;
}

type Decided = Exclude<Decision, NeedValues>;

const EXIT_MESSAGE =
  'We have changed how this works since we last spoke, and this conversation cannot go on where it was. Please start again whenever you like.';

/** Carries a decision out on paper: the session afterwards, the audit event, the answer. */
export function outcomeOf(
  situation: Situation,
  position: Position,
  decision: Decided,
  stamp: Stamp,
): Outcome {
  const { session } = situation;
  const base = answerBase(situation, position, decision);
  switch (decision.kind) {
    case 'move':
      return moved(situation, position, decision, stamp, base);
    case 'pin': {
      const after: SessionRecord = {
        ...settledSession(situation, position, stamp),
        pinned: {
          reason: decision.pin,
          ...(decision.plan_id !== undefined && { plan_id: decision.plan_id }),
        },
      };
      return written(situation, position, decision, stamp, after, {
        ...base,
        scenario_version: after.position?.version,
      });
    }
    case 'exit':
      return written(
        situation,
        position,
        decision,
        stamp,
        { ...settledSession(situation, position, stamp), position: undefined, pinned: undefined },
        { ...base, action: 'exit_scenario', user_message: EXIT_MESSAGE },
      );
    case 'collect': {
      const asked: ReconcileAnswer = {
        ...base,
        action: 'collect',
        collect_fields: [...decision.collect],
        prompts: [
          ...decision.collect.map((name) => ({
            field_name: name,
            text: promptFor(name, definitionsOf(situation)[name]),
          })),
        ],
        confirm_fields: decision.confirm.map((result) => ({
          field_name: result.field_name,
          value: result.value ?? null,
          ...(result.extraction_quote !== undefined && { quote: result.extraction_quote }),
        })),
      };
      // Asking again for the same changes nothing, and is not written again.
      if (JSON.stringify(session.progress) === JSON.stringify(decision.progress)) return { answer: asked };
      return written(
        situation,
        position,
        decision,
        stamp,
        { ...touched(session, stamp), progress: decision.progress },
        asked,
      );
    }
  }
}

/** The answer where there is nothing to do. */
export function continues(
  session: SessionRecord,
  reason: string,
  trace: readonly string[] = [],
): ReconcileAnswer {
  return {
    action: 'continue',
    collect_fields: [],
    prompts: [],
    confirm_fields: [],
    execute_action_ids: [],
    blocked_by_checkpoint: false,
    reason,
    scenario_version: session.position?.version,
    graph_version: session.position?.graph_version,
    step_id: session.position?.step_id,
    entry: 'resume',
    session_revision: session.revision,
    trace: [...trace],
  };
}

function moved(
  situation: Situation,
  position: Position,
  decision: Move,
  stamp: Stamp,
  base: ReconcileAnswer,
): Outcome {
  const { session, passage, published } = situation;
  const { target, filled } = decision;
  const settled = settledSession(situation, position, stamp);
  const after: SessionRecord = {
    ...settled,
    position: {
      scenario_id: position.scenario_id,
      version: published.version,
      graph_version: passage.to.version,
      settled_for_version: published.version,
      checksum: passage.to.checksum,
      step_id: target.id,
      step_hash: target.hash,
    },
    pinned: undefined,
    // Entering is what passes a checkpoint; the own image is resumed, and passed when the engine reports it.
    checkpoints:
      decision.entry === 'enter'
        ? passing(decision.checkpoints, target, passage.to.version, stamp.now)
        : decision.checkpoints,
    walk: decision.walk,
  };
  const jumps = target.id !== position.step_id;
  const answer: ReconcileAnswer = {
    ...base,
    action: jumps ? 'teleport' : 'continue',
    ...(jumps && { target_step_id: target.id, teleport_reason: decision.reason }),
    migration_scenario: decision.scenario,
    scenario_version: published.version,
    graph_version: passage.to.version,
    step_id: target.id,
    entry: decision.entry,
  };
  const visit = visitOf(target, {
    visit_id: stamp.newId(),
    run_id: session.run_id,
    graph_version: passage.to.version,
    entered_at: stamp.now,
    turn_number: session.turn_count,
    transition_reason: `migration:${decision.why}`,
  });
  const values = Object.fromEntries(filled.map((result) => [result.field_name, result.value ?? null]));
  return written(situation, position, decision, stamp, after, answer, {
    visits: [visit],
    ...(filled.length > 0 && {
      variables: { ...situation.known?.variables, ...values },
      profile_fields: learned(filled, session, situation.known, stamp),
    }),
  });
}

/** What the profile did not know, or knew with a doubt that the customer has removed. */
function learned(
  filled: readonly GapFillResult[],
  session: SessionRecord,
  known: KnownValues | undefined,
  stamp: Stamp,
): Record<string, ProfileField> {
  const fields: Record<string, ProfileField> = {};
  for (const result of filled) {
    const doubtful = known?.profile[result.field_name]?.needs_confirmation === true;
    if (result.source === 'session' || (result.source === 'profile' && !doubtful)) continue;
    fields[result.field_name] = {
      value: result.value ?? null,
      source: result.source,
      confidence: result.confidence,
      needs_confirmation: false,
      provenance: {
        session_id: session.session_id,
        ...(result.extraction_quote !== undefined && { quote: result.extraction_quote }),
      },
      updated_at: stamp.now,
    };
  }
  return fields;
}

const definitionsOf = (situation: Situation) => situation.passage.to.graph.scenario.field_definitions ?? {};

const touched = (session: SessionRecord, stamp: Stamp): SessionRecord => ({
  ...session,
  revision: session.revision + 1,
  last_activity_at: stamp.now,
});

/** Settled for the published version: the mark and the progress have served. */
function settledSession({ session, published }: Situation, position: Position, stamp: Stamp): SessionRecord {
  return {
    ...touched(session, stamp),
    position: { ...position, settled_for_version: published.version },
    mark: undefined,
    progress: undefined,
  };
}

function answerBase(situation: Situation, position: Position, decision: Decided): ReconcileAnswer {
  const { blocked } = decision;
  return {
    ...continues({ ...situation.session, position }, decision.reason, decision.trace),
    ...(decision.anchor_key !== undefined && { anchor_key: decision.anchor_key }),
    ...(blocked && {
      blocked_by_checkpoint: true,
      checkpoint_warning: `"${blocked.checkpoint.step_name}" (${blocked.checkpoint.checkpoint_description}) was passed and cannot be undone: not moved to "${blocked.refused.step.name}"`,
    }),
  };
}

const EVENT_TYPE = {
  move: 'session_migrated',
  pin: 'session_pinned',
  exit: 'session_exited',
  collect: 'data_requested',
} as const satisfies Record<Decided['kind'], EventType>;

const actionOf = (decision: Decided, answer: ReconcileAnswer): ActionTaken =>
  decision.kind === 'pin' ? 'pin' : answer.action;

function written(
  situation: Situation,
  position: Position,
  decision: Move | Pin | Exit | Collect,
  stamp: Stamp,
  after: SessionRecord,
  unsealed: ReconcileAnswer,
  more: Pick<SessionChange, 'visits' | 'variables' | 'profile_fields'> = {},
): Outcome {
  const { session, passage, published, input, config } = situation;
  const answer: ReconcileAnswer = { ...unsealed, session_revision: after.revision };
  const { mark } = session;
  const block = decision.blocked?.checkpoint ?? (decision.kind === 'move' ? decision.overridden : undefined);
  const route = passage.kind === 'planned' ? passage.route : undefined;
  const results =
    decision.kind === 'move' ? decision.filled : decision.kind === 'collect' ? decision.results : [];
  const event: MigrationEvent = {
    event_id: stamp.newId(),
    event_type: EVENT_TYPE[decision.kind],
    session_id: session.session_id,
    tenant_id: session.tenant_id,
    scenario_id: position.scenario_id,
    ...(decision.plan_id !== undefined && { plan_id: decision.plan_id }),
    plan_chain: route?.links.map((link) => link.plan_id) ?? [],
    from_version: position.graph_version,
    to_version: published.version,
    ...(decision.kind === 'move' && { migration_scenario: decision.scenario }),
    ...(decision.anchor_key !== undefined && { anchor_key: decision.anchor_key }),
    step_before_id: position.step_id,
    action_taken: actionOf(decision, answer),
    ...(after.position && { step_after_id: after.position.step_id }),
    fields_gap_filled: sourcesOf(results),
    fields_collected: fieldsCollected(decision),
    blocked_by_checkpoint: decision.blocked !== undefined,
    ...(block && {
      checkpoint_id: block.step_id,
      checkpoint_description: block.checkpoint_description,
    }),
    reason:
      decision.kind === 'move' && decision.overridden
        ? `${decision.reason}; overrides checkpoint "${decision.overridden.step_name}" as configured`
        : decision.reason,
    duration_ms: stamp.durationMs,
    turn_id: input.turn_id,
    timestamp: stamp.now,
  };
  return {
    answer,
    change: {
      before: session,
      after: {
        ...after,
        last_reconciliation: {
          turn_id: input.turn_id,
          input_digest: stamp.inputDigest,
          session_revision: after.revision,
          action: answer.action,
          at: stamp.now,
        },
      },
      guard_mark: true,
      answer,
      audit: auditEntry(event, session, config, mark && !after.mark ? mark : undefined),
      ...more,
    },
  };
}

const sourcesOf = (results: readonly GapFillResult[]): Record<string, GapFillSource> =>
  Object.fromEntries(
    results.filter((result) => result.filled).map((result) => [result.field_name, result.source]),
  );

/** Fields that the customer was asked for, now or in earlier turns of this move. */
const fieldsCollected = (decision: Decided): string[] =>
  decision.kind === 'collect'
    ? [...decision.collect, ...decision.confirm.map((result) => result.field_name)]
    : decision.kind === 'move'
      ? decision.filled.filter((result) => result.source === 'provided').map((result) => result.field_name)
      : [];
