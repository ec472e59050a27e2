import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import type { JsonValue } from '../../lib/session/json-value.ts';
import type { SessionChange, SessionRecord } from '../../lib/session/record.ts';
import { keys } from '../../lib/store/keys.ts';
import { markingStore } from '../../lib/store/marking-store.ts';
import { sessionItem } from '../../lib/store/session-item.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { stepIndex } from '../../lib/store/step-index.ts';
import { itemsOf, testDatabase } from '../support/database.ts';
import { Faults } from '../support/faults.ts';
import {
  aMark,
  aMarkTarget,
  anAnswer,
  anAuditEntry,
  anEvent,
  aPosition,
  aProfileField,
  aSession,
  at,
  aVisit,
  hashFor,
} from '../support/records.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const store = sessionStore(db);

async function stored(more: Partial<SessionRecord> = {}): Promise<SessionRecord> {
  const session = aSession(randomUUID(), more);
  expect(await store.create(session, {}, [])).toBe(true);
  return session;
}

const read = (session: SessionRecord) => store.get(session.tenant_id, session.session_id);

const next = (session: SessionRecord, change: Partial<SessionRecord> = {}): SessionRecord => ({
  ...session,
  ...change,
  revision: session.revision + 1,
});

const commit = (before: SessionRecord, change: Partial<SessionRecord>, more: Partial<SessionChange> = {}) =>
  store.commit({ before, after: next(before, change), ...more });

/** Numbers, texts and structures that other formats change on the way. */
const ODD_VALUES: Record<string, JsonValue> = {
  large: 1e21,
  small: 5e-324,
  fraction: 0.1,
  negative: -1e-7,
  whole: 9_007_199_254_740_991,
  zero: 0,
  empty: '',
  nothing: null,
  no: false,
  list: [],
  object: {},
  nested: { a: [{ b: [null, '', [1, { c: 'd' }]] }] },
  text: 'Zoë 😀 \u0000 \u2028 "quoted"',
  'a name, with. signs#': 1,
  constructor: 'not the one of JavaScript',
  inside: JSON.parse('{"__proto__": {"polluted": true}, "toString": 1}'),
};

describe('a session', () => {
  it('comes back with everything that its record holds', async () => {
    const session = aSession(randomUUID(), {
      customer_id: 'customer-1',
      position: aPosition({ version: 3, graph_version: 2, settled_for_version: 4 }),
      pinned: { plan_id: randomUUID(), reason: 'checkpoint' },
      mark: aMark(),
      progress: {
        target_version: 4,
        fields: {
          age: {
            field_name: 'age',
            filled: false,
            value: ODD_VALUES,
            source: 'extraction',
            confidence: 0.1,
            needs_confirmation: true,
            extraction_quote: '',
            validation_errors: ['too young'],
          },
        },
        asked_fields: ['name'],
        refused_fields: ['name'],
        extracted_fields: [],
        actions: [
          {
            step_id: 'pay',
            step_name: 'Pay',
            step_content_hash: hashFor('pay'),
            graph_version: 4,
            checkpoint_description: 'payment taken',
            executed_at: at(3),
          },
        ],
        started_at: at(3),
      },
      last_reconciliation: {
        turn_id: 't-1',
        input_digest: 'abc',
        session_revision: 4,
        action: 'collect',
        at: at(3),
      },
      checkpoints: [
        {
          step_id: 'pay',
          step_name: 'Pay',
          checkpoint_description: 'payment taken',
          step_content_hash: hashFor('pay'),
          graph_version: 1,
          passed_at: at(2),
        },
      ],
      walk: {
        path: [
          { ordinal: 0, hash: hashFor('a') },
          { ordinal: 4_999, hash: hashFor('b') },
        ],
        detours: [{ ordinal: 7, hash: 'ffffffffffffffff' }],
      },
      turn_count: 12,
      shard: 7,
      revision: 40,
    });
    await store.create(session, {}, []);
    expect(await read(session)).toEqual(session);
  });

  it('comes back without what it does not have', async () => {
    const session = await stored({ position: undefined, status: 'closed', walk: { path: [], detours: [] } });
    const found = await read(session);
    expect(found).toEqual(session);
    expect(found?.position).toBeUndefined();
  });

  it('is created once: the second time nothing is written', async () => {
    const session = await stored();
    const before = await itemsOf(db, session.tenant_id);
    const again = await store.create({ ...session, channel: 'email' }, { other: 1 }, [aVisit()]);
    expect(again).toBe(false);
    expect(await itemsOf(db, session.tenant_id)).toEqual(before);
  });

  it('of another tenant is absent', async () => {
    const session = await stored();
    expect(await store.get(randomUUID(), session.session_id)).toBeUndefined();
  });

  it('keeps a record of about a kilobyte, with thirty steps walked', async () => {
    const path = Array.from({ length: 30 }, (_, ordinal) => ({ ordinal, hash: hashFor(`step ${ordinal}`) }));
    const session = await stored({ walk: { path, detours: [] } });
    const Key = keys.session(session.tenant_id, session.session_id);
    const { ConsumedCapacity } = await db.client.send(
      new GetCommand({
        TableName: db.tables.sessions,
        Key,
        ReturnConsumedCapacity: 'TOTAL',
        ConsistentRead: true,
      }),
    );
    // A strongly consistent read takes one unit for up to 4 KB.
    expect(ConsumedCapacity?.CapacityUnits).toBe(1);
  });
});

