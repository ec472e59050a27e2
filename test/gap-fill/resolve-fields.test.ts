import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldSources, resolveField } from '../../lib/gap-fill/resolve-fields.ts';
import type { FieldDefinition } from '../../lib/scenario/model.ts';
import type { GapFillResult, ProfileField } from '../../lib/session/model.ts';

const now = new Date('2025-06-01T12:00:00Z');
const integer: FieldDefinition = { type: 'integer', examples: [] };
const known = (value: ProfileField['value'], more: Partial<ProfileField> = {}): ProfileField => ({
  value,
  source: 'crm',
  confidence: 0.9,
  needs_confirmation: false,
  provenance: {},
  updated_at: '2025-01-01T00:00:00Z',
  ...more,
});
const pending: GapFillResult = {
  field_name: 'age',
  filled: false,
  value: 41,
  source: 'extraction',
  confidence: 0.9,
  needs_confirmation: true,
  extraction_quote: 'I am 41',
  validation_errors: [],
};
const resolve = (sources: Omit<FieldSources, 'now'>) => resolveField('age', integer, { ...sources, now });

describe('the sources of a field', () => {
  it('are tried in order, and the first valid value wins', () => {
    const value = fc.oneof(fc.constantFrom(0, 1, 2), fc.constantFrom(null, '', 'x', 1.5));
    fc.assert(
      fc.property(
        fc.option(value, { nil: undefined }),
        fc.option(value, { nil: undefined }),
        fc.option(value, { nil: undefined }),
        fc.option(value, { nil: undefined }),
        (provided, profile, variable, extracted) => {
          const result = resolve({
            provided: { age: provided },
            profile: profile === undefined ? {} : { age: known(profile) },
            variables: { age: variable },
            extraction:
              extracted === undefined
                ? {}
                : { age: { value: extracted, confidence: 0.96, needs_confirmation: false } },
          });
          const inOrder = { provided, profile, session: variable, extraction: extracted };
          const winner = Object.entries(inOrder).find(([, each]) => Number.isInteger(each));
          expect(result.source).toBe(winner?.[0] ?? 'not_found');
          expect(result.value).toBe(winner?.[1]);
          expect(result.filled).toBe(winner !== undefined);
        },
      ),
    );
  });

  it('say why their values were passed over', () => {
    expect(resolve({ provided: { age: 'old' }, variables: { age: null } })).toEqual({
      field_name: 'age',
      filled: false,
      source: 'not_found',
      confidence: 0,
      needs_confirmation: false,
      validation_errors: ['provided: must be a whole number', 'session: there is no value'],
    });
  });

  it('do not include what has expired', () => {
    const at = (expires_at: string) => resolve({ profile: { age: known(41, { expires_at }) } }).source;
    expect(at('2025-06-01T11:59:59Z')).toBe('not_found');
    expect(at('2025-06-01T12:00:00Z')).toBe('not_found');
    expect(at('2025-06-01T14:00:01+02:00')).toBe('profile');
  });

  it('do not include what every object inherits', () => {
    const sources = { provided: {}, profile: {}, variables: {}, extraction: {}, confirmations: {}, now };
    expect(resolveField('constructor', undefined, sources).source).toBe('not_found');
  });
});

describe('a value that needs confirmation', () => {
  const profile = { age: known(41, { needs_confirmation: true }) };

  it('is put to the customer, even when the session has another', () => {
    expect(resolve({ profile, variables: { age: 12 } })).toMatchObject({
      filled: false,
      needs_confirmation: true,
      value: 41,
      source: 'profile',
    });
  });

  it('is used once confirmed, with where it came from', () => {
    expect(resolve({ profile, confirmations: { age: true } })).toMatchObject({
      filled: true,
      source: 'profile',
    });
    const progress = { fields: { age: pending }, refused_fields: [] };
    expect(resolve({ progress, confirmations: { age: true } })).toMatchObject({
      filled: true,
      needs_confirmation: false,
      value: 41,
      source: 'extraction',
      extraction_quote: 'I am 41',
    });
  });

  it('is asked for once refused, now and later', () => {
    expect(resolve({ profile, variables: { age: 41 }, confirmations: { age: false } }).source).toBe(
      'not_found',
    );
    const progress = { fields: { age: pending }, refused_fields: ['age'] };
    expect(resolve({ profile, progress }).source).toBe('not_found');
    expect(resolve({ profile, progress, provided: { age: 42 } })).toMatchObject({ filled: true, value: 42 });
  });

  it('is not confirmed by an answer about something else', () => {
    const extraction = { age: { value: 41, confidence: 0.9, needs_confirmation: true } };
    expect(resolve({ extraction, confirmations: { age: true } })).toMatchObject({
      filled: false,
      needs_confirmation: true,
    });
  });
});

describe('progress', () => {
  it('spares the customer from being asked again', () => {
    const filled = { ...pending, filled: true, needs_confirmation: false };
    const progress = { fields: { age: filled }, refused_fields: [] };
    expect(resolve({ progress, variables: { age: 12 } })).toMatchObject({ filled: true, value: 41 });
  });

  it('does not outlive a change of the definition', () => {
    const progress = { fields: { age: { ...pending, needs_confirmation: false } }, refused_fields: [] };
    const result = resolveField('age', { ...integer, maximum: 40 }, { progress, now });
    expect(result).toMatchObject({ filled: false, source: 'not_found' });
  });
});
