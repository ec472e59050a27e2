import { Bounded } from '../bounded.ts';
import { withinTime } from '../conditions/within-time.ts';
import { displayName } from '../scenario/display-name.ts';
import type { FieldDefinition } from '../scenario/model.ts';
import { compilePattern } from '../scenario/pattern.ts';
import type { JsonValue } from '../session/json-value.ts';
import { type PhoneReader, readInternational } from './phone-reader.ts';

export type CheckedValue =
  | { readonly valid: true; readonly value: JsonValue }
  | { readonly valid: false; readonly errors: readonly string[] };

/** A pattern that backtracks without end is stopped after this; the value is then refused. */
const PATTERN_TIME_MS = 100;
const MAX_EMAIL_LENGTH = 254;

const valid = (value: JsonValue): CheckedValue => ({ valid: true, value });
const invalid = (...errors: string[]): CheckedValue => ({ valid: false, errors });

/**
 * Whether a value satisfies its field's definition, and the value as it is stored then. Types are strict: the text
 * "42" is no number. Nothing (`null`, or empty text) is never a value; 0 and `false` are.
 * @param readPhone reads phone numbers; without it only international ones are accepted
 */
export function checkValue(
  value: unknown,
  definition: FieldDefinition | undefined,
  readPhone: PhoneReader = readInternational,
): CheckedValue {
  if (value === undefined || value === null) return invalid('there is no value');
  if (typeof value === 'string' && value.trim() === '') return invalid('the value is empty');
  if (!definition) return isJsonValue(value) ? valid(value) : invalid('must be JSON');
  switch (definition.type) {
    case 'number':
      return checkNumber(value, definition);
    case 'integer':
      return Number.isSafeInteger(value) ? checkNumber(value, definition) : invalid('must be a whole number');
    case 'boolean':
      return typeof value === 'boolean' ? valid(value) : invalid('must be true or false');
    default:
      return typeof value === 'string' ? checkText(value, definition, readPhone) : invalid('must be text');
  }
}

function checkNumber(value: unknown, { minimum, maximum }: FieldDefinition): CheckedValue {
  if (typeof value !== 'number' || !Number.isFinite(value)) return invalid('must be a number');
  const errors: string[] = [];
  if (minimum !== undefined && value < minimum) errors.push(`must be at least ${minimum}`);
  if (maximum !== undefined && value > maximum) errors.push(`must be at most ${maximum}`);
  return errors.length > 0 ? invalid(...errors) : valid(value);
}

function checkText(text: string, definition: FieldDefinition, readPhone: PhoneReader): CheckedValue {
  const read = readText(text, definition, readPhone);
  if (!read.valid) return read;
  const { enum_values: options, pattern } = definition;
  const errors: string[] = [];
  if (options && !options.includes(read.value)) errors.push(`must be one of ${options.join(', ')}`);
  if (pattern !== undefined && !matches(pattern, read.value)) errors.push(`must match ${pattern}`);
  return errors.length > 0 ? invalid(...errors) : read;
}

type ReadText = { readonly valid: true; readonly value: string } | Extract<CheckedValue, { valid: false }>;

/** Text as its type stores it. */
function readText(text: string, { type }: FieldDefinition, readPhone: PhoneReader): ReadText {
  const trimmed = text.trim();
  switch (type) {
    case 'date':
      return isCalendarDate(trimmed)
        ? { valid: true, value: trimmed }
        : { valid: false, errors: ['must be a date that exists, as YYYY-MM-DD'] };
    case 'email':
      return isEmail(trimmed)
        ? { valid: true, value: trimmed }
        : { valid: false, errors: ['must be an e-mail address'] };
    case 'phone': {
      const number = readPhone(trimmed);
      return number === undefined
        ? { valid: false, errors: ['must be a phone number, with its country code'] }
        : { valid: true, value: number };
    }
    default:
      return { valid: true, value: text };
  }
}

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // JavaScript takes 30 February for 2 March: only a date that reads back the same exists.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Something before one @, and a domain with a dot; whether it exists is found out by writing to it. */
const isEmail = (text: string): boolean =>
  text.length <= MAX_EMAIL_LENGTH && /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(text);

const patterns = new Bounded<RegExp | 'unusable'>(500);

/** As in JSON Schema: the pattern may match anywhere; anchor it with ^ and $ for the whole text. */
function matches(pattern: string, text: string): boolean {
  const expression = patterns.getOrInsertComputed(pattern, () => compilePattern(pattern) ?? 'unusable');
  // An operator's slip must not keep every customer from going on.
  if (expression === 'unusable') return true;
  return withinTime(PATTERN_TIME_MS, () => expression.test(text))?.value ?? false;
}

function isJsonValue(value: unknown): value is JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'object':
      return true;
    case 'number':
      return Number.isFinite(value);
    default:
      return false;
  }
}

/** How a customer is asked for a field. */
export function promptFor(field: string, definition: FieldDefinition | undefined): string {
  if (definition?.prompt) return definition.prompt;
  const options = definition?.enum_values;
  return `Please tell us: ${displayName(field, definition)}${options ? ` (${options.join(', ')})` : ''}`;
}