describe('the variables of a session', () => {
  it('come back exactly as they went in', async () => {
    const session = aSession(randomUUID());
    await store.create(session, ODD_VALUES, []);
    const found = await store.variables(session.tenant_id, session.session_id);
    expect(JSON.stringify(found)).toBe(JSON.stringify(ODD_VALUES));
  });

  it('stay as they are when a change says nothing about them', async () => {
    const session = aSession(randomUUID());
    await store.create(session, { age: 7 }, []);
    await commit(session, { turn_count: 1 });
    expect(await store.variables(session.tenant_id, session.session_id)).toEqual({ age: 7 });
  });

  it('are replaced as a whole by a change that holds them', async () => {
    const session = aSession(randomUUID());
    await store.create(session, { age: 7, name: 'Zoë' }, []);
    await commit(session, {}, { variables: { age: 8 } });
    expect(await store.variables(session.tenant_id, session.session_id)).toEqual({ age: 8 });
  });

  it('of a session that does not exist are none', async () => {
    expect(await store.variables(randomUUID(), 'nobody')).toEqual({});
  });
});

describe('a change', () => {
  it('is refused when the session has another revision by now, and nothing of it is written', async () => {
    const session = await stored({ customer_id: 'c' });
    await commit(session, { turn_count: 1 });
    const before = await itemsOf(db, session.tenant_id);
    const result = await commit(
      session,
      { turn_count: 2 },
      {
        variables: { lost: true },
        visits: [aVisit()],
        once_for_visit: randomUUID(),
        answer: anAnswer(),
        profile_fields: { age: aProfileField(1) },
        audit: anAuditEntry(anEvent(session.tenant_id)),
      },
    );
    expect(result).toBe('conflict');
    expect(await itemsOf(db, session.tenant_id)).toEqual(before);
  });

  it('at the same time as others is written once', async () => {
    const session = await stored();
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, turn) => commit(session, { turn_count: turn })),
    );
    expect(results.filter((result) => result === 'written')).toHaveLength(1);
    expect(results.filter((result) => result === 'conflict')).toHaveLength(5);
  });

  it('writes everything that belongs to it at once', async () => {
    const session = await stored({ customer_id: 'c-1' });
    const visit = aVisit();
    const answer = anAnswer({ confirm_fields: [{ field_name: 'x', value: ODD_VALUES }] });
    const entry = anAuditEntry(anEvent(session.tenant_id, { session_id: session.session_id }));
    await commit(
      session,
      { turn_count: 3 },
      {
        variables: { age: 7 },
        visits: [visit],
        answer,
        profile_fields: { age: aProfileField(7) },
        audit: entry,
      },
    );
    const { tenant_id: tenant, session_id: id } = session;
    expect(await read(session)).toEqual(next(session, { turn_count: 3 }));
    expect(await store.variables(tenant, id)).toEqual({ age: 7 });
    expect(await store.visits(tenant, id, 10, undefined)).toEqual({ visits: [visit] });
    expect(await store.lastAnswer(tenant, id)).toEqual(answer);
    expect(await store.profile(tenant, 'c-1')).toEqual({ age: aProfileField(7) });
    const audit = (await itemsOf(db, tenant)).filter((item) => item.entry !== undefined);
    expect(audit).toHaveLength(1);
  });

  it('never takes the place of an event that is in the audit trail', async () => {
    const session = await stored();
    const event = anEvent(session.tenant_id, { session_id: session.session_id });
    expect(await commit(session, { turn_count: 1 }, { audit: anAuditEntry(event) })).toBe('written');
    const before = await itemsOf(db, session.tenant_id);
    const again = anAuditEntry({ ...event, reason: 'something else' });
    expect(await commit(next(session, { turn_count: 1 }), { turn_count: 2 }, { audit: again })).toBe(
      'conflict',
    );
    expect(await itemsOf(db, session.tenant_id)).toEqual(before);
  });

  it('touches only what differs: a mark written meanwhile survives it', async () => {
    const session = await stored();
    const mark = aMark();
    const { tenant_id: tenant, session_id: id } = session;
    await markingStore(db).mark(tenant, [aMarkTarget(id, mark)]);
    expect(await commit(session, { turn_count: 1 })).toBe('written');
    expect(await read(session)).toEqual(next(session, { turn_count: 1, mark }));
  });

  it('leaves attributes that it does not know', async () => {
    const session = await stored();
    const Key = keys.session(session.tenant_id, session.session_id);
    const TableName = db.tables.sessions;
    await db.client.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET later = :one',
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
    await commit(session, { turn_count: 1, position: undefined });
    const { Item } = await db.client.send(new GetCommand({ TableName, Key }));
    expect(Item).toMatchObject({ later: 1, turn_count: 1 });
  });

  it('removes what the session has no more', async () => {
    const session = await stored({ pinned: { reason: 'no_match' }, mark: aMark() });
    await commit(session, { pinned: undefined, mark: undefined, position: undefined });
    expect(await read(session)).toEqual(
      next(session, { pinned: undefined, mark: undefined, position: undefined }),
    );
  });
});

