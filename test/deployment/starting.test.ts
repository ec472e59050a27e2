import { describe, expect, inject, it } from 'vitest';
import { readConfig } from '../../lib/config/config.ts';
import { startDeployment } from '../../lib/deployment/start.ts';
import { ApiClient } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import { interrupting, storesOf } from '../support/deployment-world.ts';
import { greeting, holdDeploying, NOBODY_RUNS, planIn } from '../support/plan-states.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const stores = storesOf(db);

/** Deploys, while something else happens between reading the plan and looking at the scenario. */
function deployWhile(tenant: string, planId: string, meanwhile: () => Promise<unknown>) {
  return startDeployment(tenant, planId, undefined, 'olivia', {
    plans: stores.plans,
    scenarios: interrupting(stores.scenarios, 'pointer', meanwhile),
    executions: NOBODY_RUNS,
    config: readConfig({}),
    now: () => new Date(),
  });
}

describe('a deployment that is started', () => {
  it('twice at the same moment is the same one', async () => {
    const api = new ApiClient(inject('url'));
    const { planId } = await planIn('approved', api, db);
    let first = '';
    const second = await deployWhile(api.tenantId, planId, async () => {
      first = (await holdDeploying(api.tenantId, planId, db)).deployment_id;
    });
    expect(second.deployment.id).toBe(first);
  });

  it('while another plan of the scenario is, has to wait', async () => {
    const api = new ApiClient(inject('url'));
    const { planId, scenarioId } = await planIn('deploying', api, db);
    const other = await api.makePlan(scenarioId, greeting(3));
    await api.approve(other.id);
    await expect(deployWhile(api.tenantId, other.id, async () => {})).rejects.toMatchObject({
      code: 'deployment_running',
      details: { plan_id: planId },
    });
  });

  it('while the plan is deployed by somebody else to its end, is not superseded', async () => {
    const api = new ApiClient(inject('url'));
    const { planId } = await planIn('approved', api, db);
    const late = deployWhile(api.tenantId, planId, async () => {
      await api.deploy(planId);
      await api.ended(planId);
    });
    await expect(late).rejects.toMatchObject({ code: 'stale_revision' });
    expect(await api.plan(planId)).toMatchObject({ status: 'deployed' });
  });
});
