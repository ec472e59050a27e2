import { describe, expect, test, vi } from 'vitest';
import { readConfig } from '../../lib/config/config.ts';
import { METRIC } from '../../lib/runtime/metric-names.ts';
import { reportReconciled } from '../../lib/runtime/reconcile-report.ts';
import { createTelemetry } from '../../lib/runtime/telemetry.ts';
import { Journey, type PolicyParts, type Start } from '../reconcile/journey.ts';
import { scenario } from '../support/scenario-builder.ts';

const v1 = scenario('s', 1)
  .step('greet')
  .to('pay')
  .step('pay', { checkpoint: 'paid' })
  .to('end')
  .step('end')
  .build();
const forked = scenario('s', 2)
  .step('greet')
  .to('minors', { when: 'age < 18', fields: ['age'] })
  .to('check')
  .step('check', { required: true, collects: ['email'] })
  .to('pay')
  .step('pay', { checkpoint: 'paid' })
  .to('end')
  .step('end')
  .step('minors')
  .field('age', { type: 'integer' })
  .build();

type Logging = NonNullable<Parameters<typeof readConfig>[0]>;

/** What a call tells: log lines with their level, and metrics with their dimensions. */
async function told(journey: Journey, config: Logging = {}, input: Parameters<Journey['turn']>[0] = {}) {
  const telemetry = createTelemetry('test');
  const lines: string[] = [];
  for (const level of ['info', 'warn'] as const) {
    vi.spyOn(telemetry.logger, level).mockImplementation((...[line]) => void lines.push(`${level}: ${line}`));
  }
  const counts: unknown[] = [];
  const { decision, answer, change } = await journey.turn(input);
  reportReconciled(
    {
      ...telemetry,
      count: (name, value = 1, dimensions) =>
        void counts.push([name, value, ...(dimensions ? [dimensions] : [])]),
      duration: () => {},
    },
    readConfig(config),
    { answer, decision, change, conflicts: 0 },
    1,
  );
  return { lines, counts };
}

const journey = (start: Start = {}, policies: PolicyParts = {}) =>
  new Journey(v1, { walk: ['greet', 'pay', 'end'], ...start }).publish(forked, policies);

describe('a move', () => {
  test('elsewhere by a fork is counted, and logged if wanted', async () => {
    const young = () => journey({ variables: { age: 3 } });
    const { lines, counts } = await told(young());
    expect(lines).toEqual(['info: a session moved']);
    expect(counts).toEqual([
      [METRIC.migrationsApplied, 1, { migration_scenario: 're_route', action: 'teleport' }],
    ]);
    expect((await told(young(), { logging: { log_re_routes: false } })).lines).toEqual([]);
  });

  test('that fills gaps is counted by source, and logged if wanted', async () => {
    const known = { age: 40, email: 'a@b.at' };
    const executed = { executed_action_ids: ['check'] };
    const { lines, counts } = await told(journey({ variables: known }), {}, executed);
    expect(lines).toEqual(['info: a session moved']);
    expect(counts).toEqual([
      [METRIC.migrationsApplied, 1, { migration_scenario: 'gap_fill', action: 'continue' }],
      [METRIC.gapFills, 1, { source: 'session' }],
    ]);
    const quiet = { logging: { log_gap_fills: false } };
    expect((await told(journey({ variables: known }), quiet, executed)).lines).toEqual([]);
  });

  test('that nobody notices is logged only if wanted', async () => {
    const silent = () => journey({}, { end: { force_scenario: 'clean_graft' } });
    expect((await told(silent())).lines).toEqual([]);
    expect((await told(silent(), { logging: { log_clean_grafts: true } })).lines).toEqual([
      'info: a session moved',
    ]);
  });
});

test('what a session needs before it moves is logged with the gap fills', async () => {
  expect((await told(journey())).lines).toEqual(['info: a session needs data before it moves']);
  const acting = { age: 40, email: 'a@b.at' };
  expect((await told(journey({ variables: acting }))).lines).toEqual([
    'info: a session needs something executed before it moves',
  ]);
  const quiet = { logging: { log_gap_fills: false } };
  expect((await told(journey({ variables: acting }), quiet)).lines).toEqual([]);
});

test('what a checkpoint blocked is counted, and warned of if wanted', async () => {
  const mapped = () => journey({}, { end: { target_step_id: 'greet', force_scenario: 'clean_graft' } });
  const { lines, counts } = await told(mapped());
  expect(lines).toEqual(['warn: a checkpoint blocked a move']);
  expect(counts).toContainEqual([METRIC.checkpointBlocks, 1]);
  const quiet = await told(mapped(), { checkpoints: { log_checkpoint_blocks: false } });
  expect(quiet.lines).toEqual([]);
  expect(quiet.counts).toContainEqual([METRIC.checkpointBlocks, 1]);
});

test('where no plan leads, what became of the session is counted by kind', async () => {
  const kept = new Journey(v1, { walk: ['greet'] }).publishWithoutPlan(scenario('s', 2).chain('x').build());
  expect((await told(kept)).counts).toContainEqual([METRIC.fallbacks, 1, { kind: 'entry' }]);
});
