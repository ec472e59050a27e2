import type { AnchorMigrationPolicy } from '../plan/model.ts';
import type { GraphNode } from '../scenario/graph.ts';
import type { CheckpointInfo, PinReason } from '../session/model.ts';
import { NO_WALK, type Walk, walkOn } from '../session/walked-path.ts';
import type { PassedCheckpoints } from './checkpoints.ts';
import type { Block, Decision, Move, Pin, Situation } from './decision.ts';
import { fillGaps } from './fill-gaps.ts';
import type { WalkImages } from './images.ts';
import { replay, type Stretch } from './replay.ts';
import { requirementsOf } from './requirements.ts';
import type { MappedGraph, Route } from './route.ts';

/** A step of W that a session may go to; what is left is what it skipped on the way. */
export interface Heading {
  readonly route: Route | undefined;
  readonly to: MappedGraph;
  readonly target: GraphNode;
  readonly why: Move['why'];
  readonly policy: AnchorMigrationPolicy;
  readonly checkpoints: PassedCheckpoints;
  readonly images: WalkImages;
  readonly trace: readonly string[];
  readonly plan_id?: string | undefined;
  readonly anchor_key?: string | undefined;
  readonly blocked?: Block | undefined;
  readonly overridden?: CheckpointInfo | undefined;
}

/**
 * Replays the walked path on W up to the target and settles what was skipped: what pins for certain first, then
 * missing data, then the move.
 */
export function settle(situation: Situation, heading: Heading): Decision {
  const { config } = situation;
  const { to, target, policy, images } = heading;
  const trace = [...heading.trace];
  const common = {
    plan_id: heading.plan_id,
    anchor_key: heading.anchor_key,
    blocked: heading.blocked,
  };

  const path = heading.why === 'own_image' ? images.path : leadingTo(images.path, target, to);
  const stretches = replay(to.graph, to.forward, path, target);
  if (stretches.some((stretch) => stretch.standsIn)) {
    trace.push(
      `no way along the walked path; the steps that every way to "${target.step.name}" passes count`,
    );
  }
  const required = requirementsOf(stretches, target, images.visited, heading.route, policy.force_scenario);

  const pin = (reason: PinReason, steps: readonly GraphNode[], why: string): Pin => {
    const names = steps.map((node) => `"${node.step.name}"`).join(', ');
    return {
      kind: 'pin',
      pin: reason,
      counts_as_published: false,
      reason: `${why}: ${names}`,
      trace: [...trace, `stays: ${why}: ${names}`],
      ...common,
    };
  };
  if (config.re_routing.enabled && required.forks.length > 0) {
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
    trace.push(`policy: goes on without ${unpassed.map((node) => `"${node.step.name}"`).join(', ')}`);
  }

  if (required.fields.length > 0 && !situation.known) return { kind: 'need', what: 'values' };
  const filling = fillGaps(situation, to.graph.scenario.field_definitions ?? {}, required.fields);
  trace.push(...filling.trace);
  if (filling.collect.length > 0 || filling.confirm.length > 0) {
    const names = [...filling.collect, ...filling.confirm.map((result) => result.field_name)];
    return {
      kind: 'collect',
      reason: `needs ${names.join(', ')} before it can move`,
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
    entry: heading.why === 'own_image' ? 'resume' : 'enter',
    why: heading.why,
    scenario: required.fields.length > 0 ? 'gap_fill' : 'clean_graft',
    reason: heading.blocked
      ? `checkpoint "${heading.blocked.checkpoint.step_name}" forbids "${heading.blocked.refused.step.name}"; moved to its own image`
      : reasonOf(heading.why, filling.results.length),
    trace: [...trace, `moves to "${target.step.name}" of version ${to.version}`],
    walk: walkTo(target, stretches, required.skipped, images),
    checkpoints: heading.checkpoints.rewritten,
    filled: filling.results,
    overridden: heading.overridden,
    ...common,
  };
}

/** A jump cuts the path at the last step that leads to the target. */
function leadingTo(path: readonly GraphNode[], target: GraphNode, { forward }: MappedGraph): GraphNode[] {
  const last = path.findLastIndex((node) => forward.isBefore(node.ordinal, target.ordinal));
  return path.slice(0, last + 1);
}

/** The path on W: what was walked, what was skipped and is settled now, and the target. */
function walkTo(
  target: GraphNode,
  stretches: readonly Stretch[],
  skipped: ReadonlySet<number>,
  images: WalkImages,
): Walk {
  const along = stretches.flatMap((stretch) => [
    ...(stretch.from ? [stretch.from] : []),
    ...stretch.passed.filter((node) => stretch.standsIn || skipped.has(node.ordinal)),
  ]);
  const { path, detours } = [...along, target].reduce(walkOn, NO_WALK);
  const onPath = new Set(path.map((step) => step.ordinal));
  const known = new Set([...onPath, ...detours.map((step) => step.ordinal)]);
  const left = [...images.path, ...images.detours]
    .filter((node) => !known.has(node.ordinal) && known.add(node.ordinal))
    .map((node) => ({ ordinal: node.ordinal, hash: node.hash }));
  return { path, detours: [...detours, ...left] };
}

function reasonOf(why: Move['why'], fields: number): string {
  switch (why) {
    case 'own_image':
      return fields === 0 ? 'nothing missing' : 'missing data found';
    case 'mapped':
      return 'moved to the step that the operator chose';
    case 'relocated':
      return 'its step is deleted; moved to the nearest step before it';
    case 'fallback':
      return 'no plan leads here; moved to a step with the same content';
  }
}
