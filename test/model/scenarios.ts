import fc from 'fast-check';
import type { FieldDefinition, ScenarioInput, Step, Transition } from '../../lib/scenario/model.ts';
import { renumbered } from '../support/scenario-builder.ts';

/** Some fields have a definition, some none; `tier` is collected by no step. */
export const DEFINITIONS: Readonly<Record<string, FieldDefinition>> = {
  age: { type: 'integer', minimum: 0, maximum: 120, examples: [] },
  country: { type: 'enum', enum_values: ['DE', 'AT'], examples: [] },
  consent: { type: 'boolean', examples: [] },
  email: { type: 'email', examples: [] },
};
export const COLLECTED = ['age', 'country', 'consent', 'email', 'note'];
/** What can be decided once the customer has answered, and what never can. */
const DECIDABLE = [
  'age < 18',
  'age >= 65',
  'country == "DE"',
  'consent',
  '!consent',
  'age < 18 && country == "AT"',
];
const UNDECIDABLE = ['note == "X"', 'tier == "GOLD"', 'AtCapacity'];

interface Limits {
  readonly minSteps?: number;
  readonly maxSteps?: number;
  /** No condition that needs understanding, or a value that nobody has. */
  readonly decidable?: boolean;
}

const conditions = (decidable: boolean) =>
  fc.constantFrom(...DECIDABLE, ...(decidable ? [] : UNDECIDABLE), '');

/** What a generated step is made of; few names, so that content repeats. */
const parts = fc.record({
  name: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom('Ask', 'Say') },
    { weight: 3, arbitrary: fc.nat(500).map((n) => `Step ${n}`) },
  ),
  collects: fc.oneof(
    { weight: 3, arbitrary: fc.constant<string[]>([]) },
    { weight: 2, arbitrary: fc.subarray(COLLECTED, { minLength: 1, maxLength: 2 }) },
  ),
  special: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'action', 'checkpoint'),
});
export type Parts = typeof parts extends fc.Arbitrary<infer Each> ? Each : never;

const toStep = (id: string, { name, collects, special }: Parts, transitions: Transition[]): Step => ({
  id,
  name,
  description: '',
  transitions,
  rule_ids: [],
  template_ids: [],
  tool_ids: [],
  collects_profile_fields: collects,
  performs_action: special === 'action',
  is_required_action: special === 'action',
  is_checkpoint: special === 'checkpoint',
  ...(special === 'checkpoint' && { checkpoint_description: 'done' }),
  is_terminal: transitions.length === 0,
});

const way = (to: string, text = '', priority = 0): Transition => ({
  to_step_id: to,
  condition_text: text,
  condition_fields: text.startsWith('note') || text.startsWith('tier') ? text.split(' ').slice(0, 1) : [],
  priority,
});

/** Where a way leads, from a step on: a little ahead, or now and then back. */
const leap = fc.record({ ahead: fc.integer({ min: 1, max: 4 }), back: fc.integer({ min: 0, max: 6 }) });
const target = ({ ahead, back }: { ahead: number; back: number }, from: number, size: number): number =>
  back === 0 ? Math.max(0, from - ahead) : Math.min(from + ahead, size - 1);

/** Flows as people draw them: a line of steps with short cuts, branches that join again, and loops. */
export function flows({
  minSteps = 2,
  maxSteps = 12,
  decidable = false,
}: Limits = {}): fc.Arbitrary<ScenarioInput> {
  const text = conditions(decidable);
  const branch = fc.record({ leap, text, priority: fc.integer({ min: 0, max: 2 }) });
  const step = fc.record({ parts, branches: fc.array(branch, { maxLength: 2, size: 'xsmall' }) });
  return fc.array(step, { minLength: minSteps, maxLength: maxSteps }).map((all) => ({
    name: 'flow',
    version: 1,
    entry_step_id: 's0',
    field_definitions: DEFINITIONS,
    steps: all.map(({ parts: each, branches }, at) => {
      const others = branches.flatMap(({ leap: by, text, priority }) => {
        const to = target(by, at, all.length);
        return to === at ? [] : [way(`s${to}`, text, priority)];
      });
      const on = at + 1 < all.length ? [way(`s${at + 1}`)] : [];
      return toStep(`s${at}`, each, [...others, ...on]);
    }),
  }));
}

/** An end of its own for a branch, or none. */
const beyond = fc.option(parts, { freq: 2 });

/** Edits that leave what there is where it is. */
const growth = (text: fc.Arbitrary<string>) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), way: fc.nat(), parts }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('insert_fork' as const),
        at: fc.nat(),
        way: fc.nat(),
        parts,
        text,
        to: fc.nat(),
        beyond,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('add_way' as const),
        at: fc.nat(),
        to: fc.nat(),
        text,
        priority: fc.integer({ min: 0, max: 3 }),
        beyond,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('gain' as const),
        at: fc.nat(),
        collects: fc.subarray(COLLECTED, { maxLength: 1 }),
        special: fc.constantFrom('none' as const, 'none' as const, 'action' as const, 'checkpoint' as const),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('describe' as const), at: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reword' as const), at: fc.nat(), text }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('renumber' as const) }) },
  );

/** Edits after which steps are elsewhere, or gone. */
const surgery = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('remove' as const, 'remove' as const, 'swap' as const),
      at: fc.nat(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('redirect' as const, 'move' as const),
      at: fc.nat(),
      way: fc.nat(),
      to: fc.nat(),
    }),
  },
);

type EditBy<Edits> = Edits extends fc.Arbitrary<infer Each> ? Each : never;
/** What an editor does to a flow in one go. */
type Edit = EditBy<ReturnType<typeof growth>> | EditBy<typeof surgery>;
export type Edits = readonly Edit[];

