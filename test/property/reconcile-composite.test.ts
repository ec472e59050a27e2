import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReconcileAnswer } from '../../lib/reconcile/model.ts';
import { type ScenarioInput, StepSchema } from '../../lib/scenario/model.ts';
import { RUNS } from '../model/runs.ts';
import { Journey } from '../reconcile/journey.ts';
import { arbitraryScenario } from '../support/arbitraries.ts';

const FIELDS = ['a', 'b', 'c', 'd'];
const ANSWERS = Object.fromEntries(FIELDS.map((name) => [name, `${name}!`]));

/** Something that a later version does on one way of a step: no fork, no action, no checkpoint. */
const change = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'gain', 'describe'),
  at: fc.nat(),
  way: fc.nat(),
  collects: fc.subarray(FIELDS, { minLength: 1, maxLength: 2 }),
});
type Change = typeof change extends fc.Arbitrary<infer Each> ? Each : never;

/** Nothing but steps, ways and fields. */
const plain = (input: ScenarioInput): ScenarioInput => ({
  ...input,
  steps: input.steps.map((step) =>
    StepSchema.parse({
      id: step.id,
      name: `${step.name} ${step.id}`,
      transitions: step.transitions,
      collects_profile_fields: step.collects_profile_fields,
    }),
  ),
});

function later(input: ScenarioInput, version: number, changes: readonly Change[]): ScenarioInput {
  const steps = structuredClone(input.steps);
  for (const [index, { kind, at, way, collects }] of changes.entries()) {
    const step = steps[at % steps.length];
    if (!step) continue;
    if (kind === 'describe') step.description = `as of ${version}`;
    if (kind === 'gain') {
      step.collects_profile_fields = [...new Set([...step.collects_profile_fields, ...collects])];
    }
    const leads = step.transitions[way % Math.max(step.transitions.length, 1)];
    if (kind !== 'insert' || !leads) continue;
    const id = `v${version}-${index}`;
    const on = [{ to_step_id: leads.to_step_id, condition_text: '', condition_fields: [], priority: 0 }];
    steps.push(StepSchema.parse({ id, name: id, collects_profile_fields: collects, transitions: on }));
    leads.to_step_id = id;
  }
  return { ...input, version, steps };
}

/** The last version does without some of what the middle one asked for. */
const asksLess = (input: ScenarioInput): ScenarioInput => ({
  ...input,
  steps: input.steps.map((step) =>
    step.id.startsWith('v2-') ? { ...step, collects_profile_fields: [] } : step,
  ),
});

const world = fc
  .record({
    base: arbitraryScenario({ minSteps: 2, maxSteps: 8 }),
    middle: fc.array(change, { minLength: 1, maxLength: 4 }),
    last: fc.array(change, { maxLength: 3 }),
    removes: fc.boolean(),
    walk: fc.array(fc.nat(), { maxLength: 8 }),
  })
  .map(({ base, middle, last, removes, walk }) => {
    const v1 = plain(base);
    const v2 = later(v1, 2, middle);
    const v3 = later(removes ? asksLess(v2) : v2, 3, last);
    const path = [v1.entry_step_id];
    for (const choice of walk) {
      const ways = v1.steps.find(({ id }) => id === path.at(-1))?.transitions ?? [];
      const way = ways[choice % Math.max(ways.length, 1)];
      if (way) path.push(way.to_step_id);
    }
    return { v1, v2, v3, path, removes };
  });

/** Goes all the way, answering everything, and notes what was asked. */
async function answerAll(journey: Journey, asked: Set<string>): Promise<ReconcileAnswer> {
  const { answer } = await journey.turn();
  for (const name of answer.collect_fields) asked.add(name);
  return answer.action === 'collect' ? (await journey.turn({ provided_fields: ANSWERS })).answer : answer;
}

test(
  'one move asks for no more than moving version by version, and comes to the same',
  async () => {
    let asking = 0;
    await fc.assert(
      fc.asyncProperty(world, async ({ v1, v2, v3, path, removes }) => {
        const stepwise = new Journey(v1, { walk: path }).publish(v2);
        const askedStepwise = new Set<string>();
        await answerAll(stepwise, askedStepwise);
        stepwise.publish(v3);
        const last = await answerAll(stepwise, askedStepwise);

        const composite = new Journey(v1, { walk: path }).publish(v2).publish(v3);
        const asked = new Set<string>();
        const answer = await answerAll(composite, asked);

        expect([...askedStepwise]).toEqual(expect.arrayContaining([...asked]));
        const known = new Set(v3.steps.flatMap((step) => step.collects_profile_fields));
        expect([...known]).toEqual(expect.arrayContaining([...asked]));
        expect(answer).toMatchObject({ graph_version: 3, step_id: last.step_id, entry: last.entry });
        if (removes) return;
        expect(composite.position).toEqual(stepwise.position);
        expect(composite.variables).toEqual(stepwise.variables);
        if (asked.size > 0) asking += 1;
      }),
      { numRuns: RUNS.number },
    );
    expect(asking).toBeGreaterThan(20);
  },
  RUNS.timeout,
);
