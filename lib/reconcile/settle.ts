import type { MigrationAction } from '../session/model.ts';
import { type Decision, NEED_VALUES, type Situation } from './decision.ts';
import { actionOf } from './executed.ts';
import { explainBlock } from './explain-block.ts';
import { type Filling, fillGaps } from './fill-gaps.ts';
import { type Followed, follow, type Refused, type Turn } from './follow.ts';
import type { Heading } from './heading.ts';
import { rewrittenWalk } from './rewritten-walk.ts';

/**
 * Replays the walked path on W up to the target and settles what was skipped: what pins for certain first, then
 * missing data, then actions, then the move, to the target or to where a new fork leads instead.
 */
export function settle(situation: Situation, heading: Heading): Decision {
  const followed = follow(situation, heading);
  switch (followed.kind) {
    case 'need_values':
    case 'need_judgement':
      return followed;
    case 'skips_checkpoint': {
      const cause = `it would skip the checkpoint "${followed.node.step.name}"`;
      return {
        kind: 'pin',
        pin: 'would_skip_checkpoint',
        reason: cause,
        trace: [...heading.trace, ...followed.trace, `stays: ${cause}`],
        blocked: heading.blocked,
        ...commonOf(heading),
      };
    }
    case 'refused':
      return stayOnWay(situation, heading, followed);
    case 'followed':
      return proceed(situation, heading, followed);
  }
}

/** The branch that is taken at a fork is refused: the own image is the place then, if there is one. */
function stayOnWay(situation: Situation, heading: Heading, { fork, block, trace }: Refused): Decision {
  const { own } = heading;
  const blocked = heading.blocked ?? block;
  const told = [...heading.trace, ...trace, explainBlock(block)];
  if (!own) {
    return {
      kind: 'pin',
      pin: 'checkpoint',
      reason: `checkpoint "${block.checkpoint.step_name}" forbids "${block.refused.step.name}"`,
      trace: [...told, 'stays on its graph: there is no other place for it'],
      blocked,
      ...commonOf(heading),
    };
  }
  return settle(situation, {
    ...heading,
    target: own,
    why: 'own_image',
    blocked,
    staysAt: fork,
    trace: [...heading.trace, explainBlock(block)],
  });
}

/** What is missing is asked for, what was not executed is executed, and then the session moves. */
function proceed(situation: Situation, heading: Heading, followed: Followed): Decision {
  const { along, actions, turn } = followed;
  if ((followed.fields.length > 0 || actions.length > 0) && !situation.known) return NEED_VALUES;
  const filling = fillGaps(situation, followed.fields, followed.values, heading.executed.actions);
  if (filling.search.length > 0) return { kind: 'need_search', fields: filling.search };
  const trace = [...heading.trace, ...followed.trace, ...filling.trace];
  if (filling.collect.length > 0 || filling.confirm.length > 0) {
    const wanted = [...filling.collect, ...filling.confirm.map((result) => result.field_name)];
    return {
      kind: 'collect',
      reason: [`needs ${wanted.join(', ')} before it can move`, ...filling.refusals].join('; '),
      trace,
      collect: filling.collect,
      confirm: filling.confirm,
      ...asking(filling, heading),
    };
  }
  if (actions.length > 0) {
    const names = actions.map((node) => `"${node.step.name}"`).join(', ');
    return {
      kind: 'execute',
      reason: `skipped ${names}, to be executed before it can move`,
      trace: [...trace, `to be executed: ${names}`],
      actions,
      ...asking(filling, heading),
      progress: {
        ...filling.progress,
        actions: requesting(
          heading.executed.actions,
          actions.map((node) => actionOf(node, heading.to.version)),
        ),
      },
    };
  }
  const target = turn?.to ?? heading.target;
  const acted = along.some((node) => heading.executed.steps.has(node));
  const found = followed.fields.length > 0;
  return {
    kind: 'move',
    target,
    why: turn ? 're_routed' : heading.why,
    scenario: turn ? 're_route' : found || acted ? 'gap_fill' : 'clean_graft',
    reason: reasonOf(heading, turn, found),
    trace: [...trace, `moves to "${target.step.name}" of version ${heading.to.version}`],
    walk: rewrittenWalk([...along, target], heading.images, heading.executed.steps),
    checkpoints: heading.checkpoints.rewritten,
    filled: filling.results,
    blocked: heading.blocked,
    overridden: turn ? turn.overridden : heading.overridden,
    ...commonOf(heading),
  };
}

const commonOf = ({ plan_id, anchor_key, fallback }: Heading) => ({ plan_id, anchor_key, fallback });

const asking = ({ results, progress }: Filling, heading: Heading) => ({
  results,
  progress,
  ...commonOf(heading),
});

/** What is asked for now takes the place of what was asked for under the same id and is not executed yet. */
function requesting(
  earlier: readonly MigrationAction[],
  requested: readonly MigrationAction[],
): MigrationAction[] {
  const ids = new Set(requested.map((action) => action.step_id));
  const kept = earlier.filter((action) => action.executed_at !== undefined || !ids.has(action.step_id));
  return [...kept, ...requested];
}

function reasonOf(heading: Heading, turn: Turn | undefined, found: boolean): string {
  const { blocked, target } = heading;
  const overridden = turn ? turn.overridden : heading.overridden;
  const purpose = turn
    ? `${heading.fallback ? 'no plan leads here: ' : ''}${turn.reason}`
    : blocked
      ? `checkpoint "${blocked.checkpoint.step_name}" forbids "${blocked.refused.step.name}"; moved to "${target.step.name}" instead`
      : purposeOf(heading);
  return [
    `${purpose}${found ? ', missing data found' : ''}`,
    ...(overridden ? [`overrides checkpoint "${overridden.step_name}", as configured`] : []),
  ].join('; ');
}

function purposeOf({ why, fallback }: Heading): string {
  switch (why) {
    case 'own_image':
      return fallback ? 'no plan leads here: its own step, by equal content' : 'its own step';
    case 'mapped':
      return 'the step that the operator chose';
    case 'relocated':
      return 'its step is deleted: the nearest step before it';
    case 'fallback':
      return fallback === 'entry'
        ? 'no plan leads here, nothing it walked is left: the entry'
        : 'no plan leads here: the latest walked step with equal content';
  }
}
