import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import type { MigrationEvent } from '../../lib/session/model.ts';
import type { AuditEntry } from '../../lib/session/record.ts';
import { auditItem } from '../../lib/store/audit-item.ts';
import { auditStore } from '../../lib/store/audit-store.ts';
import { writeCursor } from '../../lib/store/cursor.ts';
import { testDatabase } from '../support/database.ts';
import { anAuditEntry, anEvent, at } from '../support/records.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));
const storeAt = (seconds: number) => auditStore(db, () => new Date(at(seconds)));
const store = storeAt(0);

async function write(event: MigrationEvent, more: Partial<AuditEntry> = {}): Promise<MigrationEvent> {
  const Item = auditItem(anAuditEntry(event, more));
  await db.client.send(new PutCommand({ TableName: db.tables.audit, Item }));
  return event;
}

const SHARDS = 3;

/** Events of one plan, a second apart, one session each, spread over the shards. */
async function trail(count: number) {
  const [tenant, plan] = [randomUUID(), randomUUID()];
  const events: MigrationEvent[] = [];
  for (let each = 0; each < count; each += 1) {
    const event = anEvent(tenant, { plan_id: plan, timestamp: at(each) });
    events.push(await write(event, { shard: each % SHARDS }));
  }
  return { tenant, plan, events };
}

type Page = { events: readonly MigrationEvent[]; next_cursor?: string | undefined };

async function pagesOf(read: (cursor: string | undefined) => Promise<Page>): Promise<MigrationEvent[][]> {
  const pages: MigrationEvent[][] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    pages.push([...page.events]);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return pages;
}

describe('the audit trail of a plan', () => {
  it('is newest first over all shards, in pages without gaps or repeats', async () => {
    const { tenant, plan, events } = await trail(11);
    const pages = await pagesOf((cursor) => store.ofPlan(tenant, plan, SHARDS, 4, cursor));
    expect(pages.map((page) => page.length)).toEqual([4, 4, 3]);
    expect(pages.flat()).toEqual(events.toReversed());
  });

  it('loses nobody who moved in the same millisecond', async () => {
    const [tenant, plan_id] = [randomUUID(), randomUUID()];
    for (let each = 0; each < 7; each += 1)
      await write(anEvent(tenant, { plan_id }), { shard: each % SHARDS });
    const pages = await pagesOf((cursor) => store.ofPlan(tenant, plan_id, SHARDS, 2, cursor));
    expect(new Set(pages.flat().map((event) => event.event_id)).size).toBe(7);
  });

  it('has no next page when the last one is just full', async () => {
    const { tenant, plan } = await trail(4);
    expect(await store.ofPlan(tenant, plan, SHARDS, 4, undefined)).not.toHaveProperty('next_cursor');
  });

  it('leaves out what has expired, removed or not', async () => {
    const { tenant, plan, events } = await trail(3);
    await write(anEvent(tenant, { plan_id: plan, timestamp: at(-9) }), {
      expires_at_epoch: Date.parse(at(50)) / 1_000,
    });
    const found = async (seconds: number) =>
      (await storeAt(seconds).ofPlan(tenant, plan, SHARDS, 10, undefined)).events.length;
    expect(await found(49)).toBe(events.length + 1);
    expect(await found(50)).toBe(events.length);
  });

  it('ends where everything older has expired', async () => {
    const { tenant, plan, events } = await trail(3);
    for (const seconds of [-9, -8, -7]) {
      const event = anEvent(tenant, { plan_id: plan, timestamp: at(seconds) });
      await write(event, { expires_at_epoch: Date.parse(at(1)) / 1_000 });
    }
    const read = (cursor: string | undefined) => storeAt(10).ofPlan(tenant, plan, SHARDS, 2, cursor);
    expect((await pagesOf(read)).flat()).toEqual(events.toReversed());
  });

  it('is empty for a plan of another tenant', async () => {
    const { plan } = await trail(1);
    expect(await store.ofPlan(randomUUID(), plan, SHARDS, 10, undefined)).toEqual({ events: [] });
  });
});

describe('the audit trail of a session', () => {
  it('is newest first and in pages, whichever plan the events are of', async () => {
    const [tenant, session_id] = [randomUUID(), randomUUID()];
    const events: MigrationEvent[] = [];
    for (let each = 0; each < 5; each += 1) {
      const plan = each % 2 === 0 ? { plan_id: randomUUID() } : {};
      events.push(await write(anEvent(tenant, { session_id, timestamp: at(each), ...plan })));
    }
    const pages = await pagesOf((cursor) => store.ofSession(tenant, session_id, 2, cursor));
    expect(pages.flat()).toEqual(events.toReversed());
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  });

  it('tells everything that an event holds', async () => {
    const tenant = randomUUID();
    const event = await write(
      anEvent(tenant, {
        event_type: 'session_pinned',
        plan_id: randomUUID(),
        plan_chain: [randomUUID(), randomUUID()],
        migration_scenario: 're_route',
        anchor_key: 'abc:step',
        action_taken: 'pin',
        step_after_id: 'ask',
        fields_gap_filled: { age: 'profile', name: 'session' },
        fields_collected: ['name'],
        blocked_by_checkpoint: true,
        checkpoint_id: 'pay',
        checkpoint_description: '',
        duration_ms: 0.25,
        turn_id: 't#1',
      }),
    );
    const { events } = await store.ofSession(tenant, event.session_id, 10, undefined);
    expect(events).toEqual([event]);
  });
});

describe('a cursor', () => {
  it.each(['', 'not a cursor!', 'Zm9v='])('of nobody’s making is refused: "%s"', async (cursor) => {
    await expect(store.ofSession('t', 's', 10, cursor)).rejects.toMatchObject({ kind: 'bad_request' });
    await expect(store.ofPlan('t', 'p', SHARDS, 10, cursor)).rejects.toMatchObject({ kind: 'bad_request' });
  });

  it('leads into no other session', async () => {
    const { tenant, events } = await trail(2);
    const [mine, other] = events;
    const foreign = writeCursor(`${other?.timestamp}#${other?.event_id}`);
    const page = await store.ofSession(tenant, mine?.session_id ?? '', 10, foreign);
    expect(page.events).toEqual([mine]);
  });
});
