/** Policies are set while others read the plan, or set policies themselves: what is replaced is removed at once. */
import { expect, inject, it } from 'vitest';
import { readConfig } from '../../lib/config/config.ts';
import { planWithContent } from '../../lib/plan/lookup.ts';
import type { PlanHeader } from '../../lib/plan/record.ts';
import { approvePlan } from '../../lib/plan/review-plan.ts';
import { updatePolicies } from '../../lib/plan/update-policies.ts';
import { storedGraphs } from '../../lib/scenario/graphs.ts';
import { planStore } from '../../lib/store/plan-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { ApiClient } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import { paying, payingWithNews } from '../support/paying.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const plans = planStore(db);

/** A plan as one reader saw it, before somebody else set policies. */
async function overtaken(): Promise<{ readonly seen: PlanHeader; readonly tenant: string }> {
  const api = new ApiClient(inject('url'));
  const { scenario_id } = await api.startScenario(paying());
  const { id, revision, transformation_map } = await api.makePlan(scenario_id, payingWithNews());
  const seen = await plans.get(api.tenantId, id);
  if (!seen) throw new Error('there is no plan');
  const [anchor] = transformation_map.anchors;
  await api.call('PUT /migration-plans/{plan_id}/policies', {
    params: { plan_id: id },
    body: { revision, policies: { [anchor?.anchor_key ?? '']: { update_downstream: false } } },
  });
  return { seen, tenant: api.tenantId };
}

/** The store of a reader who has read the header already. */
function having(seen: PlanHeader) {
  let first: PlanHeader | undefined = seen;
  return {
    ...plans,
    get: async (tenant: string, id: string) => {
      const header = first ?? (await plans.get(tenant, id));
      first = undefined;
      return header;
    },
  };
}

const deps = { config: readConfig({}), now: () => new Date() };

it('a plan is read anew by whoever finds its content replaced', async () => {
  const { seen, tenant } = await overtaken();
  const { plan, content } = await planWithContent(having(seen), tenant, seen.id, new Date());
  expect(plan.revision).toBe(seen.revision + 1);
  expect(Object.keys(content.policies)).toHaveLength(1);
});

it('whoever sets policies of what has been replaced is told so', async () => {
  const { seen, tenant } = await overtaken();
  const graphs = storedGraphs(scenarioStore(db));
  const late = updatePolicies(tenant, seen.id, {}, seen.revision, { ...deps, graphs, plans: having(seen) });
  await expect(late).rejects.toMatchObject({ name: 'Conflict', code: 'stale_revision' });
});

it('whoever approves what has been replaced is told so', async () => {
  const { seen, tenant } = await overtaken();
  const late = approvePlan(tenant, seen.id, { acknowledge: true }, 'olga', { ...deps, plans: having(seen) });
  await expect(late).rejects.toMatchObject({ name: 'Conflict', code: 'stale_revision' });
});
