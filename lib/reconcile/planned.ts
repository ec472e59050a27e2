import { anchorKeyOf } from '../diff/anchor-key.ts';
import type { GraphNode } from '../scenario/graph.ts';
import { passedCheckpoints } from './checkpoints.ts';
import type { Block, Decision, Pin, Situation } from './decision.ts';
import { imagesOfWalk } from './images.ts';
import type { Route } from './route.ts';
import { settle } from './settle.ts';
import { travel } from './travel.ts';
import { decideUnplanned } from './unplanned.ts';

/** The decision where deployed plans lead from the session's graph to the published one. */
export function decidePlanned(situation: Situation, route: Route): Decision {
  const { session, config } = situation;
  const here = route.from.graph.byId.get(session.position?.step_id ?? '');
  if (!here) return decideUnplanned(situation, route);

  const anchor_key = anchorKeyOf(route.from.graph, here);
  const destination = travel(situation, route, here);
  if (destination.kind === 'need') return destination;
  if (destination.kind === 'pin') return { ...destination, anchor_key };

  const { own, mapped, nearest, policy } = destination;
  const common = { plan_id: route.links.at(-1)?.plan_id, anchor_key };
  const images = imagesOfWalk(session.walk, (step) => route.imageOf(step.ordinal));
  const checkpoints = passedCheckpoints({
    session,
    to: route.to,
    route,
    unmatched: config.checkpoints.unmatched,
    images,
  });
  const blocks = config.checkpoints.block_teleport_past_checkpoint;
  const trace = [`in scope of ${route.links.map((link) => `plan ${link.plan_id}`).join(', ')}`];

  const pin = (block: Block): Pin => ({
    kind: 'pin',
    pin: 'checkpoint',
    counts_as_published: false,
    reason: `checkpoint "${block.checkpoint.step_name}" forbids "${block.refused.step.name}"`,
    trace: [...trace, `stays: "${block.checkpoint.step_name}" was passed and would lie ahead again`],
    blocked: block,
    ...common,
  });
  const toOwnImage = (image: GraphNode, blocked: Block | undefined): Decision => {
    const ahead = checkpoints.newlyAheadOf(image, here);
    if (ahead && blocks) return pin({ checkpoint: ahead, refused: image });
    trace.push(`its own image is "${image.step.name}"`);
    return settle(situation, {
      route,
      to: route.to,
      target: image,
      why: 'own_image',
      policy,
      checkpoints,
      images,
      trace,
      blocked,
      overridden: ahead,
      ...common,
    });
  };

  const jump = mapped ?? (own ? undefined : (images.path.at(-1) ?? nearest));
  if (jump) {
    const ahead = checkpoints.aheadOf(jump);
    if (ahead && blocks) {
      const block = { checkpoint: ahead, refused: jump };
      trace.push(`refused "${jump.step.name}": "${ahead.step_name}" was passed and lies ahead of it`);
      return own ? toOwnImage(own, block) : pin(block);
    }
    trace.push(
      mapped
        ? `the operator maps "${here.step.name}" to "${jump.step.name}"`
        : `"${here.step.name}" is deleted; back to "${jump.step.name}"`,
    );
    return settle(situation, {
      route,
      to: route.to,
      target: jump,
      why: mapped ? 'mapped' : 'relocated',
      policy,
      checkpoints,
      images,
      trace,
      overridden: ahead,
      ...common,
    });
  }
  if (own) return toOwnImage(own, undefined);
  return {
    kind: 'exit',
    reason: `step "${here.step.name}" is deleted and nothing stands for it`,
    trace: [...trace, `"${here.step.name}" is deleted, and no step before it has an image`],
    ...common,
  };
}
