import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScopeFilterSchema } from '../../lib/plan/model.ts';
import { inScope, type ScopeSubject, validateScopeFilter } from '../../lib/plan/scope-filter.ts';

const filter = (parts: Record<string, unknown> = {}) => ScopeFilterSchema.parse(parts);
const subject: ScopeSubject = {
  channel: 'whatsapp',
  ageDays: 3.5,
  stepName: 'Ask for the address',
  variables: { tier: 'gold', orders: 2 },
};
const holds = (parts: Record<string, unknown>, changes: Partial<ScopeSubject> = {}) =>
  inScope(filter(parts), { ...subject, ...changes }).inScope;

describe('a scope filter', () => {
  it('filters nothing when it is empty', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.double({ min: 0, noNaN: true }),
        fc.string(),
        (channel, ageDays, stepName) => {
          expect(inScope(filter(), { channel, ageDays, stepName, variables: {} })).toEqual({ inScope: true });
        },
      ),
    );
  });

  it.each<[Record<string, unknown>, boolean]>([
    [{ include_channels: ['whatsapp'] }, true],
    [{ include_channels: ['email'] }, false],
    [{ exclude_channels: ['whatsapp'] }, false],
    [{ include_channels: ['whatsapp'], exclude_channels: ['whatsapp'] }, false],
    [{ include_current_nodes: ['Ask for the address'] }, true],
    [{ include_current_nodes: ['Pay'] }, false],
    [{ exclude_current_nodes: ['Ask for the address'] }, false],
    [{ min_session_age_days: 3.5 }, true],
    [{ min_session_age_days: 3.6 }, false],
    [{ max_session_age_days: 3.5 }, true],
    [{ max_session_age_days: 3 }, false],
    [{ max_session_age_days: 0 }, false],
    [{ custom_conditions: ['variables.tier == "gold"', 'age_days < 4'] }, true],
    [{ custom_conditions: ['variables.tier == "gold"', 'channel == "email"'] }, false],
    [{ custom_conditions: ['step_name.startsWith("Ask") && variables.orders > 1'] }, true],
    [{ include_channels: ['whatsapp'], max_session_age_days: 1 }, false],
  ])('%o holds: %s', (parts, expected) => {
    expect(holds(parts)).toBe(expected);
  });

  it('takes 0 as an age', () => {
    expect(holds({ max_session_age_days: 0 }, { ageDays: 0 })).toBe(true);
    expect(holds({ min_session_age_days: 0 }, { ageDays: 0 })).toBe(true);
  });

  it('leaves a session where it is when a condition cannot be evaluated, and says so', () => {
    expect(inScope(filter({ custom_conditions: ['variables.unheard_of > 3'] }), subject)).toEqual({
      inScope: false,
      reason: 'condition "variables.unheard_of > 3" cannot be evaluated for this session',
    });
    expect(inScope(filter({ custom_conditions: ['good customers'] }), subject)).toEqual({
      inScope: false,
      reason: 'condition "good customers" is not CEL',
    });
  });
});

describe('a filter that cannot work', () => {
  it('is a problem when it is set', () => {
    const problems = validateScopeFilter(
      filter({
        min_session_age_days: 5,
        max_session_age_days: 2,
        custom_conditions: ['age_days > 1', 'good customers', 'tier == "gold"', 'channel'],
      }),
      'policies.abc.scope_filter',
    );
    expect(problems.map(({ path, code }) => [path, code])).toEqual([
      ['policies.abc.scope_filter.min_session_age_days', 'empty_age_range'],
      ['policies.abc.scope_filter.custom_conditions[1]', 'condition_not_cel'],
      ['policies.abc.scope_filter.custom_conditions[2]', 'condition_not_cel'],
      ['policies.abc.scope_filter.custom_conditions[3]', 'condition_not_cel'],
    ]);
  });

  it('is none when it works', () => {
    expect(validateScopeFilter(filter({ min_session_age_days: 0, max_session_age_days: 0 }))).toEqual([]);
  });
});
