import type { AnchorMigrationPolicy } from '../plan/model.ts';
import type { GraphNode } from '../scenario/graph.ts';
import type { CheckpointInfo, PinReason } from '../session/model.ts';
import type { PassedCheckpoints } from './checkpoints.ts';
import {
  type Block,
  type Decision,
  type Fallback,
  type Move,
  NEED_VALUES,
  type Situation,
} from './decision.ts';
import { fillGaps } from './fill-gaps.ts';
import type { WalkImages } from './images.ts';
import { replay } from './replay.ts';
import { requirementsOf } from './requirements.ts';
import { rewrittenWalk } from './rewritten-walk.ts';
import type { MappedGraph, Route } from './route.ts';

/** A step of W that a session goes to; what is left is what it skipped on the way. */
export interface Heading {
  /** Absent when the session's graph is gone. */
  readonly route: Route | undefined;
  readonly to: MappedGraph;
  readonly target: GraphNode;
  readonly why: Move['why'];
  readonly fallback?: Fallback | undefined;
  readonly policy: AnchorMigrationPolicy;
  readonly checkpoints: PassedCheckpoints;
  readonly images: WalkImages;
  readonly trace: readonly string[];
  readonly plan_id?: string | undefined;
  readonly anchor_key?: string | undefined;
  readonly blocked: Block | undefined;
  readonly overridden: CheckpointInfo | undefined;
}

/**
 * Replays the walked path on W up to the target and settles what was skipped: what pins for certain first, then
 * missing data, then the move.
 */
export function settle(situation: Situation, heading: Heading): Decision {
  const { to, target, why, policy, images, blocked } = heading;
  const trace = [...heading.trace];
  const common = {
    plan_id: heading.plan_id,
    anchor_key: heading.anchor_key,
    fallback: heading.fallback,
  };

  const path = why === 'own_image' ? images.before : cutBefore(target, images.path, to);
  const stretches = replay(to, path, target);
  const substitute = stretches.find((stretch) => stretch.standsIn);
  if (substitute && substitute.passed.length > 0) {
    const lack = path.length > 0 ? 'no way along the walked path' : 'no walked path';
    trace.push(`${lack}: the steps that every way to "${target.step.name}" passes stand in`);
  }
  const required = requirementsOf(stretches, target, images.visited, heading.route, policy.force_scenario);

  const pin = (reason: PinReason, steps: readonly GraphNode[], cause: string): Decision => ({
    kind: 'pin',
    pin: reason,
    reason: `${cause}: ${names(steps)}`,
    trace: [...trace, `stays: ${cause}: ${names(steps)}`],
    blocked,
    ...common,
  });
  if (situation.config.re_routing.enabled && required.forks.length > 0) {
    return pin('undecided_fork', required.forks, 'a new decision on its way is not taken yet');
  }
  if (required.actions.length > 0) {
    return pin('required_action', required.actions, 'it skipped a required action');
  }
  const unpassed = required.checkpoints.filter((node) => !heading.checkpoints.inTarget.has(node.ordinal));
  if (unpassed.length > 0) {
    if (policy.skipped_checkpoints !== 'skip') {
      return pin('skipped_checkpoint', unpassed, 'it would skip a checkpoint');
    }
    trace.push(`policy: goes on without ${names(unpassed)}`);
  }

  if (required.fields.length > 0 && !situation.known) return NEED_VALUES;
  const filling = fillGaps(situation, required.fields);
  trace.push(...filling.trace);
  if (filling.collect.length > 0 || filling.confirm.length > 0) {
    const wanted = [...filling.collect, ...filling.confirm.map((result) => result.field_name)];
    return {
      kind: 'collect',
      reason: [`needs ${wanted.join(', ')} before it can move`, ...filling.refusals].join('; '),
      trace,
      results: filling.results,
      collect: filling.collect,
      confirm: filling.confirm,
      progress: filling.progress,
      ...common,
    };
  }
  return {
    kind: 'move',
    target,
    why,
    scenario: required.fields.length > 0 ? 'gap_fill' : 'clean_graft',
    reason: reasonOf(heading, filling.results.length),
    trace: [...trace, `moves to "${target.step.name}" of version ${to.version}`],
    walk: rewrittenWalk(target, stretches, required.skipped, images),
    checkpoints: heading.checkpoints.rewritten,
    filled: filling.results,
    blocked,
    overridden: heading.overridden,
    ...common,
  };
}

/** A jump cuts the path at the last step that leads to the target. */
function cutBefore(
  target: GraphNode,
  path: readonly GraphNode[],
  { forward }: MappedGraph,
): readonly GraphNode[] {
  return path.slice(0, path.findLastIndex((node) => forward.isBefore(node.ordinal, target.ordinal)) + 1);
}

function reasonOf(heading: Heading, fields: number): string {
  const { blocked, overridden, target } = heading;
  const found = fields > 0 ? ', missing data found' : '';
  const reason = blocked
    ? `checkpoint "${blocked.checkpoint.step_name}" forbids "${blocked.refused.step.name}"; moved to "${target.step.name}" instead`
    : `${purposeOf(heading)}${found}`;
  return overridden ? `${reason}; overrides checkpoint "${overridden.step_name}", as configured` : reason;
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

const names = (nodes: readonly GraphNode[]): string => nodes.map((node) => `"${node.step.name}"`).join(', ');
