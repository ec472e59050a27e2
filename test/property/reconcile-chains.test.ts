import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNewForks } from '../../lib/diff/forks.ts';
import { matchSteps } from '../../lib/diff/match-steps.ts';
import type { Matching } from '../../lib/diff/model.ts';
import type { Route } from '../../lib/reconcile/route.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import { type ScenarioInput, StepSchema } from '../../lib/scenario/model.ts';
import type { JsonValue } from '../../lib/session/json-value.ts';
import { type Case, chains } from '../model/cases.ts';
import { disagreements, tell } from '../model/compare.ts';
import { arrival, type Played, play } from '../model/play.ts';
import { RUNS } from '../model/runs.ts';
import { COLLECTED, DEFINITIONS, type Edits, edited, flows } from '../model/scenarios.ts';
import { Journey, type Turn } from '../reconcile/journey.ts';
import { arbitraryScenario } from '../support/arbitraries.ts';
import { SEED } from '../support/seed.ts';

/** Chains are long: half as many cases as of other properties, and not less than a thousand. */
const NUMBER = Math.max(1_000, RUNS.number / 2);

test(
  'over up to six versions it decides as the model, and asks for nothing that the last does not ask for',
  async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(chains, async (each) => {
        await play(each, (played) => {
          const found = disagreements(played);
          if (found.length > 0) throw new Error(`${found.join('\n')}\n\n${tell(played)}`);
          const { taken, journey, before } = played;
          const { scenario } = journey.published.graph;
          expect(askedFor(scenario)).toEqual(expect.arrayContaining(taken.answer.collect_fields));
          const over = journey.published.version - before.state.version;
          const what = `${taken.decision.kind} ${over}`;
          seen.set(what, (seen.get(what) ?? 0) + 1);
        });
      }),
      { numRuns: NUMBER },
    );
    for (const kind of ['move', 'pin', 'collect', 'execute']) {
      for (const over of [1, 2, 3, 4, 5]) expect(seen.get(`${kind} ${over}`) ?? 0, kind).toBeGreaterThan(5);
    }
  },
  RUNS.timeout,
);

/** What a version may ask: what its steps collect, and what its decisions look at. */
function askedFor({ steps, field_definitions: definitions = {} }: ScenarioInput): string[] {
  const conditions = steps
    .flatMap(({ transitions }) => transitions.map((way) => way.condition_text))
    .join(' ');
  return [
    ...steps.flatMap((step) => step.collects_profile_fields),
    ...Object.keys(definitions).filter((name) => conditions.includes(name)),
  ];
}

test(
  'once the graph is gone it decides the same, until a session is to stay on it',
  async () => {
    let compared = 0;
    let led = 0;
    await fc.assert(
      fc.asyncProperty(chains, async (each) => {
        const turns = async (plan: Case['publish']['plan']) => {
          const all: Turn[] = [];
          const look = ({ taken }: Played) => void all.push(taken);
          await play({ ...each, publish: { ...each.publish, plan } }, look);
          return all;
        };
        const atHand = await turns('deployed');
        const gone = await turns('deployed, and the graph is gone');
        for (const [index, { decision, answer }] of atHand.entries()) {
          const other = gone[index];
          if (decision.kind === 'pin') {
            // There is no staying: by content, or out of the scenario.
            expect(other?.decision.kind).not.toBe('pin');
            if (other?.decision.kind !== 'collect') expect(other?.decision.fallback).toBeDefined();
            led += 1;
            break;
          }
          expect(other?.answer).toEqual(answer);
          compared += 1;
        }
      }),
      { numRuns: NUMBER },
    );
    expect(compared).toBeGreaterThan(NUMBER / 2);
    expect(led).toBeGreaterThan(NUMBER / 10);
  },
  RUNS.timeout,
);

const added = (special: fc.Arbitrary<'none' | 'action' | 'checkpoint'>) =>
  fc.oneof(
    fc.record({
      kind: fc.constant('insert' as const),
      at: fc.nat(),
      way: fc.nat(),
      parts: fc.record({
        name: fc.nat(500).map((n) => `New ${n}`),
        collects: fc.subarray(COLLECTED, { maxLength: 2 }),
        special,
      }),
    }),
    fc.record({
      kind: fc.constant('gain' as const),
      at: fc.nat(),
      collects: fc.subarray(COLLECTED, { maxLength: 1 }),
      special,
    }),
    fc.record({ kind: fc.constant('describe' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('renumber' as const) }),
    fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }),
  );

