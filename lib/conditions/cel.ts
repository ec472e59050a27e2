import { type ASTNode, Environment, serialize } from '@marcbachmann/cel-js';
import { Bounded } from '../bounded.ts';
import type { FieldDefinition } from '../scenario/model.ts';
import { survey } from './cel-survey.ts';
import { type CelType, celType, toCel } from './cel-values.ts';
import { type Evaluate, evaluation, type Verdict } from './verdict.ts';
import { withinTime } from './within-time.ts';

export type { Verdict } from './verdict.ts';

/** A condition that is CEL. */
export interface CelCondition {
  readonly kind: 'cel';
  /** The fields that it looks at. */
  readonly fields: readonly string[];
  evaluate(values: Readonly<Record<string, unknown>>): Verdict;
}

/** Natural language, another notation, or CEL that makes no sense for these fields. */
export interface ForeignCondition {
  readonly kind: 'foreign';
}

export type Condition = CelCondition | ForeignCondition;
export type FieldDefinitions = Readonly<Record<string, FieldDefinition>>;

const FOREIGN: ForeignCondition = { kind: 'foreign' };

/** Expressions that loop or match patterns get this long, and are unknown afterwards. */
const TIME_LIMIT_MS = 100;

const LIMITS = {
  maxAstNodes: 2_000,
  maxDepth: 48,
  maxListElements: 1_000,
  maxMapEntries: 100,
  maxCallArguments: 8,
};

/**
 * CEL knows integers and doubles, and equates or mixes them only with a conversion. Operators write `amount == 100`
 * and `amount * 2 > 50` whatever kind of number the field is, so the mixed forms are added.
 */
const base = new Environment({ homogeneousAggregateLiterals: false, limits: LIMITS }).registerOperator(
  'double == int: bool',
  (a: number, b: bigint) => a === Number(b),
);
const isIn = (a: number | bigint, list: readonly (number | bigint)[]) =>
  list.some((b) => Number(a) === Number(b));
for (const types of ['double in list<int>', 'int in list<double>']) {
  base
    .registerOperator(`${types}: bool`, isIn)
    .registerOperator(`dyn<${types.replace(' ', '> ')}: bool`, isIn);
}
const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};
for (const [operator, apply] of Object.entries(ARITHMETIC)) {
  for (const types of [`double ${operator} int`, `int ${operator} double`]) {
    base.registerOperator(`${types}: double`, (a: number | bigint, b: number | bigint) =>
      apply(Number(a), Number(b)),
    );
  }
}

const parsed = new Bounded<Parsed | ForeignCondition>(1_000);
const compiled = new Bounded<Condition>(1_000);

interface Parsed {
  readonly fields: readonly string[];
  readonly loops: boolean;
}

/**
 * Reads a transition's condition as CEL. It is CEL if it parses, looks only at fields that are known by
 * name, and type-checks to a boolean; a bare word such as `AtCapacity` that is no field is foreign.
 *
 * Numbers mix freely; division of two integers is CEL's and truncates. Dates are ISO 8601 text. A value that is
 * `null`, or not of its field's type, is missing.
 * @param knownValues session variables and profile values: they give fields without a definition their type
 * @param conditionFields further fields that the transition names; without a value their type is open
 */
export function compileCondition(
  text: string,
  definitions: FieldDefinitions = {},
  knownValues: Readonly<Record<string, unknown>> = {},
  conditionFields: readonly string[] = [],
): Condition {
  const source = parsed.getOrInsertComputed(text, () => parseText(text));
  if ('kind' in source) return FOREIGN;
  const types: [field: string, type: CelType][] = [];
  for (const field of source.fields) {
    const definition = Object.hasOwn(definitions, field) ? definitions[field] : undefined;
    const value = Object.hasOwn(knownValues, field) ? knownValues[field] : undefined;
    if (!definition && value === undefined && !conditionFields.includes(field)) return FOREIGN;
    types.push([field, celType(definition, value)]);
  }
  return compiled.getOrInsertComputed(`${JSON.stringify(types)} ${text}`, () =>
    compile(text, types, source.loops),
  );
}

/** Whether a condition could be CEL, whatever is known; what does not even parse never is. */
export const mayBeCel = (text: string): boolean =>
  !('kind' in parsed.getOrInsertComputed(text, () => parseText(text)));

function parseText(text: string): Parsed | ForeignCondition {
  try {
    const { fields, loops, refused } = survey(base.parse(text).ast);
    return refused ? FOREIGN : { fields: [...fields], loops };
  } catch {
    return FOREIGN;
  }
}

function compile(text: string, types: readonly [string, CelType][], loops: boolean): Condition {
  try {
    const environment = base.clone();
    // A name that CEL keeps for itself, such as `type`, cannot be a field: this throws, and the text is foreign.
    for (const [field, type] of types) environment.registerVariable(field, type);
    const program = environment.parse(text);
    const { type } = program.check();
    if (type !== 'bool' && type !== 'dyn') return FOREIGN;

    const evaluate = evaluation(program.ast, (part) => compilePart(environment, part));
    return {
      kind: 'cel',
      fields: types.map(([field]) => field),
      evaluate(values) {
        const known = celValues(types, values);
        if (!loops) return evaluate(known);
        return withinTime(TIME_LIMIT_MS, () => evaluate(known))?.value ?? 'unknown';
      },
    };
  } catch {
    return FOREIGN;
  }
}

function compilePart(environment: Environment, part: ASTNode): Evaluate {
  const program = environment.parse(serialize(part));
  const fields = [...survey(part).fields];
  return (values) => {
    try {
      const verdict: unknown = program({ ...values });
      return typeof verdict === 'boolean' ? verdict : 'unknown';
    } catch {
      const missing = fields.filter((field) => !Object.hasOwn(values, field));
      return missing.length > 0 ? { missing } : 'unknown';
    }
  };
}

/** The values that are there and of their field's type. */
function celValues(types: readonly [string, CelType][], values: Readonly<Record<string, unknown>>) {
  const known: Record<string, unknown> = {};
  for (const [field, type] of types) {
    const value = Object.hasOwn(values, field) ? toCel(values[field], type) : undefined;
    if (value !== undefined) known[field] = value;
  }
  return known;
}
