import fc from 'fast-check';
import { COLLECTED, decidableGrowth, edits, flows } from './scenarios.ts';
import type { Policy } from './situation.ts';
import { walkBy } from './walker.ts';

/** How a customer answers what they are asked, and how the engine executes what it is asked to. */
export type Conduct = 'everything' | 'something' | 'wrongly' | 'nothing' | 'talkative';

/** What is true of a customer. */
const truth = fc.record({
  age: fc.constantFrom(10, 17, 18, 40, 70),
  country: fc.constantFrom('DE', 'AT'),
  consent: fc.boolean(),
  email: fc.constantFrom('a@example.org', 'b@example.org'),
  note: fc.constantFrom('X', 'Y'),
  tier: fc.constantFrom('GOLD', 'IRON'),
});

/** Text where none belongs, nothing where something does. */
export const WRONG: Readonly<Record<string, unknown>> = {
  age: 'forty',
  country: 'Atlantis',
  consent: 'yes',
  email: 'nowhere',
  note: '',
  tier: null,
};

/** A value that is known from elsewhere; what is valid is also true. */
const known = fc.record({
  name: fc.constantFrom(...COLLECTED, 'tier'),
  kind: fc.constantFrom('valid', 'valid', 'wrong', 'doubtful', 'expired', 'doubtful and wrong'),
});

/** What a customer said of a field in the conversation, and what somebody makes of it who may not be trusted. */
const said = fc.record({
  name: fc.constantFrom(...COLLECTED, 'tier'),
  kind: fc.constantFrom(
    'sure',
    'sure',
    'sure',
    'in doubt',
    'unsure',
    'wrong',
    'misread',
    'misquoted',
    'twice',
  ),
});
export type Said = typeof said extends fc.Arbitrary<infer Each> ? Each : never;

const often = (times: number): fc.Arbitrary<boolean> => fc.integer({ min: 1, max: times }).map((n) => n > 1);

/** One thing at a time, as operators decide; now and then all kinds together. */
const policy: fc.Arbitrary<Policy> = fc.oneof(
  fc.constantFrom<Policy>({ skipped_checkpoints: 'run' }, { skipped_checkpoints: 'skip' }),
  fc.constantFrom<Policy>(
    { force_scenario: 'clean_graft' },
    { force_scenario: 'gap_fill' },
    { force_scenario: 're_route' },
  ),
  fc.constantFrom<Policy>(
    { exclude_channels: ['web'] },
    { include_channels: ['web'] },
    { max_session_age_days: 20 },
    { min_session_age_days: 20 },
    { update_downstream: false },
  ),
  fc.constant<Policy>({ target_step_id: 'some step' }),
  fc.record(
    {
      include_channels: fc.constant(['whatsapp', 'web']),
      exclude_channels: fc.constantFrom(['web'], ['email']),
      min_session_age_days: fc.constantFrom(0, 20),
      max_session_age_days: fc.constantFrom(20, 40),
      update_downstream: often(4),
      force_scenario: fc.constantFrom('clean_graft' as const, 'gap_fill' as const, 're_route' as const),
      target_step_id: fc.constant('some step'),
      skipped_checkpoints: fc.constantFrom('pin' as const, 'run' as const, 'skip' as const),
    },
    { requiredKeys: [] },
  ),
);

/** @param at which step a policy is for: an ordinal, or the one that the session is at */
const publications = <Fate extends string, At>(plan: fc.Arbitrary<Fate>, at: fc.Arbitrary<At>) =>
  fc.record({
    edits: edits(),
    plan,
    policies: fc.array(fc.record({ at, policy, target: fc.nat() }), { maxLength: 2 }),
  });
const publication = publications(
  fc.oneof(
    { weight: 16, arbitrary: fc.constant('deployed') },
    { weight: 2, arbitrary: fc.constant('gone') },
    { weight: 1, arbitrary: fc.constant('gone with the graph') },
    { weight: 1, arbitrary: fc.constant('deployed, and the graph is gone') },
  ),
  fc.oneof({ weight: 3, arbitrary: fc.constant('session') }, { weight: 1, arbitrary: fc.nat() }),
);
export type Publication = typeof publication extends fc.Arbitrary<infer Each> ? Each : never;

const turn = fc.record({
  kind: fc.constant('turn' as const),
  conduct: fc.constantFrom<Conduct>(
    'everything',
    'everything',
    'everything',
    'something',
    'wrongly',
    'nothing',
    'talkative',
  ),
});
const event = fc.oneof(
  { weight: 3, arbitrary: turn },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('walk' as const),
      choices: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: publication.map((each) => ({ kind: 'publish' as const, ...each })) },
);