/** What a version does; `forgets` are steps that ask for nothing any more. */
const releaseOf = (special: fc.Arbitrary<'none' | 'action' | 'checkpoint'>) =>
  fc.record({
    edits: fc.array(added(special), { maxLength: 4, size: 'max' }),
    forgets: fc.array(fc.nat(), { maxLength: 1 }),
  });
interface Release {
  readonly edits: Edits;
  readonly forgets: readonly number[];
}

function released(input: ScenarioInput, { edits, forgets }: Release): ScenarioInput {
  const next = edited(input, edits);
  const forgetting = new Set(forgets.map((at) => at % next.steps.length));
  const steps = next.steps.map((step, at) =>
    forgetting.has(at) ? { ...step, collects_profile_fields: [] } : step,
  );
  return { ...next, steps };
}

/** Ways that lead anywhere, and nothing but steps, ways and fields. */
const tangles = arbitraryScenario({ minSteps: 2, maxSteps: 8 }).map(
  (input): ScenarioInput => ({
    ...input,
    field_definitions: DEFINITIONS,
    steps: input.steps.map(({ id, name, transitions, collects_profile_fields }) =>
      StepSchema.parse({ id, name: `${name} ${id}`, transitions, collects_profile_fields }),
    ),
  }),
);

/** A version as a person reads it. */
const sketch = ({ steps }: ScenarioInput): string =>
  steps
    .map(({ id, name, description, collects_profile_fields: fields, is_checkpoint, transitions }) => {
      const ways = transitions.map((way) => `${way.to_step_id} ${way.condition_text}`.trim());
      return `${id} "${name}" ${description} [${fields}${is_checkpoint ? ' CHECKPOINT' : ''}] -> ${ways.join('; ')}`;
    })
    .join('\n');

const worlds = fc
  .record({
    flow: fc.oneof({ weight: 3, arbitrary: flows() }, { weight: 1, arbitrary: tangles }),
    walk: fc.array(fc.nat(), { maxLength: 13 }),
    truth: fc.record({
      age: fc.constantFrom(10, 18, 70),
      country: fc.constantFrom('DE', 'AT'),
      consent: fc.boolean(),
      email: fc.constant('a@example.org'),
    }),
    middle: fc.array(releaseOf(fc.constant('none')), { maxLength: 4, size: 'max' }),
    last: releaseOf(fc.constantFrom('none', 'none', 'none', 'action', 'checkpoint')),
  })
  .map(({ flow, walk, truth, middle, last }) => {
    const versions = [flow];
    for (const release of [...middle, last]) versions.push(released(versions.at(-1) ?? flow, release));
    const { told } = arrival({ flow, walk, stray: undefined, history: 'full' });
    const answer = (field: string): JsonValue =>
      new Map<string, JsonValue>(Object.entries(truth)).get(field) ?? 'any';
    return Object.defineProperty({ versions, walk: told, answer }, fc.toStringMethod, {
      value: () => [...versions.map(sketch), `walked ${told.join(' ')}`].join('\n--- becomes ---\n'),
    });
  });

/** Turn by turn until nothing more is asked, everything answered; notes what was asked. */
async function answerAll(journey: Journey, answer: (field: string) => JsonValue, asked: Set<string>) {
  let due: Turn['answer'] | undefined;
  while (journey.session.position && journey.isDue) {
    due = (
      await journey.turn({
        provided_fields: Object.fromEntries((due?.collect_fields ?? []).map((name) => [name, answer(name)])),
        executed_action_ids: due?.execute_action_ids ?? [],
      })
    ).answer;
    for (const name of due.collect_fields) asked.add(name);
  }
}

/**
 * Moving version by version, as the composite is held against it: without decisions that are new from one version to
 * the next, for whoever was asked in the middle knows more when they are taken.
 */
async function stepByStep(
  versions: readonly ScenarioInput[],
  journey: Journey,
  asked: Set<string>,
  answer: (field: string) => JsonValue,
) {
  for (const [index, next] of versions.slice(1).entries()) {
    const { matching, forks } = between(versions[index] ?? next, next);
    const isLast = index + 2 === versions.length;
    if (forks > 0 || (!isLast && journey.path.some((id) => !matching.imageOf.has(id)))) return false;
    journey.publish(next);
    await answerAll(journey, answer, asked);
  }
  return true;
}

