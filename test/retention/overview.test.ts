import { expect, inject, it } from 'vitest';
import { retentionStore } from '../../lib/store/retention-store.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { ApiClient } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import { planIn } from '../support/plan-states.ts';

it('a version that is about to be removed is shown as retiring, with no more than is documented', async () => {
  const api = new ApiClient(inject('url'));
  const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
  const { scenarioId } = await planIn('deployed', api, db);
  const header = await scenarioStore(db).header(api.tenantId, scenarioId, 1);
  if (!header) throw new Error('there is no first version');
  expect(await retentionStore(db).retire(header, new Date())).toBe(true);
  const params = { scenario_id: scenarioId };
  expect(await api.call('GET /scenarios/{scenario_id}', { params })).toMatchObject({
    versions: [
      { version: 1, state: 'retiring' },
      { version: 2, state: 'published' },
    ],
  });
});
