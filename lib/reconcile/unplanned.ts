import { DEFAULT_POLICY } from '../plan/model.ts';
import type { GraphNode } from '../scenario/graph.ts';
import { byContent } from './by-content.ts';
import { type Candidate, choose, passedCheckpoints } from './checkpoints.ts';
import type { Decision, Fallback, Situation } from './decision.ts';
import { executedBy } from './executed.ts';
import { explainBlock } from './explain-block.ts';
import { imagesOfWalk } from './images.ts';
import type { Route } from './route.ts';
import { settle } from './settle.ts';

interface FallbackCandidate extends Candidate {
  readonly fallback: Exclude<Fallback, 'pinned' | 'exit'>;
}

/**
 * The decision where no plan leads to the published version: by content, from the session's own record. In order:
 * the step with the same content; the latest step of the walked path that has one; the entry, if no checkpoint was
 * passed; else it stays on its graph while that exists, else it leaves the scenario.
 * @param route direct matching, while the old graph is at hand
 * @param why what it is that no plan leads on, line by line
 */
export function decideUnplanned(
  situation: Situation,
  route: Route | undefined,
  why: readonly string[] = ['no deployed plan leads to the published version'],
): Decision {
  const { session, config, passage } = situation;
  const { to } = passage;
  const { path, detours } = session.walk;
  const hash = session.position?.step_hash ?? '';
  const walked = path.length > 0 ? path : [{ ordinal: -1, hash }];
  const same = byContent(to.graph, walked);
  const contentOnPath = new Map(
    path.map((step, index) => [step, byContent(to.graph, path.slice(0, index + 1))] as const),
  );
  const contentOffPath = new Map(detours.map((step) => [step, byContent(to.graph, [step])] as const));

  const images = imagesOfWalk(session.walk, (step) =>
    route ? route.imageOf(step.ordinal) : (contentOnPath.get(step) ?? contentOffPath.get(step)),
  );
  const { unmatched, block_teleport_past_checkpoint: blocking } = config.checkpoints;
  const executed = executedBy(situation);
  const checkpoints = passedCheckpoints(executed.checkpoints, to, route, images, unmatched);
  const here = route?.from.graph.byId.get(session.position?.step_id ?? '');

  const candidates: FallbackCandidate[] = [];
  const jump = (target: GraphNode, fallback: FallbackCandidate['fallback']) =>
    candidates.push({ target, fallback, forbiddenBy: checkpoints.aheadOf(target) });
  if (same) {
    const forbiddenBy = checkpoints.newlyAheadOf(same, here);
    candidates.push({ target: same, fallback: 'same_content', forbiddenBy });
  }
  for (const step of path.slice(0, -1).reverse()) {
    const target = contentOnPath.get(step);
    if (target) jump(target, 'walked_path');
  }
  if (executed.checkpoints.length === 0) jump(to.graph.entry, 'entry');

  // While its graph exists, a session whose best place is forbidden stays there; else the next best place will do.
  const { chosen, blocked } = choose(route ? candidates.slice(0, 1) : candidates, blocking);
  const trace = [...why];
  if (blocked) trace.push(explainBlock(blocked));
  const nowhere = (reason: string, told: readonly string[]): Decision =>
    route
      ? {
          kind: 'pin',
          pin: blocked ? 'checkpoint' : 'no_match',
          fallback: 'pinned',
          reason,
          trace: [...told, 'stays on its graph, which still exists'],
          blocked,
        }
      : { kind: 'exit', fallback: 'exit', reason, trace: [...told, 'its graph is gone'], blocked };

  if (!chosen) {
    return nowhere(
      blocked
        ? `no plan leads here, and checkpoint "${blocked.checkpoint.step_name}" forbids "${blocked.refused.step.name}"`
        : 'no plan leads here, and no step of the published version stands for this one',
      trace,
    );
  }
  trace.push(explain(chosen));
  const decision = settle(situation, {
    route,
    to,
    target: chosen.target,
    why: chosen.fallback === 'same_content' ? 'own_image' : 'fallback',
    fallback: chosen.fallback,
    own: candidates.find((each) => each.fallback === 'same_content' && !each.forbiddenBy)?.target,
    policyFor: () => DEFAULT_POLICY,
    checkpoints,
    executed,
    images,
    trace,
    blocked,
    overridden: chosen.forbiddenBy,
  });
  if (decision.kind !== 'pin') return decision;
  // What keeps it from moving keeps it on its graph; without that graph there is no place for it.
  const reason = `no plan leads here, and ${decision.reason}`;
  return route ? { ...decision, fallback: 'pinned', reason } : nowhere(reason, decision.trace);
}

function explain({ fallback, target: { step } }: FallbackCandidate): string {
  switch (fallback) {
    case 'same_content':
      return `"${step.name}" has the same content`;
    case 'walked_path':
      return `no step has the same content; back to "${step.name}"`;
    case 'entry':
      return `nothing that it walked has the same content; back to the entry "${step.name}"`;
  }
}
