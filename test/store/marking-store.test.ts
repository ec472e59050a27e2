import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { NO_COUNTS, type UnitState } from '../../lib/deployment/record.ts';
import type { PendingMigration } from '../../lib/session/model.ts';
import type { SessionRecord } from '../../lib/session/record.ts';
import { markingStore } from '../../lib/store/marking-store.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { itemsOf, testDatabase } from '../support/database.ts';
import { aMark, aMarkTarget, aPosition, aSession, hashFor } from '../support/records.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const store = markingStore(db);
const sessions = sessionStore(db);

async function stored(more: Partial<SessionRecord> = {}): Promise<SessionRecord> {
  const session = aSession(randomUUID(), more);
  await sessions.create(session, {}, []);
  return session;
}

describe('marking a session', () => {
  const mark = aMark();
  const dropped = ({ deployment_id, anchor_content_hash } = mark) => ({ deployment_id, anchor_content_hash });
  const attempt = async (more: Partial<SessionRecord>) => {
    const session = await stored(more);
    const [result] = await store.mark(session.tenant_id, [aMarkTarget(session.session_id, mark)]);
    return { result, before: session, after: await sessions.get(session.tenant_id, session.session_id) };
  };

  it('that is at the step sets the mark, and nothing else', async () => {
    const { result, before, after } = await attempt({ customer_id: 'c', turn_count: 3, revision: 9 });
    expect(result).toBe('marked');
    expect(after).toEqual({ ...before, mark });
  });

  it.each([
    ['at another step', { position: aPosition({ step_id: 'pay', step_hash: hashFor('pay') }) }, 'moved_on'],
    ['on another graph', { position: aPosition({ graph_version: 2 }) }, 'moved_on'],
    ['closed', { status: 'closed' }, 'moved_on'],
    ['without a scenario', { position: undefined }, 'moved_on'],
    ['that carries this mark', { mark }, 'marked_here'],
    [
      "that carries this deployment's mark from another step",
      { mark: { ...mark, anchor_content_hash: hashFor('greet') } },
      'marked_elsewhere',
    ],
    [
      'that has gone on to another step with this mark',
      { mark, position: aPosition({ step_id: 'pay', step_hash: hashFor('pay') }) },
      'marked_here',
    ],
    [
      'that carried this mark until it was closed',
      { status: 'closed', dropped_mark: dropped() },
      'marked_here',
    ],
    ['that carried this mark until it started again', { dropped_mark: dropped() }, 'marked_here'],
    [
      'that carried this mark, and carries the one from another step',
      { dropped_mark: dropped(), mark: { ...mark, anchor_content_hash: hashFor('greet') } },
      'marked_here',
    ],
    [
      'that was closed with the mark of another deployment',
      { status: 'closed', dropped_mark: dropped(aMark()) },
      'moved_on',
    ],
    ['that carries the mark of a deployed plan', { mark: aMark({ target_version: 1 }) }, 'marked_before'],
    [
      'with an older mark that went on',
      { mark: aMark(), position: aPosition({ step_id: 'pay' }) },
      'moved_on',
    ],
  ] as const)('%s changes nothing', async (_, more, expected) => {
    const { result, before, after } = await attempt(more);
    expect(result).toBe(expected);
    expect(after).toEqual(before);
  });

  it('overwrites the mark of a deployment that was never published', async () => {
    const { result, after } = await attempt({ mark: aMark({ target_version: 3 }) });
    expect([result, after?.mark]).toEqual(['marked', mark]);
  });

  it('that does not exist creates none', async () => {
    const tenant = randomUUID();
    expect(await store.mark(tenant, [aMarkTarget('nobody', mark)])).toEqual(['moved_on']);
    expect(await sessions.get(tenant, 'nobody')).toBeUndefined();
  });

  it('once in a deployment: who had its mark from another step, until it started again, gets no other', async () => {
    const greet = { ...dropped(), anchor_content_hash: hashFor('greet') };
    const { result, before, after } = await attempt({ dropped_mark: greet });
    expect(result).toBe('marked_elsewhere');
    expect(after).toEqual(before);
  });

  it('among others is told of each, in their order', async () => {
    const here = await stored();
    const tenant = here.tenant_id;
    const closed = aSession(tenant, { status: 'closed' });
    const had = aSession(tenant, { mark });
    for (const each of [closed, had]) await sessions.create(each, {}, []);
    const ids = [closed.session_id, here.session_id, 'nobody', had.session_id];
    const results = await store.mark(
      tenant,
      ids.map((id) => aMarkTarget(id, mark)),
    );
    expect(results).toEqual(['moved_on', 'marked', 'moved_on', 'marked_here']);
  });

  it('twice at the same time marks once', async () => {
    const session = await stored();
    const results = await Promise.all(
      Array.from({ length: 4 }, () => store.mark(session.tenant_id, [aMarkTarget(session.session_id, mark)])),
    );
    expect(results.flat().sort()).toEqual(['marked', 'marked_here', 'marked_here', 'marked_here']);
  });
});

