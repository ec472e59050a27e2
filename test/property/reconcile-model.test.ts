import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases, followed } from '../model/cases.ts';
import type { Change } from '../model/change.ts';
import { disagreements, tell } from '../model/compare.ts';
import { passage } from '../model/history.ts';
import { type Played, play } from '../model/play.ts';
import { RUNS } from '../model/runs.ts';
import { type Walk, walkBy } from '../model/walker.ts';

describe('the reference model', () => {
  test(
    'agrees with every decision',
    () =>
      fc.assert(
        fc.asyncProperty(cases, async (each) => {
          await play(each, (played) => {
            const found = disagreements(played);
            if (found.length > 0) throw new Error(`${found.join('\n')}\n\n${tell(played)}`);
          });
        }),
        { numRuns: RUNS.number },
      ),
    RUNS.timeout,
  );

  test('is compared on everything that can happen', async () => {
    const seen = new Map<string, number>();
    for (const each of fc.sample(cases, { numRuns: 3_000, seed: 1 })) {
      await play(each, (played) => {
        for (const what of outcomesOf(played)) seen.set(what, (seen.get(what) ?? 0) + 1);
      });
    }
    const rare = OUTCOMES.filter((what) => (seen.get(what) ?? 0) < 3);
    expect(rare, `of ${JSON.stringify([...seen])}`).toEqual([]);
  });
});

test(
  'a customer who walks the new version from the start passes the step where the session now is',
  async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(followed, async (each) => {
        let held = false;
        const { journey, history } = await play(each, ({ taken: { answer }, passed }) => {
          // Nobody is asked for what decides between staying and a branch that a passed checkpoint refuses.
          const isSpared = passed.length > 0 && answer.trace.some((line) => line.endsWith(SPARED));
          held ||= answer.blocked_by_checkpoint || isSpared;
        });
        const { session, published } = journey;
        if (held || session.pinned || session.position?.graph_version !== published.version) return;
        const { change } = passage(history, each.flow.version);
        const anew = walkBy(change.w.scenario, each.truth);
        const before = walkBy(each.flow, each.truth, each.walk.length);
        if (anew.stuck || !isForeseeable(anew, before, change)) return;
        compared += 1;
        expect(anew.steps).toContain(session.position.step_id);
      }),
      { numRuns: RUNS.number },
    );
    expect(compared).toBeGreaterThan(RUNS.number / 4);
  },
  RUNS.timeout,
);

/** How the trace tells of a question that is not put. */
const SPARED = 'would make no difference';

/** Does the walk through W take no way of which the walk through V, and the new decisions, tell nothing? */
function isForeseeable(anew: Walk, before: Walk, { w, image, preimage, forks }: Change): boolean {
  // Re-numbering adds to ids. Who was taken for a new step of equal content is somebody else.
  if ([...image].some(([v, other]) => other.replace(/'+$/, '') !== v)) return false;
  const path = before.steps.flatMap((id) => image.get(id) ?? []);
  return anew.steps.every((id, at) => {
    const next = anew.steps[at + 1];
    if (next === undefined || forks.get(id)?.some(({ to }) => to === next)) return true;
    // Steps of a cycle without a single way in depend on the path: nobody is known to come by there.
    if (w.isInCycle(next)) return false;
    const place = path.indexOf(id);
    // A decision that is not new, and that the session never came to.
    if (place < 0) return !preimage.has(id) || w.ways(id) < 2;
    // Of several ways to the next step of the path, nothing says which one the session took.
    const ahead = path[place + 1];
    return ahead === undefined || next === ahead || w.onEveryWay(id, ahead).includes(next);
  });
}

const OUTCOMES = [
  'collect',
  'confirm',
  'execute',
  'execute several',
  'move own_image',
  'move re_routed',
  'move mapped',
  'move relocated',
  'move fallback',
  'pin checkpoint',
  'pin no_match',
  'pin out_of_scope',
  'pin update_downstream',
  'pin would_skip_checkpoint',
  'exit',
  'blocked, move',
  'blocked, pin',
  'blocked, exit',
  'overridden',
  'fallback same_content',
  'fallback walked_path',
  'fallback entry',
  'fallback pinned',
  'fallback exit',
  'no difference',
  'composite',
  'retargeted',
  'executed for an older version',
];

function outcomesOf({ taken: { decision, answer }, before: { state }, journey }: Played): string[] {
  const published = journey.published.version;
  const whether: Record<string, boolean | undefined> = {
    confirm: answer.confirm_fields.length > 0,
    'execute several': answer.execute_action_ids.length > 1,
    [`blocked, ${decision.kind}`]: answer.blocked_by_checkpoint,
    overridden: decision.kind === 'move' && decision.overridden !== undefined,
    [`fallback ${decision.fallback}`]: decision.fallback !== undefined,
    'no difference': answer.trace.some((line) => line.endsWith(SPARED)),
    composite: state.version + 1 < published,
    retargeted: state.progress && state.progress.target < published,
    'executed for an older version': state.progress?.executed.some(({ version }) => version < published),
  };
  const kind = {
    move: () => `move ${decision.kind === 'move' && decision.why}`,
    pin: () => `pin ${decision.kind === 'pin' && decision.pin}`,
    collect: () => 'collect',
    execute: () => 'execute',
    exit: () => 'exit',
  }[decision.kind]();
  return [kind, ...Object.keys(whether).filter((what) => whether[what])];
}
