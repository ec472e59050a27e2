import type { Config } from '../config/config.ts';
import { nodeOfAnchorKey } from '../diff/anchor-key.ts';
import { diffScenarios } from '../diff/diff.ts';
import { BadRequest, Conflict, type Problem } from '../errors.ts';
import type { ScenarioGraph } from '../scenario/graph.ts';
import type { Graphs } from '../scenario/graphs.ts';
import { contentOf, countsOf, headline } from './content.ts';
import { changedMeanwhile, contentToChange, expectRevision, expectStatus, planOf } from './lookup.ts';
import { type AnchorMigrationPolicy, DEFAULT_POLICY, type Policies } from './model.ts';
import type { PlanContent, PlanHeader, PlanStore } from './record.ts';
import { validateScopeFilter } from './scope-filter.ts';

/**
 * Sets policies of a pending plan; steps that are not named keep theirs. Map, summary and warnings are computed
 * anew, because a mapping changes them.
 * @param revision what the operator has seen; required, so that nobody decides over a plan that has changed
 * @throws NotFound, BadRequest (every problem), Conflict
 */
export async function updatePolicies(
  tenant: string,
  planId: string,
  changes: Policies,
  revision: number | undefined,
  deps: {
    readonly plans: PlanStore;
    readonly graphs: Graphs;
    readonly config: Config;
    readonly now: () => Date;
  },
): Promise<{ readonly plan: PlanHeader; readonly content: PlanContent }> {
  const { plans, graphs, config } = deps;
  const before = await planOf(plans, tenant, planId, deps.now());
  if (revision === undefined) {
    throw BadRequest.of([
      {
        path: 'revision',
        code: 'revision_required',
        message: `send the revision that the policies are for, here or in If-Match; the plan is at ${before.revision}`,
      },
    ]);
  }
  expectStatus(before, ['pending'], 'changed');
  expectRevision(before, revision);
  const [v1, v2, old] = await Promise.all([
    graphs.byRef(tenant, before.scenario_id, before.base),
    graphs.byRef(tenant, before.scenario_id, before.draft),
    contentToChange(plans, before),
  ]);
  if (!v1 || !v2) throw new Conflict('version_missing', 'a version of this plan cannot be read any more');
  const problems = Object.entries(changes).flatMap(([key, policy]) => policyProblems(key, policy, v1, v2));
  if (problems.length > 0) throw BadRequest.of(problems, 'invalid_policies');

  const policies = withoutDefaults({ ...old.policies, ...changes });
  const diff = diffScenarios(v1, v2, { mappings: mappingsOf(policies) });
  const content = contentOf(diff, policies, countsOf(old.summary), config);
  const refs = await plans.putContent(tenant, planId, content);
  const after: PlanHeader = { ...before, ...refs, ...headline(content), revision: before.revision + 1 };
  if (!(await plans.replace({ before, after }))) {
    await plans.deleteContent(tenant, planId, refs);
    throw changedMeanwhile(before);
  }
  await plans.deleteContent(tenant, planId, before);
  return { plan: after, content };
}

/** The operator's targets by anchor key. */
export function mappingsOf(policies: Policies): Map<string, string> {
  return new Map(
    Object.entries(policies).flatMap(([key, { target_step_id: target }]) =>
      target === undefined ? [] : [[key, target] as const],
    ),
  );
}

function policyProblems(
  key: string,
  policy: AnchorMigrationPolicy,
  v1: ScenarioGraph,
  v2: ScenarioGraph,
): Problem[] {
  const path = `policies.${key}`;
  const node = nodeOfAnchorKey(v1, key);
  if (!node) {
    return [
      {
        path,
        code: 'unknown_anchor',
        message: `version ${v1.scenario.version} has no step with the anchor key ${key}; the plan lists them`,
      },
    ];
  }
  const problems = validateScopeFilter(policy.scope_filter, `${path}.scope_filter`);
  if (policy.anchor_content_hash !== undefined && policy.anchor_content_hash !== node.hash) {
    problems.push({
      path: `${path}.anchor_content_hash`,
      code: 'other_anchor',
      message: `is not the content hash of this anchor, which is ${node.hash}`,
    });
  }
  if (policy.target_step_id !== undefined && !v2.byId.has(policy.target_step_id)) {
    problems.push({
      path: `${path}.target_step_id`,
      code: 'unknown_step',
      message: `version ${v2.scenario.version} has no step ${policy.target_step_id}`,
    });
  }
  return problems;
}

const DEFAULTS = JSON.stringify(DEFAULT_POLICY);

/** Stored where they differ from the default: a plan of thousands of anchors has few decisions. */
function withoutDefaults(policies: Policies): Policies {
  return Object.fromEntries(
    Object.entries(policies).flatMap(([key, policy]) => {
      const { anchor_content_hash: _hash, anchor_name: _name, ...decided } = policy;
      return JSON.stringify(decided) === DEFAULTS ? [] : [[key, decided] as const];
    }),
  );
}