const customer = {
  /** Which way is taken, step by step. */
  walk: fc.array(fc.nat(), { maxLength: 13 }),
  /** An engine may put a session anywhere. */
  stray: fc.option(fc.nat(), { freq: 12 }).map((at) => at ?? undefined),
  history: fc.constantFrom('full', 'full', 'full', 'full', 'truncated', 'none'),
  truth,
  variables: fc.array(known, { maxLength: 3 }),
  profile: fc.array(known, { maxLength: 3 }),
  channel: fc.constantFrom('whatsapp', 'web'),
  ageDays: fc.constantFrom(0.5, 10, 35, 50),
  marked: fc.boolean(),
} as const;

const anyFlow = fc.oneof(
  { weight: 9, arbitrary: flows() },
  { weight: 1, arbitrary: flows({ minSteps: 12, maxSteps: 30 }) },
);

/** A customer on the way through a flow, and what happens to the flow meanwhile. */
export const cases = fc.record({
  ...customer,
  flow: anyFlow,
  options: fc.record({
    reRouting: often(16),
    blocking: often(12),
    unmatched: often(8).map((yes) => (yes ? ('block' as const) : ('allow' as const))),
  }),
  publish: publication,
  events: fc.array(event, { maxLength: 4 }),
});
export type Case = (typeof cases extends fc.Arbitrary<infer Each> ? Each : never) & {
  /** What was said in the conversation; without, the engine sends none. */
  readonly said?: readonly Said[];
  /** Somebody is there to judge conditions, and can tell nothing. */
  readonly judged?: true;
};

/** The same of customers who have said something. */
export const talking: fc.Arbitrary<Case> = fc
  .tuple(cases, fc.uniqueArray(said, { minLength: 2, maxLength: 5, selector: ({ name }) => name }))
  .map(([each, heard]) => ({ ...each, said: heard }));

const grown = decidableGrowth().map(
  (growth): Publication => ({ edits: growth, plan: 'deployed', policies: [] }),
);

/**
 * A customer who walks as the flow's conditions say, while it grows: all that can be asked is answered, nothing is
 * forced, and nothing that was there goes away.
 */
export const followed: fc.Arbitrary<Case> = fc
  .record({
    ...customer,
    flow: flows({ decidable: true }),
    steps: fc.integer({ min: 1, max: 12 }),
    publish: grown,
    later: fc.array(grown, { maxLength: 1 }),
  })
  .map(({ steps, later, ...rest }) => ({
    ...rest,
    walk: [...walkBy(rest.flow, rest.truth, steps).choices],
    stray: undefined,
    history: 'full' as const,
    options: { reRouting: true, blocking: true, unmatched: 'block' as const },
    events: later.map((each) => ({ kind: 'publish' as const, ...each })),
  }));

const link = publications(
  fc.constant('deployed'),
  fc.oneof({ weight: 3, arbitrary: fc.constant('session' as const) }, { weight: 1, arbitrary: fc.nat() }),
);

/** A customer who has been away while the flow went through up to five more versions, every plan of them deployed. */
export const chains: fc.Arbitrary<Case> = fc
  .record({
    ...customer,
    flow: anyFlow,
    options: fc.constant({ reRouting: true, blocking: true, unmatched: 'block' as const }),
    publish: link,
    later: fc.array(link, { maxLength: 4, size: 'max' }),
    turns: fc.array(turn, { maxLength: 2 }),
    last: fc.array(link, { maxLength: 1 }),
  })
  .map(({ later, turns, last, ...rest }) => {
    const published = (each: typeof later) => each.map((next) => ({ kind: 'publish' as const, ...next }));
    return { ...rest, events: [...published(later), ...turns, ...published(last)] };
  });

const everyone = publications(fc.constant('deployed'), fc.nat());

/** Customers of one flow, and what happens to it meanwhile. */
export const groups: fc.Arbitrary<readonly Case[]> = fc
  .record({
    flow: flows(),
    customers: fc.array(fc.record(customer), { minLength: 10, maxLength: 10 }),
    first: everyone,
    turns: fc.array(turn, { maxLength: 3 }),
    second: fc.array(everyone, { maxLength: 1 }),
  })
  .map(({ flow, customers, first, turns, second }) =>
    customers.map((each) => ({
      ...each,
      flow,
      marked: true,
      options: { reRouting: true, blocking: true, unmatched: 'block' as const },
      publish: first,
      events: [...turns, ...second.map((next) => ({ kind: 'publish' as const, ...next }))],
    })),
  );
