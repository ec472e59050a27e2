import fc from 'fast-check';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { edit, edited } from './edits.ts';
import { content, flowOf, move, toStep } from './flow-grammar.ts';
import { editFlow, generateFlow } from './generated-flow.ts';
import { renumbered } from './scenario-builder.ts';

export interface ScenarioLimits {
  readonly minSteps?: number;
  readonly maxSteps?: number;
}

/** A scenario and a later version of it. */
export type Versions = readonly [ScenarioInput, ScenarioInput];

const tangledStep = fc.record({
  content,
  /** A way to the next step, so that most of a tangle is reached. */
  onward: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  ways: fc.array(
    fc.record({
      to: fc.nat(9_999),
      condition_text: fc.constantFrom('', 'age < 18', 'country == "DE"', 'AtCapacity'),
      priority: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 4 },
  ),
});

/** Scenarios whose ways lead anywhere: loops (reducible and not), repeated steps, steps that nothing reaches. */
export function arbitraryScenario({
  minSteps = 1,
  maxSteps = 12,
}: ScenarioLimits = {}): fc.Arbitrary<ScenarioInput> {
  return fc.array(tangledStep, { minLength: minSteps, maxLength: maxSteps, size: 'max' }).map((all) => ({
    name: 'generated',
    version: 1,
    entry_step_id: 's0',
    steps: all.map((each, at) => ({
      ...toStep(`s${at}`, each.content),
      transitions: each.ways.map(({ to, ...way }, number) => ({
        ...way,
        to_step_id: `s${(number === 0 && each.onward ? at + 1 : to) % all.length}`,
        condition_fields: way.condition_text.startsWith('age') ? ['age'] : [],
      })),
    })),
  }));
}

/** Scenarios like real ones: talk, menus that come together again or lead back, repeated blocks, a few islands. */
export const arbitraryFlow = ({ maxSteps = 12 }: ScenarioLimits = {}): fc.Arbitrary<ScenarioInput> =>
  fc
    .array(move, { minLength: 1, maxLength: Math.ceil(maxSteps * 1.2), size: 'max' })
    .map((moves) => flowOf(moves, maxSteps));

/** What a tool does to the ids when it writes a version: keeps them, makes new ones, or gives them to other steps. */
const ids = fc.constantFrom('kept', 'new', 'exchanged');
type Ids = typeof ids extends fc.Arbitrary<infer Each> ? Each : never;

const versionsOf = (before: fc.Arbitrary<ScenarioInput>): fc.Arbitrary<Versions> =>
  fc
    .tuple(before, fc.array(edit, { maxLength: 6, size: 'max' }), ids)
    .map(([input, edits, written]) => readable(laterVersion(input, edited(input, edits), written)));

/** Counterexamples are printed as the ways between the steps, not as pages of JSON. */
const readable = (versions: Versions): Versions =>
  Object.defineProperty(versions, fc.toStringMethod, {
    value: () => versions.map(sketch).join('\n--- becomes ---\n'),
  });

function sketch({ entry_step_id, steps }: ScenarioInput): string {
  const lines = steps.map(({ id, name, transitions, ...step }) => {
    const ways = transitions.map((way) => `${way.to_step_id} if "${way.condition_text}" p${way.priority}`);
    const asks = [
      ...step.rule_ids,
      ...step.collects_profile_fields,
      ...(step.is_required_action ? ['required'] : []),
      ...(step.is_checkpoint ? ['checkpoint'] : []),
    ];
    return `${id} "${name}" "${step.description}" [${asks.join(' ')}] -> ${ways.join('; ')}`;
  });
  return `\nentry ${entry_step_id}\n${lines.join('\n')}`;
}

function laterVersion(before: ScenarioInput, after: ScenarioInput, written: Ids): Versions {
  switch (written) {
    case 'kept':
      return [before, { ...after, version: 2 }];
    case 'new':
      return [before, { ...withOtherIds(after), version: 2 }];
    case 'exchanged': {
      const all = after.steps.map((step) => step.id);
      const next = new Map(all.map((id, at) => [id, all[(at + 1) % all.length] ?? id]));
      return [before, renumbered(after, (id) => next.get(id) ?? id, 2)];
    }
  }
}

/** Some edits on; sometimes with all ids re-numbered. */
export const arbitraryEdit = (limits?: ScenarioLimits): fc.Arbitrary<Versions> =>
  versionsOf(arbitraryScenario(limits));

/** The same with hardly any content that is unique: little but their surroundings tells the steps apart. */
const monotonous = ([before, after]: Versions): Versions => {
  const dull = (input: ScenarioInput): ScenarioInput => ({
    ...input,
    steps: input.steps.map((step) => ({
      ...toStep(step.id, { ...step, ...DULL, name: DULL_NAMES[step.name.length % 8] ?? step.name }),
      transitions: step.transitions,
    })),
  });
  return readable([dull(before), dull(after)]);
};
const DULL_NAMES = ['Ask', 'Ask', 'Ask', 'Say', 'Say', 'Say', 'Image'];
const DULL = {
  description: '',
  rule_ids: [],
  collects_profile_fields: [],
  is_required_action: false,
  is_checkpoint: false,
};

/** Any two versions: tangles and flows of up to 60 steps. */
export const arbitraryVersions = (limits: ScenarioLimits = { maxSteps: 60 }): fc.Arbitrary<Versions> => {
  const versions = fc.oneof(arbitraryEdit(limits), versionsOf(arbitraryFlow(limits)));
  return fc.oneof({ weight: 3, arbitrary: versions }, { weight: 1, arbitrary: versions.map(monotonous) });
};

/** Edits that cut nothing off: one such edit leaves most of a long flow unreachable. */
const localEdit = edit.filter(({ kind }) => !['entry', 'stop', 'cut', 'redirect'].includes(kind));

/** How two large versions are grown: numbers that can be read, where the versions could not. */
export interface Growth {
  readonly seed: number;
  readonly steps: number;
  readonly edits: number;
  readonly tangled: boolean;
  readonly written: Ids;
}

/** Flows of some thousand steps, dozens of edits on. */
export const arbitraryGrowth: fc.Arbitrary<Growth> = fc.record({
  seed: fc.nat(),
  steps: fc.integer({ min: 2_000, max: 4_000 }),
  edits: fc.nat(50),
  tangled: fc.boolean(),
  written: ids,
});

export function grown({ seed, steps, edits, tangled, written }: Growth): Versions {
  if (!tangled) {
    const before = generateFlow(steps, seed);
    return laterVersion(before, editFlow(before, edits, seed), written);
  }
  const before = flowOf(fc.sample(move, { seed, numRuns: steps * 2 }), steps);
  return laterVersion(before, edited(before, fc.sample(localEdit, { seed, numRuns: edits })), written);
}

/** Ids that sort otherwise than they did. */
export const withOtherIds = (input: ScenarioInput): ScenarioInput =>
  renumbered(input, (id) => `${[...id].reverse().join('')}-again`, input.version);
