import { compileCondition } from '../../lib/conditions/cel.ts';
import { anchorKeyOf } from '../../lib/diff/anchor-key.ts';
import { diffScenarios } from '../../lib/diff/diff.ts';
import {
  AnchorMigrationPolicySchema,
  type MigrationSummary,
  MigrationSummarySchema,
  type Warning,
} from '../../lib/plan/model.ts';
import { summarise } from '../../lib/plan/summarise.ts';
import type { Circumstances } from '../../lib/plan/warnings/facts.ts';
import type { ScenarioBuilder } from './scenario-builder.ts';

/** What an operator has decided and what was counted, by step id. */
interface Given extends Partial<Omit<Circumstances, 'policies' | 'sessionsByAnchor'>> {
  readonly sessions?: Readonly<Record<string, number>>;
  readonly policies?: Readonly<Record<string, object>>;
}

/** The summary of a plan between two versions. */
export function summaryOf(
  before: Pick<ScenarioBuilder, 'graph'>,
  after: Pick<ScenarioBuilder, 'graph'>,
  given: Given = {},
): MigrationSummary {
  const [v1, v2] = [before.graph(), after.graph()];
  const byKey = <Value>(record: Readonly<Record<string, Value>> = {}): [string, Value][] =>
    Object.entries(record).map(([id, value]) => {
      const node = v1.byId.get(id);
      return [node ? anchorKeyOf(v1, node) : id, value];
    });
  const policies = byKey(given.policies).map(
    ([key, policy]) => [key, AnchorMigrationPolicySchema.parse(policy)] as const,
  );
  const mappings = policies.flatMap(([key, { target_step_id: target }]) =>
    target ? [[key, target] as const] : [],
  );
  const definitions = v2.scenario.field_definitions ?? {};
  const summary = summarise(diffScenarios(v1, v2, { mappings: new Map(mappings) }), {
    policies: Object.fromEntries(policies),
    sessionsByAnchor: Object.fromEntries(byKey(given.sessions)),
    olderSessionsByVersion: given.olderSessionsByVersion ?? {},
    estimateComplete: given.estimateComplete ?? true,
    checkpointsBlock: given.checkpointsBlock ?? true,
    isEvaluable: (condition, fields) => compileCondition(condition, definitions, {}, fields).kind === 'cel',
  });
  return MigrationSummarySchema.parse(summary);
}

export const withCode = ({ warnings }: MigrationSummary, code: Warning['code']): Warning[] =>
  warnings.filter((warning) => warning.code === code);
