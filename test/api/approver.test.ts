import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, inject, it, vi } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { createHandler } from '../../functions/operator/approve-plan/handler.ts';
import { readConfig } from '../../lib/config/config.ts';
import { createTelemetry } from '../../lib/runtime/telemetry.ts';
import { planStore } from '../../lib/store/plan-store.ts';
import { ApiClient } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import { planIn } from '../support/plan-states.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const telemetry = createTelemetry('approve-plan');
vi.spyOn(telemetry.logger, 'info').mockImplementation(() => {});
vi.spyOn(console, 'log').mockImplementation(() => {});

/** The Lambda as it is with another configuration than that of the local stack. */
async function approve(planId: string, tenant: string, sub: string, separate: boolean) {
  const handler = createHandler({
    runtime: {
      routes: FUNCTIONS.flatMap(({ routes }) => routes),
      telemetry,
      authenticate: async () => ({ sub, scopes: ['migrations:approve'], tenants: [tenant] }),
    },
    plans: planStore(db),
    config: readConfig({ deployment: { require_separate_approver: separate } }),
    now: () => new Date(),
  });
  const event = {
    routeKey: 'POST /api/v1/migration-plans/{plan_id}/approve',
    headers: { authorization: 'Bearer x', 'x-tenant-id': tenant },
    pathParameters: { plan_id: planId },
    requestContext: { requestId: 'r', http: { method: 'POST' } },
  } as unknown as APIGatewayProxyEventV2;
  const answer = await handler(event, { awsRequestId: 'r' } as Context);
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? '{}') };
}

describe('where a separate approver is required', () => {
  it('whoever made a plan may not approve it', async () => {
    const api = new ApiClient(inject('url'), { sub: 'olivia' });
    const { planId } = await planIn('pending', api, db);
    expect(await approve(planId, api.tenantId, 'olivia', true)).toMatchObject({
      status: 403,
      body: { code: 'separate_approver_required' },
    });
    expect((await api.plan(planId)).status).toBe('pending');
  });

  it('somebody else may', async () => {
    const api = new ApiClient(inject('url'), { sub: 'olivia' });
    const { planId } = await planIn('pending', api, db);
    expect(await approve(planId, api.tenantId, 'anna', true)).toMatchObject({ status: 200 });
    expect(await api.plan(planId)).toMatchObject({ status: 'approved', approved_by: 'anna' });
  });
});

describe('where none is required', () => {
  it('whoever made a plan may approve it', async () => {
    const api = new ApiClient(inject('url'), { sub: 'olivia' });
    const { planId } = await planIn('pending', api, db);
    expect(await approve(planId, api.tenantId, 'olivia', false)).toMatchObject({ status: 200 });
  });
});