describe('sealing a session against a mark', () => {
  const mark = aMark();
  const seal = (session: SessionRecord) =>
    store.seal(session.tenant_id, aMarkTarget(session.session_id, mark));
  const attempt = (session: SessionRecord, with_: PendingMigration) =>
    store.mark(session.tenant_id, [aMarkTarget(session.session_id, with_)]);

  it('changes nothing that anybody reads, and the mark comes too late', async () => {
    const session = await stored({ mark: aMark() });
    expect([await seal(session), await seal(session)]).toEqual([true, true]);
    expect(await attempt(session, mark)).toEqual(['marked_before']);
    expect(await sessions.get(session.tenant_id, session.session_id)).toEqual(session);

    const other = await stored();
    expect(await seal(other)).toBe(true);
    expect(await attempt(other, mark)).toEqual(['moved_on']);
    expect(await sessions.get(other.tenant_id, other.session_id)).toEqual(other);
  });

  it.each([
    ['of another deployment', { ...mark, deployment_id: randomUUID() }],
    ['from another step', { ...mark, anchor_content_hash: hashFor('greet') }],
  ])('leaves it open to one %s', async (_, other) => {
    const session = await stored();
    await seal(session);
    expect(await attempt(session, other)).toEqual(['marked']);
    expect(await seal(session)).toBe(true);
  });

  it('that was marked, or had the mark until it started again, says so', async () => {
    const { deployment_id, anchor_content_hash } = mark;
    for (const more of [{ mark }, { dropped_mark: { deployment_id, anchor_content_hash } }]) {
      const session = await stored(more);
      expect(await seal(session)).toBe(false);
      expect(await attempt(session, mark)).toEqual(['marked_here']);
    }
  });

  it('that does not exist creates none', async () => {
    const tenant = randomUUID();
    expect(await store.seal(tenant, aMarkTarget('nobody', mark))).toBe(true);
    expect(await itemsOf(db, tenant)).toEqual([]);
  });
});

describe('the progress of a unit', () => {
  const place = () => [randomUUID(), randomUUID(), randomUUID()] as const;
  const unit = (more: Partial<UnitState> = {}): UnitState => ({
    ...NO_COUNTS,
    unit: 0,
    revision: 1,
    at: 0,
    in_flight: [],
    done: false,
    ...more,
  });

  it('comes back as it was put', async () => {
    const at = place();
    const state = unit({
      seen: 5,
      marked: 3,
      skipped: { moved_on: 1, out_of_scope: 1 },
      by_anchor: { [hashFor('ask')]: 3 },
      after: '2030-01-01T00:00:00.000Z#session',
      in_flight: [{ session_id: 's', step_id: 'ask' }],
    });
    expect(await store.putUnit(...at, state)).toBe(true);
    expect(await store.unit(...at, 0)).toEqual(state);
  });

  it('is absent before anybody worked at it', async () => {
    expect(await store.unit(...place(), 0)).toBeUndefined();
    expect(await store.unitCounts(...place())).toEqual([]);
  });

  it('is written over the state that was read, and over no other', async () => {
    const at = place();
    await store.putUnit(...at, unit());
    expect(await store.putUnit(...at, unit({ revision: 2, seen: 1 }))).toBe(true);
    expect(await store.putUnit(...at, unit({ revision: 2, seen: 99 }))).toBe(false);
    expect(await store.putUnit(...at, unit({ revision: 1, seen: 99 }))).toBe(false);
    expect(await store.unit(...at, 0)).toMatchObject({ revision: 2, seen: 1 });
  });

  it('is begun by one of two', async () => {
    const at = place();
    const results = await Promise.all([store.putUnit(...at, unit()), store.putUnit(...at, unit())]);
    expect(results.sort()).toEqual([false, true]);
  });

  it("is counted for all of a deployment's units, in order, and for no other deployment", async () => {
    const [tenant, plan, deployment] = place();
    const numbers = [0, 1, 2, 10, 100, 1_999];
    for (const each of numbers.toReversed())
      await store.putUnit(tenant, plan, deployment, unit({ unit: each, seen: each }));
    await store.putUnit(tenant, plan, randomUUID(), unit({ unit: 7 }));
    expect((await store.unitCounts(tenant, plan, deployment)).map(({ seen }) => seen)).toEqual(numbers);
  });
});

describe('the totals of a deployment', () => {
  it('come back as they were put; the last ones count', async () => {
    const [tenant, plan, deployment] = [randomUUID(), randomUUID(), randomUUID()];
    expect(await store.totals(tenant, plan, deployment)).toBeUndefined();
    const totals = { ...NO_COUNTS, units_total: 16, units_done: 16, by_anchor: { a: 1 } };
    await store.putTotals(tenant, plan, deployment, totals);
    await store.putTotals(tenant, plan, deployment, { ...totals, seen: 3 });
    expect(await store.totals(tenant, plan, deployment)).toEqual({ ...totals, seen: 3 });
  });
});
