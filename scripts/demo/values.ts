import type { GraphNode, Way } from '../../lib/scenario/graph.ts';
import type { JsonValue } from '../../lib/session/json-value.ts';
import type { Flow } from './flow.ts';
import type { Random } from './random.ts';

/** What people say to questions that no condition decides by. */
const COMMON: Readonly<Record<string, (random: Random) => JsonValue>> = {
  recipient: (random) => random.pick(['Ada', 'Bea', 'Chidi', 'Dora', 'Emre', 'Fatou']),
  amount: (random) => random.between(1, 40) * 25,
  final_confirmation: (random) => random.chance(0.85),
  second_signature: (random) => random.chance(0.9),
  edd: (random) => `2027-0${random.between(1, 9)}-${random.between(10, 28)}`,
  edd_day: (random) => random.between(1, 28),
};

/** Something that a customer may say when asked for a field: one of the answers that the flow tells apart. */
export function plausible(flow: Flow, field: string, random: Random): JsonValue {
  const common = COMMON[field];
  if (common) return common(random);
  const conditions = flow.versions.flatMap(({ nodes }) =>
    nodes.flatMap(({ ways }) => ways.map((way) => way.condition)),
  );
  const told = [...new Set(conditions.flatMap((condition) => literalsOf(field, condition)))];
  return told.length > 0 ? random.pick(told) : 'yes';
}

/** What the customer must have said at a step to be led this way. */
export function saidFor(flow: Flow, field: string, at: GraphNode, way: Way, random: Random): JsonValue {
  const [literal] = literalsOf(field, way.condition);
  if (literal !== undefined) return literal;
  if (denies(field, way.condition)) return false;
  if (at.ways.some(({ condition }) => denies(field, condition))) return true;
  const taken = at.ways.flatMap(({ condition }) => literalsOf(field, condition));
  return taken.length > 0 ? 'something else' : plausible(flow, field, random);
}

/** The values that a condition compares the field with, as in `month = "june"` and `button == 2`. */
function literalsOf(field: string, condition: string): (string | number)[] {
  return [...condition.matchAll(/([\w.]+)\s*={1,2}\s*(?:"([^"]*)"|(\d+)\b)/g)].flatMap(
    ([, name, text, digits]) => (name !== field ? [] : [text ?? Number(digits)]),
  );
}

const denies = (field: string, condition: string): boolean => condition === `!${field}`;