describe('a change that guards the mark', () => {
  it('is refused when a mark came meanwhile', async () => {
    const session = await stored();
    const { tenant_id: tenant, session_id: id } = session;
    await markingStore(db).mark(tenant, [aMarkTarget(id, aMark())]);
    expect(await commit(session, { status: 'closed' }, { guard_mark: true })).toBe('conflict');
    expect((await read(session))?.status).toBe('active');
  });

  it('is refused when the mark is another one by now', async () => {
    const session = await stored({ mark: aMark() });
    const seen = { ...session, mark: aMark() };
    expect(await commit(seen, { mark: undefined }, { guard_mark: true })).toBe('conflict');
    expect(await read(session)).toEqual(session);
  });

  it('is written while the mark is the one that was read, or there is none', async () => {
    const marked = await stored({ mark: aMark() });
    expect(await commit(marked, { mark: undefined }, { guard_mark: true })).toBe('written');
    expect(await commit(await stored(), {}, { guard_mark: true })).toBe('written');
  });
});

describe('a change for a visit', () => {
  it('is made once for a visit id, and says so the second time', async () => {
    const session = await stored();
    const once = { once_for_visit: 'visit-1', visits: [aVisit({ visit_id: 'visit-1' })] };
    expect(await commit(session, {}, once)).toBe('written');
    const after = next(session);
    expect(await commit(after, {}, once)).toBe('repeated');
    expect((await store.visits(session.tenant_id, session.session_id, 10, undefined)).visits).toHaveLength(1);
    expect(await read(session)).toEqual(after);
  });

  it('that was recorded is a repeat also when the session has changed since', async () => {
    const session = await stored();
    await commit(session, {}, { once_for_visit: 'visit-1' });
    expect(await commit(session, {}, { once_for_visit: 'visit-1' })).toBe('repeated');
  });

  it('is known by its id in its own session only', async () => {
    const session = await stored();
    const other = aSession(session.tenant_id);
    await store.create(other, {}, []);
    await commit(session, {}, { once_for_visit: 'visit-1' });
    expect(await store.hasVisit(session.tenant_id, session.session_id, 'visit-1')).toBe(true);
    expect(await store.hasVisit(session.tenant_id, other.session_id, 'visit-1')).toBe(false);
    expect(await commit(other, {}, { once_for_visit: 'visit-1' })).toBe('written');
  });
});

describe('the visits of a session', () => {
  const names = (page: { visits: readonly { step_id: string }[] }) =>
    page.visits.map(({ step_id }) => step_id);

  it('are paged newest first, in the order in which they happened', async () => {
    let session = await stored();
    for (let turn = 1; turn <= 7; turn += 1) {
      await commit(session, {}, { visits: [aVisit({ step_id: `step ${turn}` })] });
      session = next(session);
    }
    const { tenant_id: tenant, session_id: id } = session;
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await store.visits(tenant, id, 3, cursor);
      pages.push(names(page));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(pages.flat()).toEqual([7, 6, 5, 4, 3, 2, 1].map((turn) => `step ${turn}`));
    expect(pages[0]).toHaveLength(3);
  });

  it('of a long import are all there, in order', async () => {
    const session = aSession(randomUUID());
    const visits = Array.from({ length: 350 }, (_, index) => aVisit({ step_id: `step ${index}` }));
    expect(await store.create(session, {}, visits)).toBe(true);
    const page = await store.visits(session.tenant_id, session.session_id, 1_000, undefined);
    expect(names(page)).toEqual(visits.map(({ step_id }) => step_id).reverse());
  });

  it('are not mixed with those of another session', async () => {
    const session = await stored();
    const other = { ...session, session_id: `${session.session_id}#2` };
    await store.create(other, {}, [aVisit()]);
    expect(await store.visits(session.tenant_id, session.session_id, 10, undefined)).toEqual({ visits: [] });
  });
});

