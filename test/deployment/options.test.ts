import { expect, inject, it } from 'vitest';
import { readConfig } from '../../lib/config/config.ts';
import { prepareDeployment } from '../../lib/deployment/prepare.ts';
import { startDeployment } from '../../lib/deployment/start.ts';
import { storedGraphs } from '../../lib/scenario/graphs.ts';
import { ApiClient } from '../support/api-client.ts';
import { itemsOf, testDatabase } from '../support/database.ts';
import { DeploymentWorld, storesOf } from '../support/deployment-world.ts';
import { greeting, NOBODY_RUNS, planIn } from '../support/plan-states.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const stores = storesOf(db);

const start = (api: ApiClient, planId: string, options: Parameters<typeof readConfig>[0]) =>
  startDeployment(api.tenantId, planId, undefined, 'olivia', {
    ...stores,
    executions: NOBODY_RUNS,
    config: readConfig(options),
    now: () => new Date(),
  });

it('switched off, nothing is deployed: 409, and nothing changes', async () => {
  const api = new ApiClient(inject('url'));
  const { planId } = await planIn('approved', api, db);
  const before = await itemsOf(db, api.tenantId);
  await expect(start(api, planId, { enabled: false })).rejects.toMatchObject({
    name: 'Conflict',
    code: 'disabled',
  });
  expect(await itemsOf(db, api.tenantId)).toEqual(before);
});

it('a pending plan is deployed only where no approval is required', async () => {
  const api = new ApiClient(inject('url'));
  const { planId } = await planIn('pending', api, db);
  await expect(start(api, planId, {})).rejects.toMatchObject({
    name: 'Conflict',
    details: { status: 'pending' },
  });
  const { plan } = await start(api, planId, { deployment: { require_approval: false } });
  expect(plan.status).toBe('deploying');
  expect(await api.plan(planId)).toMatchObject({ status: 'deploying' });
});

it('without marking a deployment publishes, and sessions move because their version differs', async () => {
  const world = await DeploymentWorld.create(db, greeting(1));
  const sessionId = await world.guest({ step: 'ask' });
  await world.approve(greeting(2));
  await world.start();
  const { units } = await prepareDeployment(world.ref, {
    ...world.stores,
    graphs: storedGraphs(world.stores.scenarios),
    config: readConfig({ deployment: { auto_mark_sessions: false } }),
  });
  expect(units).toEqual([]);
  await world.publish();
  expect(await world.marks([sessionId])).toEqual([undefined]);

  const api = new ApiClient(inject('url'), { tenantId: world.tenant });
  expect(await api.reconcile({ session_id: sessionId })).toMatchObject({
    migration_scenario: 'clean_graft',
    graph_version: 2,
    step_id: 'ask',
  });
});
