import { expect, inject, test } from 'vitest';
import { ApiClient } from '../support/api-client.ts';

const api = new ApiClient(inject('url'));

test('what has expired of a profile is known no more', async () => {
  const put = (name: string, expires_at?: string) =>
    api.call('PUT /profiles/{customer_id}/fields/{name}', {
      params: { customer_id: 'carla', name },
      body: { value: 7, ...(expires_at !== undefined && { expires_at }) },
    });
  await put('for ever');
  await put('for long', '2999-12-31T00:00:00.000Z');
  await put('no longer', '2020-01-01T00:00:00.000Z');
  const { fields } = await api.call('GET /profiles/{customer_id}', { params: { customer_id: 'carla' } });
  expect(Object.keys(fields).sort()).toEqual(['for ever', 'for long']);
});