describe('the index on the step hash', () => {
  const entries = async (session: SessionRecord, hash = hashFor('ask'), version = 1) => {
    const place = { tenant: session.tenant_id, scenarioId: 'greeting', version, hash, shard: session.shard };
    return (await stepIndex(db).page(place, {}, 10, undefined)).candidates;
  };

  it('holds a live session at its step', async () => {
    const session = await stored();
    expect(await entries(session)).toEqual([
      { session_id: session.session_id, channel: 'whatsapp', step_id: 'ask', created_at: at(0) },
    ]);
  });

  it('follows a session to its next step and to another graph', async () => {
    const session = await stored();
    const position = aPosition({ step_id: 'pay', step_hash: hashFor('pay'), graph_version: 2 });
    await commit(session, { position });
    expect(await entries(session)).toEqual([]);
    expect(await entries(session, hashFor('pay'), 2)).toMatchObject([{ step_id: 'pay' }]);
  });

  it.each([
    ['closed', { status: 'closed' }],
    ['without a scenario', { position: undefined }],
  ] as const)('does not hold a session that is %s', async (_, change) => {
    const session = await stored();
    await commit(session, change);
    expect(await entries(session)).toEqual([]);
  });

  it('is not written when a session is marked', async () => {
    const session = await stored();
    const { ConsumedCapacity } = await db.client.send(
      new UpdateCommand({
        TableName: db.tables.sessions,
        Key: keys.session(session.tenant_id, session.session_id),
        UpdateExpression: 'SET pending_migration = :mark',
        ExpressionAttributeValues: { ':mark': aMark() },
        ReturnConsumedCapacity: 'INDEXES',
      }),
    );
    expect(ConsumedCapacity?.GlobalSecondaryIndexes).toBeUndefined();
  });
});

describe('a profile', () => {
  it('keeps what two writers write at the same time', async () => {
    const tenant = randomUUID();
    await Promise.all(
      ['age', 'name', 'a name, with. signs#', 'constructor'].map((name) =>
        store.putProfileField(tenant, 'c', name, aProfileField(name)),
      ),
    );
    expect(await store.profile(tenant, 'c')).toEqual({
      age: aProfileField('age'),
      name: aProfileField('name'),
      'a name, with. signs#': aProfileField('a name, with. signs#'),
      constructor: aProfileField('constructor'),
    });
  });

  it('holds values exactly', async () => {
    const tenant = randomUUID();
    await store.putProfileField(tenant, 'c', 'odd', aProfileField(ODD_VALUES));
    const { odd } = await store.profile(tenant, 'c');
    expect(JSON.stringify(odd?.value)).toBe(JSON.stringify(ODD_VALUES));
  });

  it('of a customer whom nobody knows is empty', async () => {
    expect(await store.profile(randomUUID(), 'c')).toEqual({});
  });
});

describe('what a turn reads', () => {
  it('is nothing for a session that does not exist', async () => {
    expect(await store.readForTurn(randomUUID(), 'nobody')).toEqual({});
  });

  it('is the session, as it is', async () => {
    const session = await stored({ mark: aMark() });
    expect(await store.readForTurn(session.tenant_id, session.session_id)).toEqual({ session });
  });

  it('in part only is no answer, and may be read again', async () => {
    const session = await stored();
    const failing = testDatabase(inject('tables'), inject('dynamoEndpoint'));
    new Faults(1, { rates: { partial: 1 } }).under(failing.client);
    const reading = sessionStore(failing).readForTurn(session.tenant_id, session.session_id);
    await expect(reading).rejects.toMatchObject({ name: 'Unavailable', details: { retry_safe: true } });
  });
});

describe('the record of a session', () => {
  const most = (): SessionRecord =>
    aSession('a-tenant', {
      session_id: randomUUID(),
      customer_id: randomUUID(),
      position: aPosition({ scenario_id: 'transfer-money', step_id: randomUUID() }),
      walk: {
        path: Array.from({ length: 10 }, (_, ordinal) => ({ ordinal, hash: hashFor(`step ${ordinal}`) })),
        detours: [],
      },
      turn_count: 12,
      revision: 25,
      mark: aMark(),
    });

  it('that has walked ten steps, with a mark, is written for one unit', async () => {
    const put = new PutCommand({
      TableName: db.tables.sessions,
      Item: sessionItem(most()),
      ReturnConsumedCapacity: 'INDEXES',
    });
    const { ConsumedCapacity } = await db.client.send(put);
    expect(ConsumedCapacity?.Table?.CapacityUnits).toBe(1);
  });

  it('tells whose it is by its key, whatever the ids hold', async () => {
    const session = aSession(`${randomUUID()}%#50`, { session_id: `a#b%23:${randomUUID()}` });
    await store.create(session, {}, []);
    expect(await store.get(session.tenant_id, session.session_id)).toEqual(session);
  });
});