export const edits = (): fc.Arbitrary<Edits> =>
  fc.array(fc.oneof({ weight: 2, arbitrary: growth(conditions(false)) }, { weight: 1, arbitrary: surgery }), {
    maxLength: 4,
  });

/** Nothing that was there is taken away or moved, and everything can be decided. */
export const decidableGrowth = (): fc.Arbitrary<Edits> =>
  fc.array(growth(conditions(true)), { minLength: 1, maxLength: 4 });

/** The next version of a flow. */
export function edited(input: ScenarioInput, changes: Edits): ScenarioInput {
  const version = input.version + 1;
  const changed = changes.reduce((at, change, number) => applied(at, change, `v${version}-${number}`), input);
  return { ...changed, version };
}

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(list.length, 1)];

function applied(input: ScenarioInput, change: Edit, id: string): ScenarioInput {
  if (change.kind === 'renumber') return renumbered(input, (each) => `${each}'`, input.version);
  const { steps } = input;
  const at = pick(steps, change.at);
  if (!at) return input;
  const replaced = (next: Step): Step[] => steps.map((step) => (step === at ? next : step));
  const withWay = (way: Transition | undefined, to: string): Step => ({
    ...at,
    is_terminal: false,
    transitions: at.transitions.map((each) => (each === way ? { ...each, to_step_id: to } : each)),
  });

  switch (change.kind) {
    case 'insert': {
      const on = pick(at.transitions, change.way);
      if (!on) return input;
      return {
        ...input,
        steps: [...replaced(withWay(on, id)), toStep(id, change.parts, [way(on.to_step_id)])],
      };
    }
    case 'insert_fork': {
      const on = pick(at.transitions, change.way);
      if (!on) return input;
      const beyond = change.beyond ? [toStep(`${id}-end`, change.beyond, [])] : [];
      const other = beyond[0]?.id ?? pick(steps, change.to)?.id ?? on.to_step_id;
      const fork = toStep(id, change.parts, [way(other, change.text, 1), way(on.to_step_id)]);
      return { ...input, steps: [...replaced(withWay(on, id)), fork, ...beyond] };
    }
    case 'add_way': {
      const beyond = change.beyond ? [toStep(`${id}-end`, change.beyond, [])] : [];
      const other = beyond[0]?.id ?? pick(steps, change.to)?.id ?? at.id;
      const extended = [...at.transitions, way(other, change.text, change.priority)];
      return {
        ...input,
        steps: [...replaced({ ...at, is_terminal: false, transitions: extended }), ...beyond],
      };
    }
    case 'gain': {
      const { collects, special } = change;
      const gained: Step = {
        ...at,
        collects_profile_fields: [...new Set([...at.collects_profile_fields, ...collects])],
        ...(special === 'action' && { is_required_action: true, performs_action: true }),
        ...(special === 'checkpoint' && { is_checkpoint: true, checkpoint_description: 'done' }),
      };
      return { ...input, steps: replaced(gained) };
    }
    case 'remove':
      return without(input, at);
    case 'describe':
      return { ...input, steps: replaced({ ...at, description: `${at.description} ${id}` }) };
    case 'swap':
      return swapped(input, at);
    case 'redirect': {
      const [on, to] = [pick(at.transitions, change.way), pick(steps, change.to)];
      return on && to ? { ...input, steps: replaced(withWay(on, to.id)) } : input;
    }
    case 'move': {
      const to = pick(steps, change.to);
      const on = to && pick(to.transitions, change.way);
      if (!to || !on || to === at || at.id === input.entry_step_id || on.to_step_id === at.id) return input;
      const bare = without(input, at);
      const moved = {
        ...at,
        is_terminal: false,
        transitions: [way(on.to_step_id === at.id ? to.id : on.to_step_id)],
      };
      return {
        ...bare,
        steps: [
          ...bare.steps.map((step) =>
            step.id === to.id
              ? {
                  ...step,
                  transitions: step.transitions.map((each) =>
                    each.to_step_id === on.to_step_id ? { ...each, to_step_id: at.id } : each,
                  ),
                }
              : step,
          ),
          moved,
        ],
      };
    }
    case 'reword': {
      const transitions = at.transitions.map((each, index) =>
        index === 0 ? way(each.to_step_id, change.text, each.priority) : each,
      );
      return { ...input, steps: replaced({ ...at, transitions }) };
    }
  }
}

/** A step is taken out; what led to it leads on to where it led. */
function without(input: ScenarioInput, gone: Step): ScenarioInput {
  if (gone.id === input.entry_step_id || input.steps.length === 1) return input;
  const beyond = gone.transitions.find((each) => each.to_step_id !== gone.id)?.to_step_id;
  return {
    ...input,
    steps: input.steps
      .filter((step) => step !== gone)
      .map((step) => ({
        ...step,
        transitions: step.transitions.flatMap((each) => {
          if (each.to_step_id !== gone.id) return [each];
          return beyond === undefined || beyond === step.id ? [] : [{ ...each, to_step_id: beyond }];
        }),
      })),
  };
}

/** A step and the one that it leads to change places. */
function swapped(input: ScenarioInput, first: Step): ScenarioInput {
  const second = input.steps.find(({ id }) => id === first.transitions.at(-1)?.to_step_id);
  if (!second || second === first) return input;
  const other = new Map([
    [first.id, second.id],
    [second.id, first.id],
  ]);
  const swap = (id: string) => other.get(id) ?? id;
  return {
    ...input,
    entry_step_id: swap(input.entry_step_id),
    steps: input.steps.map((step) => {
      const place = step === first ? second : step === second ? first : step;
      return {
        ...step,
        is_terminal: place.is_terminal,
        transitions: place.transitions.map((each) => ({ ...each, to_step_id: swap(each.to_step_id) })),
      };
    }),
  };
}
