import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, inject, it } from 'vitest';
import type { CreatedRange } from '../../lib/deployment/record.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { stepIndex } from '../../lib/store/step-index.ts';
import { testDatabase } from '../support/database.ts';
import { aPosition, aSession, at, hashFor } from '../support/records.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const sessions = sessionStore(db);
const index = stepIndex(db);

const never = () => performance.now() + 60_000;

/** Sessions at one step hash, a second apart. */
async function population(count: number, stepIds: readonly string[] = ['ask'], shard = 0) {
  const tenant = randomUUID();
  const ids: string[] = [];
  for (let each = 0; each < count; each += 1) {
    const step_id = stepIds[each % stepIds.length] ?? 'ask';
    const session = aSession(tenant, {
      created_at: at(each),
      shard,
      position: aPosition({ step_id, step_hash: hashFor('same') }),
    });
    await sessions.create(session, {}, []);
    ids.push(session.session_id);
  }
  return { ids, place: { tenant, scenarioId: 'greeting', version: 1, hash: hashFor('same'), shard } };
}

describe('a page of the index', () => {
  it('is oldest first and goes on where the last one ended', async () => {
    const { ids, place } = await population(7);
    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page = await index.page(place, {}, 3, after);
      pages.push(page.candidates.map((candidate) => candidate.session_id));
      after = page.next;
    } while (after !== undefined);
    expect(pages.flat()).toEqual(ids);
    expect(pages[0]).toHaveLength(3);
  });

  it('is not moved by a session that leaves or comes between two pages', async () => {
    const { ids, place } = await population(4);
    const first = await index.page(place, {}, 2, undefined);
    const gone = await sessions.get(place.tenant, ids[0] ?? '');
    if (!gone) throw new Error('no session');
    const after = { ...gone, status: 'closed', revision: 2 } as const;
    await sessions.commit({ before: gone, after });
    await sessions.create(
      aSession(place.tenant, { created_at: at(0), position: aPosition({ step_hash: place.hash }) }),
      {},
      [],
    );
    const second = await index.page(place, {}, 10, first.next);
    expect(second.candidates.map((candidate) => candidate.session_id)).toEqual(ids.slice(2));
  });

  it.each([
    ['tenant', { tenant: randomUUID() }],
    ['scenario', { scenarioId: 'other' }],
    ['graph version', { version: 2 }],
    ['step hash', { hash: hashFor('other') }],
    ['shard', { shard: 1 }],
  ])('holds nobody of another %s', async (_, other) => {
    const { place } = await population(1);
    expect(await index.page({ ...place, ...other }, {}, 10, undefined)).toEqual({ candidates: [] });
  });
});

describe('a page of those who were created between two times', () => {
  const created = async (range: CreatedRange) => {
    const { ids, place } = await population(5);
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await index.page(place, range, 2, after);
      found.push(...page.candidates.map((candidate) => candidate.session_id));
      after = page.next;
    } while (after !== undefined);
    return found.map((id) => ids.indexOf(id));
  };

  it.each([
    ['both of which count', { from: at(1), to: at(3) }, [1, 2, 3]],
    ['without a beginning', { to: at(1) }, [0, 1]],
    ['without an end', { from: at(3) }, [3, 4]],
    ['at which nobody was', { from: at(1.5), to: at(1.7) }, []],
  ] as const)('%s', async (_, range, expected) => {
    expect(await created(range)).toEqual(expected);
  });

  it('that begins in the middle of those of one time leaves nobody out', async () => {
    const tenant = randomUUID();
    const ids = ['a', 'a+', 'a-b', 'a.b', 'a0', 'aa', 'b'];
    for (const session_id of ids) {
      await sessions.create(aSession(tenant, { session_id, position: aPosition() }), {}, []);
    }
    const place = { tenant, scenarioId: 'greeting', version: 1, hash: aPosition().step_hash, shard: 0 };
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await index.page(place, {}, 1, after);
      found.push(...page.candidates.map((candidate) => candidate.session_id));
      after = page.next;
    } while (after !== undefined);
    expect(found).toEqual(ids);
  });
});

describe('counting', () => {
  const steps = ['ask', 'ask-again'];

  it('tells steps that share their content apart', async () => {
    const { place } = await population(5, steps);
    expect(await index.countAt(place, steps, never())).toEqual({
      byStep: new Map([
        ['ask', 3],
        ['ask-again', 2],
      ]),
      complete: true,
    });
  });

  it('at the only step with a content', async () => {
    const { place } = await population(5);
    expect(await index.countAt(place, ['ask'], never())).toEqual({
      byStep: new Map([['ask', 5]]),
      complete: true,
    });
  });

  it.each([[['ask']], [steps]])('finds nobody where nobody is (%j)', async (all) => {
    const { place } = await population(0);
    expect(await index.countAt(place, all, never())).toEqual({ byStep: new Map(), complete: true });
  });

  it('counts who is on a version, wherever in it', async () => {
    const { place } = await population(5, ['ask', 'ask-again']);
    expect(await index.countOn(place, never())).toEqual({ sessions: 5, complete: true });
    expect(await index.countOn({ ...place, version: 2 }, never())).toEqual({ sessions: 0, complete: true });
    expect(await index.countOn(place, performance.now() - 1)).toEqual({ sessions: 0, complete: false });
  });

  it('stops when its time is over', async () => {
    const { place } = await population(1);
    expect(await index.countAt(place, steps, performance.now() - 1)).toEqual({
      byStep: new Map(),
      complete: false,
    });
  });

  it('stops when its time is over, also in the middle of a request', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { place } = await population(1);
    const never = stepIndex(testDatabase(inject('tables'), `http://127.0.0.1:${port}`));
    const counted = await never.countAt(place, steps, performance.now() + 200);
    expect(counted).toEqual({ byStep: new Map(), complete: false });
    silent.close();
  });
});
