import type { FieldDefinition } from '../../lib/scenario/model.ts';

/** What a condition comes to; `unclear` is what nobody can evaluate. */
export type Verdict = 'true' | 'false' | 'unclear' | { readonly missing: readonly string[] };

/** What is known by name when a condition is read. */
export interface Names {
  readonly definitions: Readonly<Record<string, FieldDefinition>>;
  /** Usable values. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Fields that have some value, usable or not, and its type. */
  readonly types: ReadonlyMap<string, string>;
}

const PART = /^(?:(?<not>!)?(?<flag>[a-z_]+)|(?<field>[a-z_]+) (?<sign><|>=|==) (?<literal>\d+|"[A-Z]+"))$/;

interface Part {
  readonly field: string;
  readonly type: 'boolean' | 'number' | 'string';
  holds(value: unknown): boolean;
}

/** The tiny part of CEL that generated conditions are made of: comparisons joined by `&&`. All else is foreign. */
export function evaluate(text: string, named: readonly string[], names: Names): Verdict {
  if (text === '') return 'true';
  const parts = text.split(' && ').map(readPart);
  const missing = new Set<string>();
  let refuted = false;
  for (const part of parts) {
    if (!part) return 'unclear';
    const type = typeOf(part.field, named, names);
    if (type !== 'any' && type !== part.type) return 'unclear';
    const value = names.values.get(part.field);
    if (value === undefined) missing.add(part.field);
    else if (!part.holds(value)) refuted = true;
  }
  if (refuted) return 'false';
  return missing.size > 0 ? { missing: [...missing] } : 'true';
}

function readPart(text: string): Part | undefined {
  const { not, flag, field, sign, literal = '' } = PART.exec(text)?.groups ?? {};
  if (flag) return { field: flag, type: 'boolean', holds: (value) => value === (not === undefined) };
  if (!field) return undefined;
  if (literal.startsWith('"')) {
    if (sign !== '==') return undefined;
    return { field, type: 'string', holds: (value) => value === literal.slice(1, -1) };
  }
  const number = Number(literal);
  const compare = {
    '<': (value: number) => value < number,
    '>=': (value: number) => value >= number,
    '==': (value: number) => value === number,
  }[sign ?? ''];
  return compare && { field, type: 'number', holds: (value) => typeof value === 'number' && compare(value) };
}

/** A field without a definition takes the type of its value; a name that nothing knows makes no sense. */
function typeOf(field: string, named: readonly string[], { definitions, types }: Names): string {
  const definition = definitions[field];
  if (definition) {
    if (definition.type === 'boolean') return 'boolean';
    return definition.type === 'integer' || definition.type === 'number' ? 'number' : 'string';
  }
  return types.get(field) ?? (named.includes(field) ? 'any' : 'nothing');
}
