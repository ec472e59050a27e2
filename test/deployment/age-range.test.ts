import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createdRange } from '../../lib/deployment/age-range.ts';
import { type AnchorMigrationPolicy, AnchorMigrationPolicySchema } from '../../lib/plan/model.ts';
import { ageInDays, inScope } from '../../lib/plan/scope-filter.ts';

const MS_PER_DAY = 86_400_000;
const STARTED = '2030-01-01T00:00:00.000Z';

const days = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ min: 0, max: 5e9, noNaN: true }));
const policy = fc
  .record({ min_session_age_days: days, max_session_age_days: days }, { requiredKeys: [] })
  .map((scope_filter): AnchorMigrationPolicy => AnchorMigrationPolicySchema.parse({ scope_filter }));
const policies = fc.array(policy, { minLength: 1, maxLength: 3 });

const within = (policy: AnchorMigrationPolicy, created: string): boolean =>
  inScope(policy.scope_filter, {
    channel: 'whatsapp',
    ageDays: ageInDays(created, STARTED),
    stepName: 'ask',
    variables: {},
  }).inScope;

test('whom a policy wants is in the range, to the millisecond', () => {
  const time = fc
    .oneof(
      fc.integer({ min: -5, max: 5 }).map((ms) => Date.parse(STARTED) + ms),
      fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -2, max: 2 })).map(([age, ms]) => {
        return Date.parse(STARTED) - age * MS_PER_DAY + ms;
      }),
      fc.integer({
        min: Date.parse('0000-01-01T00:00:00.000Z'),
        max: Date.parse('9999-12-31T23:59:59.999Z'),
      }),
    )
    .map((ms) => new Date(ms).toISOString());
  fc.assert(
    fc.property(policies, time, (all, created) => {
      const { from = '', to = '~' } = createdRange(all, STARTED);
      if (all.some((each) => within(each, created))) expect(from <= created && created <= to).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('whom every policy leaves out for their age, by more than a moment, is not in it', () => {
  const age = fc.integer({ min: 0, max: 400 }).map((hours) => hours / 8);
  const limits = fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }))
    .map(([min, more]) =>
      AnchorMigrationPolicySchema.parse({
        scope_filter: { min_session_age_days: min, max_session_age_days: min + more },
      }),
    );
  fc.assert(
    fc.property(limits, age, (one, old) => {
      const created = new Date(Date.parse(STARTED) - old * MS_PER_DAY).toISOString();
      const { from = '', to = '~' } = createdRange([one], STARTED);
      expect(from <= created && created <= to).toBe(within(one, created));
    }),
    { numRuns: 1_000 },
  );
});
