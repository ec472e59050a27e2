import { anchorKeyOf } from '../diff/anchor-key.ts';
import type { GraphNode } from '../scenario/graph.ts';
import { type Candidate, choose, passedCheckpoints } from './checkpoints.ts';
import { canStay, type Decision, type Move, type Situation } from './decision.ts';
import { executedBy } from './executed.ts';
import { explainBlock } from './explain-block.ts';
import { imagesOfWalk } from './images.ts';
import type { Route } from './route.ts';
import { settle } from './settle.ts';
import { travel } from './travel.ts';
import { decideUnplanned } from './unplanned.ts';

interface PlannedCandidate extends Candidate {
  readonly why: Exclude<Move['why'], 'fallback' | 're_routed'>;
}

/** The decision where deployed plans lead from the session's graph to the published one. */
export function decidePlanned(situation: Situation, route: Route): Decision {
  const { session, config } = situation;
  const here = route.from.graph.byId.get(session.position?.step_id ?? '');
  if (!here) return decideUnplanned(situation, canStay(situation.passage) ? route : undefined);

  const anchor_key = anchorKeyOf(route.from.graph, here);
  const destination = travel(situation, route, here);
  if (destination.kind === 'need_values') return destination;
  if (destination.kind === 'pin') return { ...destination, anchor_key };

  const { own, mapped, relocated, policyFor } = destination;
  const common = { plan_id: route.links.at(-1)?.plan_id, anchor_key };
  const images = imagesOfWalk(session.walk, (step) => route.imageOf(step.ordinal));
  const executed = executedBy(situation);
  const { unmatched, block_teleport_past_checkpoint: blocking } = config.checkpoints;
  const checkpoints = passedCheckpoints(executed.checkpoints, route.to, route, images, unmatched);
  const trace = [`in scope of ${route.links.map((link) => `plan ${link.plan_id}`).join(', ')}`];

  const candidates: PlannedCandidate[] = [];
  const jump = (target: GraphNode, why: PlannedCandidate['why']) =>
    candidates.push({ target, why, forbiddenBy: checkpoints.aheadOf(target) });
  if (mapped) jump(mapped, 'mapped');
  if (own) {
    candidates.push({ target: own, why: 'own_image', forbiddenBy: checkpoints.newlyAheadOf(own, here) });
  } else if (!mapped && relocated) {
    jump(relocated, 'relocated');
  }

  const { chosen, blocked } = choose(candidates, blocking);
  if (blocked) trace.push(explainBlock(blocked));
  if (chosen) {
    return settle(situation, {
      route,
      to: route.to,
      target: chosen.target,
      why: chosen.why,
      own: candidates.find((each) => each.why === 'own_image' && !each.forbiddenBy)?.target,
      policyFor,
      checkpoints,
      executed,
      images,
      trace: [...trace, explain(chosen, here)],
      blocked,
      overridden: chosen.forbiddenBy,
      ...common,
    });
  }
  if (blocked) {
    return {
      kind: 'pin',
      pin: 'checkpoint',
      reason: `checkpoint "${blocked.checkpoint.step_name}" forbids "${blocked.refused.step.name}"`,
      trace: [...trace, 'stays on its graph: there is no other place for it'],
      blocked,
      ...common,
    };
  }
  return {
    kind: 'exit',
    reason: `step "${here.step.name}" is deleted and nothing stands for it`,
    trace: [...trace, `"${here.step.name}" is deleted, and no step before it has an image`],
    ...common,
  };
}

function explain({ why, target }: PlannedCandidate, here: GraphNode): string {
  switch (why) {
    case 'own_image':
      return `its own image is "${target.step.name}"`;
    case 'mapped':
      return `the operator maps "${here.step.name}" to "${target.step.name}"`;
    case 'relocated':
      return `"${here.step.name}" is deleted; back to "${target.step.name}"`;
  }
}
