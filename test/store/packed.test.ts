import { randomBytes, randomUUID } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { keys } from '../../lib/store/keys.ts';
import { deleteParts, getPart, putPart } from '../../lib/store/packed.ts';
import { itemsOf, testDatabase } from '../support/database.ts';
import { Faults } from '../support/faults.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));

/** A place of its own for the parts of a test. */
function place() {
  const tenant = randomUUID();
  const pk = keys.scenario(tenant, 'greeting').pk;
  const put = (value: unknown, id: string = randomUUID()) =>
    putPart(db, pk, id, 'graph', value, { at: new Date() });
  return { tenant, pk, put };
}

/** Text that does not get smaller: so many bytes of it take more than half as many when packed. */
const noise = (bytes: number): string => randomBytes(Math.ceil(bytes / 2)).toString('hex');

describe('a packed value', () => {
  it.each([
    ['an empty text', ''],
    ['null', null],
    ['an empty object', {}],
    ['an empty list', []],
    ['numbers at their limits', [1e21, 0.1, -0.5e-300, 2 ** 53]],
    ['text of every kind', { 'ü#\u0000': '😀 "quoted" \n' }],
  ])('of %s comes back as it went in', async (_, value) => {
    const { pk, put } = place();
    expect(await getPart(db, pk, await put(value), 'graph')).toEqual(value);
  });

  it('of several megabytes is cut into chunks and comes back whole', async () => {
    const { pk, put } = place();
    const value = { text: noise(6_000_000), last: true };
    const ref = await put(value);
    expect(ref.chunks).toBeGreaterThan(5);
    expect(await getPart(db, pk, ref, 'graph')).toEqual(value);
  });

  it('takes one chunk when it repeats itself, however long it is', async () => {
    const { put } = place();
    expect(await put('again and '.repeat(500_000))).toMatchObject({ chunks: 1 });
  });

  it('is absent as a whole when any of its chunks is missing', async () => {
    const { pk, put } = place();
    for (const missing of ['first', 'last'] as const) {
      const ref = await put(noise(900_000));
      const Key = keys.part(pk, ref.id, missing === 'first' ? 0 : ref.chunks - 1);
      await db.client.send(new DeleteCommand({ TableName: db.tables.scenarios, Key }));
      expect([missing, await getPart(db, pk, ref, 'graph')]).toEqual([missing, undefined]);
    }
  });

  it('comes back whole, and goes whole, though DynamoDB takes only a part of every batch', async () => {
    const { pk } = place();
    const failing = testDatabase(inject('tables'), inject('dynamoEndpoint'));
    const faults = new Faults(1, { rates: { partial: 0.7 } });
    faults.under(failing.client);
    const value = noise(2_500_000);
    const ref = await putPart(failing, pk, randomUUID(), 'graph', value, { at: new Date() });
    expect(await getPart(db, pk, ref, 'graph')).toBe(value);
    await deleteParts(failing, pk, [ref]);
    expect(await getPart(db, pk, ref, 'graph')).toBeUndefined();
    expect(faults.struck.partial).toBeGreaterThan(1);
  });

  it('is not mixed up with another one in the same place', async () => {
    const { pk, put } = place();
    const [one, two] = await Promise.all([put('one', 'id'), put('two', 'id2')]);
    expect([await getPart(db, pk, one, 'graph'), await getPart(db, pk, two, 'graph')]).toEqual([
      'one',
      'two',
    ]);
  });

  it('is removed without a trace, and without harm when it is gone already', async () => {
    const { tenant, pk, put } = place();
    const [doomed, kept] = await Promise.all([put(noise(1_200_000)), put('kept')]);
    await deleteParts(db, pk, [doomed]);
    await deleteParts(db, pk, [doomed]);
    expect(await getPart(db, pk, doomed, 'graph')).toBeUndefined();
    expect(await getPart(db, pk, kept, 'graph')).toBe('kept');
    expect(await itemsOf(db, tenant)).toHaveLength(1);
  });
});
