import { randomUUID } from 'node:crypto';
import type { ReconcileAnswer, ReconcileInput } from '../../../lib/reconcile/model.ts';
import type { ScenarioInput } from '../../../lib/scenario/model.ts';
import type { StartRequest } from '../../../lib/session/start-session.ts';
import { type ScenarioBuilder, scenario } from '../../support/scenario-builder.ts';

/** A way in which a turn can end, and what brings it about. */
export interface TurnOutcome {
  readonly name: string;
  readonly v1: ScenarioInput;
  /** Deployed one after the other. */
  readonly later: readonly ScenarioInput[];
  readonly walk: readonly string[];
  readonly start?: () => Partial<StartRequest>;
  readonly input?: Partial<ReconcileInput>;
  /** What the answer says if it came about. */
  readonly expected: Partial<ReconcileAnswer>;
}

const v1 = scenario('offers', 1).chain('greet', 'ask', 'offer', 'end').build();
const next = (version = 2): ScenarioBuilder => scenario('offers', version);
const news = (version: number, ...names: string[]): ScenarioInput =>
  next(version)
    .chain('greet', ...names, 'ask', 'offer', 'end')
    .build();
const walk = ['ask', 'offer'];
const collecting = next()
  .step('greet')
  .to('form')
  .step('form', { collects: ['age'] })
  .to('ask')
  .chain('ask', 'offer', 'end')
  .build();

/** `greet -> ask -> pay -> thanks -> end`; the second version has lost the step after the payment. */
const paid = scenario('offers', 1)
  .chain('greet', 'ask')
  .to('pay')
  .step('pay', { checkpoint: 'payment taken' })
  .to('thanks')
  .chain('thanks', 'end')
  .build();
const withoutThanks = next()
  .chain('greet', 'ask')
  .to('pay')
  .step('pay', { checkpoint: 'payment taken' })
  .to('end')
  .step('end')
  .build();

export const OUTCOMES: readonly TurnOutcome[] = [
  { name: 'nothing to do', v1, later: [], walk, expected: { action: 'continue', graph_version: 1 } },
  {
    name: 'clean graft',
    v1,
    later: [news(2, 'news')],
    walk,
    expected: { action: 'continue', graph_version: 2, migration_scenario: 'clean_graft' },
  },
  {
    name: 'composite, 3 versions',
    v1,
    later: [news(2, 'news'), news(3, 'news', 'more'), news(4, 'news', 'more', 'last')],
    walk,
    expected: { action: 'continue', graph_version: 4, migration_scenario: 'clean_graft' },
  },
  {
    name: 'asked for data',
    v1,
    later: [collecting],
    walk,
    expected: { action: 'collect', graph_version: 1 },
  },
  {
    name: 'answered, moved',
    v1,
    later: [collecting],
    walk,
    start: () => ({ customer_id: randomUUID() }),
    input: { provided_fields: { age: 44 } },
    expected: { action: 'continue', graph_version: 2, migration_scenario: 'gap_fill' },
  },
  {
    name: 'relocated',
    v1,
    later: [next().chain('greet', 'ask', 'end').build()],
    walk,
    expected: { action: 'teleport', step_id: 'ask', graph_version: 2 },
  },
  {
    name: 'pinned, skipped checkpoint',
    v1,
    later: [
      next()
        .step('greet')
        .to('pay')
        .step('pay', { checkpoint: 'payment taken' })
        .to('ask')
        .chain('ask', 'offer', 'end')
        .build(),
    ],
    walk,
    expected: { action: 'continue', graph_version: 1 },
  },
  {
    name: 'blocked by a checkpoint',
    v1: paid,
    later: [withoutThanks],
    walk: ['ask', 'pay', 'thanks'],
    expected: { action: 'continue', graph_version: 1, blocked_by_checkpoint: true },
  },
];
