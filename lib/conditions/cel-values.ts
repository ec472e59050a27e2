import type { FieldDefinition } from '../scenario/model.ts';

/** The CEL types that fields have. */
export type CelType = 'int' | 'double' | 'bool' | 'string' | 'list' | 'map' | 'dyn';

const TYPE_OF_DEFINITION = {
  string: 'string',
  number: 'double',
  integer: 'int',
  boolean: 'bool',
  // ISO 8601 text compares as operators expect: `date_of_birth < "2006-01-01"`. CEL's own timestamps have a time
  // of day and a zone, which a calendar date has not.
  date: 'string',
  email: 'string',
  phone: 'string',
  enum: 'string',
} as const satisfies Record<FieldDefinition['type'], CelType>;

/** A field's type: by its definition, else that of its value, else not known. */
export function celType(definition: FieldDefinition | undefined, value: unknown): CelType {
  if (definition) return TYPE_OF_DEFINITION[definition.type];
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isSafeInteger(value) ? 'int' : 'double';
    case 'object':
      if (value === null) return 'dyn';
      return Array.isArray(value) ? 'list' : 'map';
    default:
      return 'dyn';
  }
}

/**
 * A value as CEL takes it: integers are `bigint` there.
 * @returns nothing when there is no value, or one that is not of the field's type: it counts as absent
 */
export function toCel(value: unknown, type: CelType): unknown {
  if (value === null || value === undefined) return undefined;
  switch (type) {
    case 'int':
      return Number.isSafeInteger(value) ? BigInt(Number(value)) : undefined;
    case 'double':
      return typeof value === 'number' ? value : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'list':
      return Array.isArray(value) ? value.map(natural) : undefined;
    case 'map':
      return typeof value === 'object' && !Array.isArray(value) ? natural(value) : undefined;
    case 'dyn':
      return natural(value);
  }
}

/** A value under no declared type: whole numbers are integers. */
function natural(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(natural);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, natural(part)]));
}
