import { promptFor } from '../gap-fill/field-value.ts';
import type { SessionRecord } from '../session/record.ts';
import { blockOf, type Collect, type Decided, type Situation } from './decision.ts';
import type { ReconcileAnswer } from './model.ts';

const EXIT_MESSAGE =
  'We have changed how this works since we last spoke, and this conversation cannot go on where it was. Please start again whenever you like.';

/** The answer where there is nothing to do. */
export function continues(
  session: SessionRecord,
  reason: string,
  trace: readonly string[] = [],
): ReconcileAnswer {
  const { position } = session;
  return {
    action: 'continue',
    collect_fields: [],
    prompts: [],
    confirm_fields: [],
    execute_action_ids: [],
    blocked_by_checkpoint: false,
    reason,
    ...(position && {
      scenario_version: position.version,
      graph_version: position.graph_version,
      step_id: position.step_id,
    }),
    entry: 'resume',
    session_revision: session.revision,
    trace: [...trace],
  };
}

/**
 * What the engine does with the turn.
 * @param after the session as it is stored with this answer
 */
export function answerOf(situation: Situation, decision: Decided, after: SessionRecord): ReconcileAnswer {
  const blocked = blockOf(decision);
  const base: ReconcileAnswer = {
    ...continues(after, decision.reason, decision.trace),
    ...(decision.anchor_key !== undefined && { anchor_key: decision.anchor_key }),
    ...(blocked && {
      blocked_by_checkpoint: true,
      checkpoint_warning: `"${blocked.checkpoint.step_name}" (${blocked.checkpoint.checkpoint_description}) was passed and cannot be undone: not moved to "${blocked.refused.step.name}"`,
    }),
  };
  switch (decision.kind) {
    case 'pin':
      return base;
    case 'exit':
      return { ...base, action: 'exit_scenario', user_message: EXIT_MESSAGE };
    case 'collect':
      return {
        ...base,
        action: 'collect',
        migration_scenario: 'gap_fill',
        ...questions(situation, decision),
      };
    case 'execute':
      return {
        ...base,
        action: 'execute_action',
        migration_scenario: 'gap_fill',
        execute_action_ids: decision.actions.map((node) => node.id),
      };
    case 'move': {
      const { target, why } = decision;
      const { notify_user, notification_template: template } = situation.config.re_routing;
      const elsewhere = target.id !== situation.session.position?.step_id;
      return {
        ...base,
        action: elsewhere ? 'teleport' : 'continue',
        ...(elsewhere && { target_step_id: target.id, teleport_reason: decision.reason }),
        migration_scenario: decision.scenario,
        entry: why === 'own_image' ? 'resume' : 'enter',
        ...(why === 're_routed' &&
          notify_user && { user_message: template.replaceAll('{step_name}', () => target.step.name) }),
      };
    }
  }
}

function questions({ passage }: Situation, { collect, confirm }: Collect) {
  const definitions = passage.to.graph.scenario.field_definitions ?? {};
  return {
    collect_fields: [...collect],
    prompts: collect.map((name) => ({ field_name: name, text: promptFor(name, definitions[name]) })),
    confirm_fields: confirm.map(({ field_name, value, extraction_quote: quote }) => ({
      field_name,
      value: value ?? null,
      ...(quote !== undefined && { quote }),
    })),
  };
}
