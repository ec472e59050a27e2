import fc from 'fast-check';
import { type ScenarioInput, type Step, StepSchema } from '../../lib/scenario/model.ts';
import { renumbered } from './scenario-builder.ts';

/** What a generated step is made of; few names, so that content repeats. */
const parts = fc.record({
  name: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('Ask', 'Image', 'Say') },
    { weight: 1, arbitrary: fc.nat(200).map((n) => `Step ${n}`) },
  ),
  description: fc.constantFrom('', 'one', 'two'),
  collects_profile_fields: fc.subarray(['age', 'country', 'email'], { maxLength: 2 }),
  is_required_action: fc.boolean(),
  is_checkpoint: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  awaits_customer: fc.boolean(),
  ways: fc.array(
    fc.record({
      to: fc.nat(),
      condition_text: fc.constantFrom('', 'age < 18', 'country == "DE"', 'AtCapacity'),
      priority: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 3 },
  ),
});
type Parts = typeof parts extends fc.Arbitrary<infer Each> ? Each : never;

const toStep = ({ ways, ...rest }: Parts, id: string, targets: readonly string[]): Step =>
  StepSchema.parse({
    ...rest,
    id,
    ...(rest.is_checkpoint && { checkpoint_description: 'done' }),
    transitions: ways.map(({ to, ...way }) => ({ ...way, to_step_id: targets[to % targets.length] })),
  });

export interface ScenarioLimits {
  readonly minSteps?: number;
  readonly maxSteps?: number;
}

/** Scenarios with loops (reducible and not), repeated steps, and steps that the entry does not reach. */
export function arbitraryScenario({
  minSteps = 1,
  maxSteps = 12,
}: ScenarioLimits = {}): fc.Arbitrary<ScenarioInput> {
  return fc.array(parts, { minLength: minSteps, maxLength: maxSteps }).map((all) => {
    const ids = all.map((_, at) => `s${at}`);
    return {
      name: 'generated',
      version: 1,
      entry_step_id: 's0',
      steps: all.map((each, at) => toStep(each, `s${at}`, ids)),
    };
  });
}

type Edit =
  | { readonly kind: 'insert'; readonly at: number; readonly parts: Parts }
  | { readonly kind: 'append'; readonly at: number; readonly parts: Parts }
  | { readonly kind: 'remove' | 'describe' | 'shuffle'; readonly at: number }
  | { readonly kind: 'reword'; readonly at: number; readonly text: string }
  | { readonly kind: 'redirect'; readonly at: number; readonly to: number };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constantFrom('insert' as const, 'append' as const), at: fc.nat(), parts }),
  fc.record({
    kind: fc.constantFrom('remove' as const, 'describe' as const, 'shuffle' as const),
    at: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('reword' as const),
    at: fc.nat(),
    text: fc.constantFrom('', 'age < 21', 'x'),
  }),
  fc.record({ kind: fc.constant('redirect' as const), at: fc.nat(), to: fc.nat() }),
);

/** A scenario and a later version of it, some edits on; sometimes with all ids re-numbered. */
export function arbitraryEdit(
  limits?: ScenarioLimits,
): fc.Arbitrary<readonly [ScenarioInput, ScenarioInput]> {
  return fc
    .tuple(arbitraryScenario(limits), fc.array(edit, { maxLength: 5 }), fc.boolean())
    .map(([before, edits, renumber]) => {
      const after = edits.reduce(applyEdit, structuredClone(before));
      return [before, { ...(renumber ? withOtherIds(after) : after), version: 2 }] as const;
    });
}

function applyEdit(input: ScenarioInput, edit: Edit, number: number): ScenarioInput {
  const at = edit.at % input.steps.length;
  const ids = input.steps.map((step) => step.id);
  const replace = (change: (step: Step) => Step): ScenarioInput => ({
    ...input,
    steps: input.steps.map((step, each) => (each === at ? change(step) : step)),
  });
  const withFirstWay = (change: Partial<Step['transitions'][number]>): ScenarioInput =>
    replace((step) => ({
      ...step,
      transitions: step.transitions.map((way, each) => (each === 0 ? { ...way, ...change } : way)),
    }));
  const id = `new${number}`;
  const target = input.steps[at];
  if (!target) return input;
  switch (edit.kind) {
    case 'insert': {
      const added = {
        ...toStep(edit.parts, id, ids),
        transitions: [{ to_step_id: target.id, condition_text: '', condition_fields: [], priority: 0 }],
      };
      const redirected = input.steps.map((step) => ({
        ...step,
        transitions: step.transitions.map((way) =>
          way.to_step_id === target.id ? { ...way, to_step_id: id } : way,
        ),
      }));
      return { ...input, steps: [...redirected, added] };
    }
    case 'append': {
      const way = { to_step_id: id, condition_text: 'new', condition_fields: [], priority: 1 };
      const extended = replace((step) => ({ ...step, transitions: [...step.transitions, way] }));
      return { ...extended, steps: [...extended.steps, toStep(edit.parts, id, ids)] };
    }
    case 'remove': {
      if (input.steps.length === 1 || target.id === input.entry_step_id) return input;
      const successor = target.transitions.find((way) => way.to_step_id !== target.id)?.to_step_id;
      return {
        ...input,
        steps: input.steps
          .filter((step) => step.id !== target.id)
          .map((step) => ({
            ...step,
            transitions: step.transitions.flatMap((way) => {
              if (way.to_step_id !== target.id) return [way];
              return successor === undefined ? [] : [{ ...way, to_step_id: successor }];
            }),
          })),
      };
    }
    case 'describe':
      return replace((step) => ({ ...step, description: `edited ${number}` }));
    case 'shuffle':
      return { ...input, steps: [...input.steps.slice(at), ...input.steps.slice(0, at)] };
    case 'reword':
      return withFirstWay({ condition_text: edit.text });
    case 'redirect':
      return withFirstWay({ to_step_id: ids[edit.to % ids.length] ?? target.id });
  }
}

/** Ids that sort otherwise than they did. */
export const withOtherIds = (input: ScenarioInput): ScenarioInput =>
  renumbered(input, (id) => `${[...id].reverse().join('')}-again`, input.version);
