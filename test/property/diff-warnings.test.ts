import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffScenarios, withMappings } from '../../lib/diff/diff.ts';
import {
  type AnchorMigrationPolicy,
  AnchorMigrationPolicySchema,
  WARNING_CODES,
  type Warning,
} from '../../lib/plan/model.ts';
import { summarise } from '../../lib/plan/summarise.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import { arbitraryVersions } from '../support/arbitraries.ts';
import { isEvaluable, keysOf, warningsByDefinition } from './definitions/warnings.ts';

type Decision = Partial<Pick<AnchorMigrationPolicy, 'force_scenario' | 'update_downstream'>> & {
  readonly target?: number;
};

/** What an operator decides for a step; for most of them nothing. */
const decision: fc.Arbitrary<Decision> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ update_downstream: false }) },
  {
    weight: 1,
    arbitrary: fc.record({ force_scenario: fc.constantFrom('clean_graft', 'gap_fill', 're_route') }),
  },
  { weight: 1, arbitrary: fc.record({ target: fc.nat(9_999) }) },
);

/** Those that no comparison of two versions makes. */
const OF_CIRCUMSTANCES = new Set(['checkpoint_blocking_disabled', 'sessions_on_older_versions']);

test('a plan warns of what the definitions say, and of nothing else', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      arbitraryVersions({ maxSteps: 40 }),
      fc.array(decision, { minLength: 1, maxLength: 40 }),
      (versions, decisions) => {
        const [v1, v2] = versions.map(buildGraph);
        if (!v1 || !v2) throw new Error('two versions');
        const plain = diffScenarios(v1, v2);
        const keys = keysOf(plain);
        const policies = new Map(
          keys.map((key, at) => {
            const { target, ...policy } = decisions[at % decisions.length] ?? {};
            const node = target === undefined ? undefined : v2.node(target % v2.nodes.length);
            return [key, { ...policy, ...(node && { target_step_id: node.id }) }];
          }),
        );
        const mappings = [...policies].flatMap(([key, { target_step_id }]) =>
          target_step_id === undefined ? [] : [[key, target_step_id] as const],
        );
        const diff = withMappings(plain, new Map(mappings));
        const { warnings } = summarise(diff, {
          policies: Object.fromEntries(
            [...policies].map(([key, policy]) => [key, AnchorMigrationPolicySchema.parse(policy)]),
          ),
          sessionsByAnchor: Object.fromEntries(keys.map((key) => [key, 1])),
          olderSessionsByVersion: {},
          estimateComplete: true,
          checkpointsBlock: true,
          isEvaluable,
        });
        for (const warning of warnings) seen.add(warning.code);
        expect(warnings.map(asLine).sort()).toEqual(warningsByDefinition(diff, policies));
      },
    ),
    { numRuns: 1_000 },
  );
  expect(WARNING_CODES.filter((code) => !seen.has(code) && !OF_CIRCUMSTANCES.has(code))).toEqual([]);
});

/** As the definitions put it; there is one session at every step, so that sessions count anchors. */
function asLine(warning: Warning): string {
  const { severity, code, anchor_key, anchor_name, affected_sessions_estimate: sessions } = warning;
  const start = `${severity} ${code}`;
  switch (code) {
    case 'checkpoint_would_be_skipped':
    case 'required_action_late':
      return `${start} ${sessions}`;
    case 'condition_not_evaluable':
    case 'condition_field_never_collected':
      return `${start} ${anchor_name} ${sessions}`;
    case 'fields_to_collect':
      return `${start} ${warning.message.match(/\((\w+)\)/)?.[1]} ${sessions}`;
    case 'step_unreachable':
      return `${start} ${warning.message.match(/\(([^()]+)\)\. Add/)?.[1]}`;
    default:
      return `${start} ${anchor_key}`;
  }
}
