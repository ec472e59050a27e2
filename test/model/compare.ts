import { expected } from './decide.ts';
import type { Played } from './play.ts';
import type { Expected } from './situation.ts';

/** In what the decision differs from what the model expects; nothing where the model does not say. */
export function disagreements(played: Played): string[] {
  const { history, before, input } = played;
  const possible = expected(history, before.state, input).map((model) => differences(played, model));
  return possible.some((each) => each.length === 0) ? [] : (possible[0] ?? []);
}

function differences(played: Played, model: Expected): string[] {
  const { taken, journey } = played;
  const { decision, answer } = taken;
  const found: string[] = [];
  const compare = (what: string, is: unknown, should: unknown): void => {
    const [a, b] = [JSON.stringify(is), JSON.stringify(should)];
    if (a !== b) found.push(`${what}: decided ${a}, model ${b}`);
  };

  compare('decision', kindOf(decision), kindOf(model));
  if (found.length > 0) return found;
  switch (model.kind) {
    case 'pin':
      if (model.blocked !== undefined) compare('blocked', answer.blocked_by_checkpoint, model.blocked);
      break;
    case 'collect':
      compare('collect', answer.collect_fields.toSorted(), model.ask.toSorted());
      compare(
        'confirm',
        answer.confirm_fields.map(({ field_name }) => field_name).toSorted(),
        model.confirm.toSorted(),
      );
      break;
    case 'execute':
      compare('execute', answer.execute_action_ids, model.ids);
      break;
    case 'move': {
      const { move } = model;
      compare('target', answer.step_id, move.target);
      compare('why', decision.kind === 'move' && decision.why, move.why);
      compare('at the end of the path', journey.path.at(-1), move.target);
      if (move.spared) break;
      compare('blocked', answer.blocked_by_checkpoint, move.blocked);
      const { path } = journey;
      const visited = [...path, ...detoursOf(journey)];
      const onTheWay = [...move.path, ...move.passed];
      compare(
        'on the path',
        path.filter((id) => !onTheWay.includes(id)),
        [],
      );
      compare(
        'forgotten',
        [...move.path, ...move.joined].filter((id) => !visited.includes(id)),
        [],
      );
      for (const [field, finding] of move.filled) {
        if (finding.kind === 'filled') compare(field, journey.variables[field], finding.value);
      }
      break;
    }
    case 'exit':
      break;
  }
  return found;
}

const kindOf = (decision: {
  readonly kind: string;
  readonly pin?: string;
  readonly reason?: string;
}): string => {
  if (decision.kind !== 'pin') return decision.kind;
  return `pin ${decision.pin ?? decision.reason}`;
};

const detoursOf = ({ session, graph }: Played['journey']): string[] =>
  session.walk.detours.map(({ ordinal }) => graph.node(ordinal).id);

/** A case as a person reads it. */
export function tell({ history, before, input, taken }: Played): string {
  const { state } = before;
  const lines = history.versions.flatMap(({ scenario, plan }) => [
    `version ${scenario.version}, entry ${scenario.entry_step_id}${plan ? '' : ' (no plan)'}`,
    ...scenario.steps.map((step) => {
      const marks = [
        step.name,
        step.description,
        step.is_required_action ? 'ACTION' : '',
        step.is_checkpoint ? 'CHECKPOINT' : '',
        step.collects_profile_fields.length > 0 ? `collects ${step.collects_profile_fields}` : '',
      ].filter((mark) => mark !== '');
      const ways = step.transitions.map(
        (way) =>
          `${way.to_step_id}${way.condition_text ? ` if ${way.condition_text}` : ''}${way.priority ? ` (${way.priority})` : ''}`,
      );
      return `  ${step.id} [${marks.join(', ')}] -> ${ways.join('; ')}`;
    }),
    ...(plan ? [`  images ${[...plan.image].map(([a, b]) => (a === b ? a : `${a}=${b}`)).join(' ')}`] : []),
    ...Object.entries(plan?.policies ?? {}).map(
      ([id, policy]) => `  policy at ${id}: ${JSON.stringify(policy)}`,
    ),
  ]);
  const { trace, ...answer } = taken.answer;
  return [
    ...lines,
    `session on ${state.version} at ${state.step}, path ${state.path.join(' ')}, detours ${state.detours.join(' ')}`,
    `  checkpoints ${state.checkpoints.map((info) => `${info.id}@${info.version}`).join(' ')}`,
    `  variables ${JSON.stringify(state.variables)}`,
    `  profile ${JSON.stringify(Object.entries(state.profile).map(([name, { value, needs_confirmation: doubt, expires_at: at }]) => [name, value, doubt ? 'doubtful' : '', at ?? '']))}`,
    `  progress ${JSON.stringify(before.session.progress)}, pinned ${state.pinned}`,
    `input ${JSON.stringify(input)}`,
    `answer ${JSON.stringify(answer)}`,
    ...trace.map((line) => `  - ${line}`),
    `model ${JSON.stringify(expected(history, state, input), (_, value) => (value instanceof Map ? [...value] : value))}`,
  ].join('\n');
}
