import fc from 'fast-check';
import type { ScenarioInput, Step, Transition } from '../../lib/scenario/model.ts';
import { type Content, content, toStep } from './flow-grammar.ts';

/**
 * What an operator does to a flow. `at` names a step, `to` another one.
 *
 * - `insert`: a step before another, on all ways that lead there; `split`: on one way only
 * - `append`: a new way on to a new step, which leads to another one
 * - `remove`: a step, whose ways in now lead where it led; `cut`: a step's first way on; `stop`: all of them
 * - `move`: a step out of one place and into another; `redirect`: a step's first way
 * - `copy`: a step once more behind itself; `replace`: a step by a new one in the same place
 * - `describe`, `rename`, `gain`: a changed text, another name, something more to collect or to do
 * - `reword`: the first condition; `swap`: the first two
 * - `entry`: the flow begins elsewhere; `shuffle`: the steps are listed in another order
 */
export interface Edit {
  readonly kind: keyof typeof WEIGHTS;
  readonly at: number;
  readonly to: number;
  readonly content: Content;
}

const WEIGHTS = {
  insert: 4,
  split: 4,
  append: 3,
  remove: 4,
  cut: 1,
  stop: 1,
  move: 3,
  redirect: 2,
  copy: 2,
  replace: 2,
  describe: 4,
  rename: 2,
  gain: 3,
  reword: 2,
  swap: 1,
  entry: 1,
  shuffle: 2,
} as const;

const KINDS = (Object.keys(WEIGHTS) as Edit['kind'][]).flatMap((kind) =>
  Array.from({ length: WEIGHTS[kind] }, () => kind),
);

export const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.nat(9_999),
  to: fc.nat(9_999),
  content,
});

/** The flow after the edits. */
export const edited = (input: ScenarioInput, edits: readonly Edit[]): ScenarioInput =>
  edits.reduce(apply, input);

const wayTo = (step: Step, condition_text = ''): Transition => ({
  to_step_id: step.id,
  condition_text,
  condition_fields: [],
  priority: 0,
});

function apply(input: ScenarioInput, { kind, at, to, content: made }: Edit, number: number): ScenarioInput {
  const { steps } = input;
  const step = steps[at % steps.length];
  const other = steps[to % steps.length];
  if (!step || !other) return input;
  const withSteps = (changed: Step[]): ScenarioInput => ({ ...input, steps: changed });
  const change = (changed: Partial<Step>): ScenarioInput =>
    withSteps(steps.map((each) => (each === step ? { ...step, ...changed } : each)));
  const [first, second, ...more] = step.transitions;
  const added = toStep(`new${number}`, made);

  switch (kind) {
    case 'insert':
      return withSteps([...led(steps, step.id, added.id), { ...added, transitions: [wayTo(step)] }]);
    case 'split': {
      if (!first) return input;
      const split = change({
        transitions: [{ ...first, to_step_id: added.id }, ...step.transitions.slice(1)],
      });
      return {
        ...split,
        steps: [
          ...split.steps,
          { ...added, transitions: [{ ...wayTo(step), to_step_id: first.to_step_id }] },
        ],
      };
    }
    case 'append': {
      const appended = change({
        transitions: [...step.transitions, { ...wayTo(added, 'new'), priority: 1 }],
      });
      return { ...appended, steps: [...appended.steps, { ...added, transitions: [wayTo(other)] }] };
    }
    case 'remove':
      return removed(input, step);
    case 'cut':
      return change({ transitions: step.transitions.slice(1) });
    case 'stop':
      return change({ transitions: [] });
    case 'move': {
      const without = removed(input, step);
      if (other === step || without === input) return input;
      const moved = { ...step, transitions: [wayTo(other)] };
      return { ...without, steps: [...led(without.steps, other.id, step.id), moved] };
    }
    case 'redirect':
      return first
        ? change({ transitions: [{ ...first, to_step_id: other.id }, ...step.transitions.slice(1)] })
        : input;
    case 'copy': {
      const copy = { ...step, id: added.id };
      return withSteps([
        ...steps.map((each) => (each === step ? { ...step, transitions: [wayTo(copy)] } : each)),
        copy,
      ]);
    }
    case 'replace': {
      const replacement = { ...added, transitions: step.transitions };
      return {
        ...input,
        entry_step_id: input.entry_step_id === step.id ? added.id : input.entry_step_id,
        steps: led(
          steps.map((each) => (each === step ? replacement : each)),
          step.id,
          added.id,
        ),
      };
    }
    case 'describe':
      return change({ description: `edited ${number}` });
    case 'rename':
      return change({ name: made.name });
    case 'gain':
      return change({
        collects_profile_fields: [
          ...new Set([...step.collects_profile_fields, 'phone', ...made.collects_profile_fields]),
        ],
        is_required_action: step.is_required_action || made.is_required_action,
        ...(made.is_checkpoint && { is_checkpoint: true, checkpoint_description: 'done' }),
      });
    case 'reword':
      return first
        ? change({
            transitions: [
              { ...first, condition_text: `age < ${18 + (to % 3)}` },
              ...step.transitions.slice(1),
            ],
          })
        : input;
    case 'swap':
      return first && second ? change({ transitions: [second, first, ...more] }) : input;
    case 'entry':
      return { ...input, entry_step_id: other.id };
    case 'shuffle':
      return withSteps([...steps.slice(at % steps.length), ...steps.slice(0, at % steps.length)]);
  }
}

/** Steps whose ways to one step lead to another instead; nowhere, if there is none. */
const led = (steps: readonly Step[], from: string, to: string | undefined): Step[] =>
  steps.map((step) =>
    step.transitions.some((way) => way.to_step_id === from)
      ? {
          ...step,
          transitions: step.transitions.flatMap((way) =>
            way.to_step_id !== from ? [way] : to === undefined ? [] : [{ ...way, to_step_id: to }],
          ),
        }
      : step,
  );

/** Without a step; its ways in lead where its first way led. The entry stays. */
function removed(input: ScenarioInput, step: Step): ScenarioInput {
  if (input.steps.length === 1 || step.id === input.entry_step_id) return input;
  const onward = step.transitions.find((way) => way.to_step_id !== step.id)?.to_step_id;
  return {
    ...input,
    steps: led(
      input.steps.filter((each) => each !== step),
      step.id,
      onward,
    ),
  };
}