function between(
  from: ScenarioInput,
  to: ScenarioInput,
): { readonly matching: Matching; readonly forks: number } {
  const [v, w] = [buildGraph(from), buildGraph(to)];
  const matching = matchSteps(v, w);
  return { matching, forks: findNewForks(v, w, matching).length };
}

/** Are the walked steps still there, one after the other? Who is put back leaves behind what was asked beyond. */
function keepsTheWay({ session }: Journey, { imageOf, to }: Route): boolean {
  const images = session.walk.path.map(({ ordinal }) => imageOf(ordinal)?.ordinal);
  return images.every(
    (image, at) =>
      image !== undefined &&
      (at === 0 || (images[at - 1] !== undefined && to.forward.isBefore(images[at - 1] ?? 0, image))),
  );
}

/** Does a version take away a field that one after the first added, or a middle one any? */
function takesAway(versions: readonly ScenarioInput[]): boolean {
  let gained = new Map<string, readonly string[]>();
  return versions.slice(1).some((next, index) => {
    const before = versions[index] ?? next;
    const { imageOf, preimageOf } = between(before, next).matching;
    const isMiddle = index + 2 < versions.length;
    const lost = before.steps.some((step) => {
      const id = imageOf.get(step.id)?.v2;
      const now = next.steps.find((each) => each.id === id)?.collects_profile_fields ?? [];
      const mine = isMiddle && id !== undefined ? step.collects_profile_fields : (gained.get(step.id) ?? []);
      return mine.some((name) => !now.includes(name));
    });
    gained = new Map(
      next.steps.map(({ id, collects_profile_fields: fields }) => {
        const was = preimageOf.get(id)?.v1;
        const old = before.steps.find((step) => step.id === was)?.collects_profile_fields ?? [];
        return [id, [...(gained.get(was ?? '') ?? []), ...fields.filter((name) => !old.includes(name))]];
      }),
    );
    return lost;
  });
}

test(
  'where the middle adds only questions, one move asks for no more than moving version by version, and comes to the same',
  async () => {
    const seen = { compared: 0, asking: 0, same: 0, pinned: 0, long: 0 };
    for (let round = 0; seen.compared < NUMBER && round < 8; round += 1) {
      await fc.assert(
        fc.asyncProperty(worlds, async ({ versions, walk, answer }) => {
          const [first, ...later] = versions;
          if (!first) return;
          const stepwise = new Journey(first, { walk });
          const askedStepwise = new Set<string>();
          if (!(await stepByStep(versions, stepwise, askedStepwise, answer))) return;
          const composite = later.reduce(
            (journey, next) => journey.publish(next),
            new Journey(first, { walk }),
          );
          const { passage } = composite.situation();
          if (passage.route && passage.route.forks.size > 0) return;
          const keptWay = passage.route !== undefined && keepsTheWay(composite, passage.route);
          const asked = new Set<string>();
          await answerAll(composite, answer, asked);

          expect([...askedStepwise]).toEqual(expect.arrayContaining([...asked]));
          seen.compared += 1;
          if (asked.size > 0) seen.asking += 1;
          if (versions.length > 4) seen.long += 1;

          const { pinned } = composite.session;
          // A checkpoint of the last version holds either on the graph that they have.
          expect(stepwise.session.pinned?.reason).toBe(pinned?.reason);
          if (pinned) seen.pinned += 1;
          if (pinned || !keptWay || takesAway(versions)) return;
          expect(composite.position).toEqual(stepwise.position);
          expect(composite.variables).toEqual(stepwise.variables);
          seen.same += 1;
        }),
        { numRuns: NUMBER * 0.7, seed: SEED + round },
      );
    }
    expect(seen.compared).toBeGreaterThanOrEqual(NUMBER);
    expect(seen.same).toBeGreaterThan(NUMBER / 3);
    for (const what of [seen.asking, seen.long]) expect(what).toBeGreaterThan(NUMBER / 20);
    expect(seen.pinned).toBeGreaterThan(NUMBER / 100);
  },
  RUNS.timeout,
);
