import { isDeepStrictEqual } from 'node:util';
import { auditEntry } from '../session/audit-entry.ts';
import type { GapFillResult, MigrationAction, MigrationProgress, StepVisit } from '../session/model.ts';
import type { Position, Published, SessionChange, SessionRecord } from '../session/record.ts';
import { mergeVariables } from '../session/variables.ts';
import { passing, visitOf } from '../session/visit.ts';
import { answerOf } from './answer.ts';
import { auditEventOf } from './audit-event.ts';
import type { Decided, Move, Pin, Situation } from './decision.ts';
import { executedBy } from './executed.ts';
import { valuesGivenBesides } from './fill-gaps.ts';
import { learned } from './learned.ts';
import type { ReconcileAnswer } from './model.ts';
import type { Stamp } from './stamp.ts';

/** What a decision writes and what the engine is answered. */
export interface Outcome {
  readonly answer: ReconcileAnswer;
  /** Absent when the decision changes nothing. */
  readonly change?: SessionChange | undefined;
}

/**
 * Carries a decision out on paper: the session afterwards, the audit event, the answer.
 * @throws TooLarge when the values found do not fit the session's variables
 */
export function outcomeOf(
  situation: Situation,
  position: Position,
  decision: Decided,
  stamp: Stamp,
): Outcome {
  const { session, input } = situation;
  if ('progress' in decision && isDeepStrictEqual(session.progress, decision.progress)) {
    // Asking again for the same changes nothing, and is not written again.
    return { answer: answerOf(situation, decision, session) };
  }
  const decided = sessionAfter(situation, position, decision, stamp);
  const answer = answerOf(situation, decision, decided);
  const after: SessionRecord = {
    ...decided,
    last_reconciliation: {
      turn_id: input.turn_id,
      input_digest: stamp.inputDigest,
      session_revision: decided.revision,
      action: answer.action,
      at: stamp.now,
    },
  };
  const results = resultsOf(situation, decision);
  const event = auditEventOf(situation, position, decision, results, after, answer, stamp);
  return {
    answer,
    change: {
      before: session,
      after,
      guard_mark: true,
      answer,
      audit: auditEntry(event, session, situation.config, after.mark ? undefined : session.mark),
      ...(decision.kind === 'move' && { visits: [arrival(situation, decision, stamp)] }),
      ...(!('progress' in decision) && valuesToKeep(situation, results, stamp)),
    },
  };
}

/** The session as the decision leaves it. Whoever is not asked something is settled for the published version. */
function sessionAfter(
  situation: Situation,
  position: Position,
  decision: Decided,
  stamp: Stamp,
): SessionRecord {
  const { session, passage, published } = situation;
  const { checkpoints, actions } = executedBy(situation);
  const touched = { ...session, checkpoints, revision: session.revision + 1, last_activity_at: stamp.now };
  const settled = { ...touched, mark: undefined, progress: undefined };
  switch (decision.kind) {
    case 'collect':
    case 'execute':
      return { ...touched, progress: decision.progress };
    case 'exit':
      return { ...settled, position: undefined, pinned: undefined };
    case 'pin':
      return {
        ...settled,
        position: {
          ...position,
          ...(decision.pin === 'update_downstream' && { version: published.version }),
          settled_for_version: published.version,
        },
        pinned: pinnedBy(decision),
        // What was executed on the way to a version that it does not go to is not executed again for a later one.
        progress: actions.length > 0 ? unfinished(published, actions, stamp) : undefined,
      };
    case 'move': {
      const { target } = decision;
      return {
        ...settled,
        position: {
          scenario_id: position.scenario_id,
          version: published.version,
          graph_version: published.version,
          settled_for_version: published.version,
          checksum: passage.to.checksum,
          step_id: target.id,
          step_hash: target.hash,
        },
        pinned: undefined,
        // Entering is what passes a checkpoint; the own image is resumed, and passed when the engine reports it.
        checkpoints:
          decision.why === 'own_image'
            ? decision.checkpoints
            : passing(decision.checkpoints, target, published.version, stamp.now),
        walk: decision.walk,
      };
    }
  }
}

const pinnedBy = ({ pin, plan_id }: Pin): SessionRecord['pinned'] => ({
  reason: pin,
  ...(plan_id !== undefined && { plan_id }),
});

const arrival = ({ session, published }: Situation, { target, why }: Move, stamp: Stamp): StepVisit =>
  visitOf(target, {
    visit_id: stamp.newId(),
    run_id: session.run_id,
    graph_version: published.version,
    entered_at: stamp.now,
    turn_number: session.turn_count,
    transition_reason: `migration:${why}`,
  });

const unfinished = (
  published: Published,
  actions: readonly MigrationAction[],
  { now }: Stamp,
): MigrationProgress => ({
  target_version: published.version,
  fields: {},
  asked_fields: [],
  refused_fields: [],
  extracted_fields: [],
  actions: [...actions],
  started_at: now,
});

/** What was looked for, and what the customer gave in earlier turns besides. */
function resultsOf(situation: Situation, decision: Decided): readonly GapFillResult[] {
  switch (decision.kind) {
    case 'collect':
    case 'execute':
      return decision.results;
    case 'move':
      return [...decision.filled, ...valuesGivenBesides(situation, decision.filled)];
    case 'pin':
    case 'exit':
      return valuesGivenBesides(situation, []);
  }
}

/**
 * Every filled value joins the variables. What customers can be or were asked for goes to their profile as well; what
 * an action found out beside that, such as whether something is in stock, is true of this conversation only.
 */
function valuesToKeep(
  { session, known, passage }: Situation,
  filled: readonly GapFillResult[],
  stamp: Stamp,
): Pick<SessionChange, 'variables' | 'profile_fields'> {
  if (filled.length === 0 || !known) return {};
  const asked = session.progress?.asked_fields ?? [];
  const values = Object.fromEntries(filled.map((result) => [result.field_name, result.value ?? null]));
  return {
    variables: mergeVariables(known.variables, values),
    profile_fields: learned(
      filled.filter(({ field_name: name }) => passage.to.askable.has(name) || asked.includes(name)),
      session,
      known.profile,
      stamp.now,
    ),
  };
}
