import type { GraphNode, ScenarioGraph } from '../scenario/graph.ts';
import type { WalkedStep } from '../session/walked-path.ts';
import { passedCheckpoints } from './checkpoints.ts';
import type { Block, Decision, Situation } from './decision.ts';
import { imagesOfWalk } from './images.ts';
import type { Route } from './route.ts';
import { settle } from './settle.ts';
import { DEFAULT_POLICY } from './travel.ts';

/**
 * The decision where no plan leads to the published version: by content, from the session's own record. In order:
 * the step with the same content; the latest step of the walked path that has one; the entry, if no checkpoint was
 * passed; else it stays on its graph while that exists, else it leaves the scenario.
 * @param route direct matching, while the old graph is at hand
 */
export function decideUnplanned(situation: Situation, route: Route | undefined): Decision {
  const { session, config, passage } = situation;
  const { to } = passage;
  const path = session.walk.path;
  const imageOf = (step: WalkedStep, index: number): GraphNode | undefined =>
    byContent(to.graph, index < 0 ? [step] : path.slice(0, index + 1));
  const images = imagesOfWalk(session.walk, imageOf);
  const checkpoints = passedCheckpoints({
    session,
    to,
    route,
    unmatched: config.checkpoints.unmatched,
    images,
  });
  const blocks = config.checkpoints.block_teleport_past_checkpoint;
  const trace = ['no deployed plan leads to the published version'];

  const hash = session.position?.step_hash ?? '';
  const present: readonly WalkedStep[] = path.length > 0 ? path : [{ ordinal: -1, hash }];
  const same = byContent(to.graph, present);
  const here = route?.from.graph.byId.get(session.position?.step_id ?? '');
  const fallen = images.path.at(-1) ?? (session.checkpoints.length === 0 ? to.graph.entry : undefined);
  const target = same ?? fallen;

  let blocked: Block | undefined;
  if (target) {
    const isOwn = target === same;
    const ahead = isOwn && here ? checkpoints.newlyAheadOf(target, here) : checkpoints.aheadOf(target);
    if (ahead && blocks) {
      blocked = { checkpoint: ahead, refused: target };
      trace.push(`refused "${target.step.name}": "${ahead.step_name}" was passed and lies ahead of it`);
    } else {
      trace.push(
        isOwn
          ? `"${target.step.name}" has the same content`
          : `no step has the same content; back to "${target.step.name}"`,
      );
      return settle(situation, {
        route,
        to,
        target,
        why: isOwn ? 'own_image' : 'fallback',
        policy: DEFAULT_POLICY,
        checkpoints,
        images,
        trace,
        overridden: ahead,
      });
    }
  }
  const reason = blocked
    ? `no plan, and checkpoint "${blocked.checkpoint.step_name}" forbids "${blocked.refused.step.name}"`
    : 'no plan, and no step of the published version stands for this one';
  return route
    ? {
        kind: 'pin',
        pin: blocked ? 'checkpoint' : 'no_match',
        counts_as_published: false,
        reason,
        trace: [...trace, 'stays on its graph, which still exists'],
        blocked,
      }
    : { kind: 'exit', reason, trace: [...trace, 'its graph is gone'], blocked };
}

/**
 * The step of W with the content of the last step walked. Among several, the one whose predecessors repeat the
 * walked path furthest back; none if two do so equally.
 */
function byContent(graph: ScenarioGraph, walked: readonly WalkedStep[]): GraphNode | undefined {
  const candidates = graph.byHash.get(walked.at(-1)?.hash ?? '') ?? [];
  if (candidates.length < 2) return candidates[0];
  let alive = candidates.map((node) => ({ node, front: [node] }));
  for (let back = walked.length - 2; back >= 0 && alive.length > 1; back -= 1) {
    const hash = walked[back]?.hash;
    const next = alive.flatMap(({ node, front }) => {
      const before = new Set(front.flatMap((each) => each.predecessors));
      const matching = [...before].map(graph.node).filter((each) => each.hash === hash);
      return matching.length > 0 ? [{ node, front: matching }] : [];
    });
    if (next.length === 0) break;
    alive = next;
  }
  return alive.length === 1 ? alive[0]?.node : undefined;
}
