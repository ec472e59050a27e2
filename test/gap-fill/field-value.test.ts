import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkValue, promptFor } from '../../lib/gap-fill/field-value.ts';
import { loadPhoneReader } from '../../lib/gap-fill/phone-reader.ts';
import { displayName } from '../../lib/scenario/display-name.ts';
import { type FieldDefinition, FieldDefinitionSchema, FieldTypeSchema } from '../../lib/scenario/model.ts';

type Parts = Partial<FieldDefinition> & Pick<FieldDefinition, 'type'>;
const define = (parts: Parts): FieldDefinition => FieldDefinitionSchema.parse(parts);
const isValid = (value: unknown, parts?: Parts) => checkValue(value, parts && define(parts)).valid;

describe('a value', () => {
  it('is never null, undefined or empty text, whatever the type', () => {
    for (const type of FieldTypeSchema.options) {
      for (const nothing of [null, undefined, '', '   ']) expect(isValid(nothing, { type })).toBe(false);
    }
    for (const nothing of [null, undefined, '']) expect(isValid(nothing)).toBe(false);
  });

  it('without a definition is anything else', () => {
    for (const value of [0, false, 'x', [], {}])
      expect(checkValue(value, undefined)).toEqual({ valid: true, value });
  });

  it.each<[unknown, Parts, boolean]>([
    [0, { type: 'number' }, true],
    [-1.5, { type: 'number' }, true],
    [Number.NaN, { type: 'number' }, false],
    [Number.POSITIVE_INFINITY, { type: 'number' }, false],
    ['42', { type: 'number' }, false],
    [0, { type: 'number', minimum: 0 }, true],
    [-0.1, { type: 'number', minimum: 0 }, false],
    [10, { type: 'number', maximum: 10 }, true],
    [10.1, { type: 'number', maximum: 10 }, false],
    [3, { type: 'integer' }, true],
    [3.5, { type: 'integer' }, false],
    [3, { type: 'integer', minimum: 4 }, false],
    [false, { type: 'boolean' }, true],
    ['false', { type: 'boolean' }, false],
    [0, { type: 'boolean' }, false],
    ['0', { type: 'string' }, true],
    [0, { type: 'string' }, false],
    [['a'], { type: 'string' }, false],
    ['2024-02-29', { type: 'date' }, true],
    ['2023-02-29', { type: 'date' }, false],
    ['2024-13-01', { type: 'date' }, false],
    ['2024-1-1', { type: 'date' }, false],
    ['29.02.2024', { type: 'date' }, false],
    ['2024-02-29T00:00:00Z', { type: 'date' }, false],
    ['a@b.co', { type: 'email' }, true],
    ['a.b+c@sub.example.org', { type: 'email' }, true],
    ['a@b', { type: 'email' }, false],
    ['a b@c.de', { type: 'email' }, false],
    ['a@b..c', { type: 'email' }, false],
    ['gold', { type: 'enum', enum_values: ['gold', 'silver'] }, true],
    ['Gold', { type: 'enum', enum_values: ['gold', 'silver'] }, false],
    ['AB12', { type: 'string', pattern: '\\d' }, true],
    ['AB12', { type: 'string', pattern: '^\\d+$' }, false],
    ['12', { type: 'string', pattern: '^\\d+$' }, true],
    ['anything', { type: 'string', pattern: '([' }, true],
  ])('%o for %o: %s', (value, parts, expected) => {
    expect(isValid(value, parts)).toBe(expected);
  });

  it('that is a date exists in the calendar', () => {
    const anyDay = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(isValid(day.toISOString().slice(0, 10), { type: 'date' })).toBe(true);
      }),
    );
  });

  it('is refused with every reason', () => {
    expect(checkValue('x', define({ type: 'enum', enum_values: ['ab', 'cd'], pattern: '^..$' }))).toEqual({
      valid: false,
      errors: ['must be one of ab, cd', 'must match ^..$'],
    });
  });

  it('that is valid is still valid as it is stored', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FieldTypeSchema.options), fc.anything(), (type, value) => {
        const first = checkValue(value, define({ type }));
        if (first.valid) expect(checkValue(first.value, define({ type }))).toEqual(first);
      }),
    );
  });

  it('cannot hang a pattern', () => {
    const started = performance.now();
    expect(isValid(`${'a'.repeat(60)}b`, { type: 'string', pattern: '^(a+)+$' })).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('a phone number', () => {
  const phone = define({ type: 'phone' });

  it('is stored as E.164, with the region that it belongs to', async () => {
    const austrian = await loadPhoneReader('AT');
    expect(checkValue('0664 1234567', phone, austrian)).toEqual({ valid: true, value: '+436641234567' });
    expect(checkValue('+49 (0)30 901820', phone, austrian)).toEqual({ valid: true, value: '+4930901820' });
    expect(checkValue('123', phone, austrian).valid).toBe(false);
    expect(checkValue('call me on 0664 1234567', phone, austrian).valid).toBe(false);
  });

  it('without a region needs its country code', async () => {
    const reader = await loadPhoneReader('no region');
    expect(checkValue('0664 1234567', phone, reader).valid).toBe(false);
    expect(checkValue('+43 664 1234567', phone, reader)).toEqual({ valid: true, value: '+436641234567' });
  });

  it('is checked by its form alone while the numbering plans are not loaded', () => {
    expect(checkValue('+43 664 1234567', phone)).toEqual({ valid: true, value: '+436641234567' });
    expect(checkValue('0664 1234567', phone).valid).toBe(false);
  });
});

describe('a field in front of people', () => {
  it.each([
    ['date_of_birth', 'Date of birth'],
    ['dateOfBirth', 'Date of birth'],
    ['postal-code', 'Postal code'],
    ['IBAN', 'IBAN'],
    ['x', 'X'],
  ])('%s is called %s', (name, display) => {
    expect(displayName(name, undefined)).toBe(display);
  });

  it('is called and asked for as its definition says', () => {
    const definition = define({ type: 'string', display_name: 'Birthday', prompt: 'When were you born?' });
    expect(displayName('dob', definition)).toBe('Birthday');
    expect(promptFor('dob', definition)).toBe('When were you born?');
    expect(promptFor('tier', define({ type: 'enum', enum_values: ['gold', 'silver'] }))).toBe(
      'Please tell us: Tier (gold, silver)',
    );
  });
});
