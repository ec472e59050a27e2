import fc from 'fast-check';
import type { ScenarioInput, Step } from '../../lib/scenario/model.ts';

/** What a step says and does, without its place in the graph. */
export type Content = Pick<
  Step,
  | 'name'
  | 'description'
  | 'rule_ids'
  | 'collects_profile_fields'
  | 'is_required_action'
  | 'is_checkpoint'
  | 'awaits_customer'
>;

const plain: Content = {
  name: 'Say',
  description: '',
  rule_ids: [],
  collects_profile_fields: [],
  is_required_action: false,
  is_checkpoint: false,
  awaits_customer: false,
};

/** A third of the steps repeat, as texts and questions do in real flows; most of the others ask nothing. */
export const content: fc.Arbitrary<Content> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('Say', 'Image', 'Thanks').map((name) => ({ ...plain, name })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Content>(
      { ...plain, name: 'Ask', collects_profile_fields: ['age'], awaits_customer: true },
      { ...plain, name: 'Book', is_required_action: true },
    ),
  },
  { weight: 3, arbitrary: fc.nat(200).map((n) => ({ ...plain, name: `Step ${n}` })) },
  {
    weight: 3,
    arbitrary: fc.record({
      name: fc.oneof(
        fc.constantFrom('Ask', 'Say'),
        fc.nat(50).map((n) => `Ask ${n}`),
      ),
      description: fc.constantFrom('', 'one', 'two'),
      rule_ids: fc.constantFrom<string[]>([], ['polite', 'brief'], ['brief']),
      collects_profile_fields: fc.constantFrom<string[]>([], ['age'], ['email'], ['country', 'age']),
      is_required_action: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
      is_checkpoint: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
      awaits_customer: fc.boolean(),
    }),
  },
);

/** A step without ways on, which may be added. */
export const toStep = (id: string, made: Content): Step => ({
  id,
  name: made.name,
  description: made.description,
  rule_ids: [...made.rule_ids],
  collects_profile_fields: [...made.collects_profile_fields],
  is_required_action: made.is_required_action,
  is_checkpoint: made.is_checkpoint,
  awaits_customer: made.awaits_customer,
  transitions: [],
  template_ids: [],
  tool_ids: [],
  performs_action: false,
  is_terminal: false,
  ...(made.is_checkpoint && { checkpoint_description: 'done' }),
});

/**
 * How a flow grows. `at` chooses among its open ends: ways on that lead nowhere yet.
 *
 * - `say`: a step at one end; `menu`: one with several ways on
 * - `join`: a step that all ends lead to
 * - `back`: an end leads to a step that is there already, so that loops of every kind arise
 * - `skip`: an earlier step gets another way on, to be led somewhere
 * - `stop`: an end stays one
 * - `repeat`: the latest steps' content once more, in a chain
 * - `island`: a step that nothing leads to
 */
export interface Move {
  readonly kind: 'say' | 'menu' | 'join' | 'back' | 'skip' | 'stop' | 'repeat' | 'island';
  readonly at: number;
  readonly size: number;
  readonly content: Content;
}

const weighted = (weights: Readonly<Record<Move['kind'], number>>): fc.Arbitrary<Move['kind']> =>
  fc.oneof(
    ...(Object.keys(weights) as Move['kind'][]).map((kind) => ({
      weight: weights[kind],
      arbitrary: fc.constant(kind),
    })),
  );

/** Much of it is talk; now and then a menu whose branches come together again, or lead back. */
export const move: fc.Arbitrary<Move> = fc.record({
  kind: weighted({ say: 12, menu: 5, join: 3, back: 3, skip: 1, stop: 1, repeat: 2, island: 1 }),
  at: fc.nat(9_999),
  size: fc.integer({ min: 2, max: 4 }),
  content,
});

interface End {
  readonly from: Step;
  readonly condition: string;
  readonly priority: number;
}

/** How far flows lead back and skip: what is tangled stays together, however long the flow. */
const RECENT = 15;

const CONDITIONS = ['x == 1', 'x == 2', 'AtCapacity', 'age < 18'];

/** The flow that the moves make, up to a number of steps; the first step is the entry. */
export function flowOf(moves: readonly Move[], maxSteps: number): ScenarioInput {
  const steps: Step[] = [];
  const reached: Step[] = [];
  let ends: End[] = [];

  const endsOf = (from: Step, count: number, priority: number): End[] =>
    Array.from({ length: count }, (_, at) => ({
      from,
      condition: at === count - 1 ? '' : (CONDITIONS[at % CONDITIONS.length] ?? ''),
      priority: at === 0 ? priority : 0,
    }));
  const lead = ({ from, condition, priority }: End, to: Step): void => {
    const condition_fields = condition.startsWith('age') ? ['age'] : [];
    from.transitions.push({ to_step_id: to.id, condition_text: condition, condition_fields, priority });
  };
  const add = (made: Content): Step => {
    const step = toStep(`s${steps.length}`, made);
    steps.push(step);
    return step;
  };
  const grow = (made: Content): Step => {
    const step = add(made);
    reached.push(step);
    return step;
  };
  const take = (at: number): End | undefined => ends.splice(at % Math.max(1, ends.length), 1)[0];
  const recent = (at: number): Step | undefined => reached[Math.max(0, reached.length - 1 - (at % RECENT))];
  /** A step at an end; a flow that has come to an end everywhere goes on at its latest step. */
  const extend = (made: Content, at: number, ways: number): void => {
    const end = take(at) ?? endsOf(reached.at(-1) ?? grow(made), 1, 0)[0];
    const step = grow(made);
    if (end) lead(end, step);
    ends.push(...endsOf(step, ways, at % 3));
  };

  const entry = moves[0];
  if (!entry) throw new RangeError('a flow has a step');
  ends.push(...endsOf(grow(entry.content), 1, 0));
  for (const { kind, at, size, content: made } of moves.slice(1)) {
    if (steps.length >= maxSteps) break;
    switch (kind) {
      case 'say':
        extend(made, at, 1);
        break;
      case 'menu':
        extend(made, at, size);
        break;
      case 'join': {
        const step = grow(made);
        for (const end of ends) lead(end, step);
        ends = endsOf(step, 1, 0);
        break;
      }
      case 'back': {
        const to = recent(at);
        const end = to && ends.length > 1 ? take(at) : undefined;
        if (end && to) lead(end, to);
        break;
      }
      case 'skip': {
        const from = recent(at);
        if (from) ends.push({ from, condition: 'skip', priority: at % 2 });
        break;
      }
      case 'stop':
        if (ends.length > 1) take(at);
        break;
      case 'repeat': {
        const block = reached.slice(-size).slice(0, maxSteps - steps.length);
        block.forEach((step, index) => {
          extend(step, index === 0 ? at : ends.length - 1, 1);
        });
        break;
      }
      case 'island': {
        const to = recent(at);
        for (const end of endsOf(add(made), 1, 0)) if (to) lead(end, to);
      }
    }
  }
  return { name: 'generated', version: 1, entry_step_id: 's0', steps };
}
