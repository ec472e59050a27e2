import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SessionRecord } from '../../../lib/session/record.ts';
import type { StoredItem } from '../../../lib/store/schema.ts';
import { readSession, sessionItem, sessionUpdate } from '../../../lib/store/session-item.ts';
import { aMark, aPosition, at, hashFor } from '../../support/records.ts';

const word = fc.constantFrom('ask', 'pay', 'offer', 'a-b', 'x:1');
const version = fc.integer({ min: 1, max: 3 });
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const steps = fc.array(fc.record({ ordinal: fc.nat(4_999), hash: word.map(hashFor) }), { maxLength: 4 });
const mark = word.map((deployment_id) => aMark({ deployment_id, migration_plan_id: 'plan' }));
const record: fc.Arbitrary<SessionRecord> = fc.record({
  tenant_id: fc.constant('acme'),
  session_id: fc.constant('session-1'),
  customer_id: maybe(word),
  channel: word,
  status: fc.constantFrom('active', 'closed'),
  run_id: word,
  position: maybe(
    fc
      .record({ version, graph_version: version, settled_for_version: version, step_id: word })
      .map((where) => aPosition({ ...where, step_hash: hashFor(where.step_id) })),
  ),
  pinned: maybe(fc.record({ plan_id: word, reason: fc.constantFrom('checkpoint', 'no_match') })),
  mark: maybe(mark),
  dropped_mark: maybe(fc.record({ deployment_id: word, anchor_content_hash: word })),
  progress: maybe(
    fc.record({
      target_version: version,
      fields: fc.constant({}),
      asked_fields: fc.array(word, { maxLength: 2 }),
      refused_fields: fc.array(word, { maxLength: 2 }),
      extracted_fields: fc.array(word, { maxLength: 2 }),
      actions: fc.constant([]),
      started_at: fc.constant(at(5)),
    }),
  ),
  last_reconciliation: maybe(
    fc.record({
      turn_id: word,
      input_digest: word,
      session_revision: fc.nat(9),
      action: word,
      at: fc.constant(at(6)),
    }),
  ),
  checkpoints: fc.array(
    fc.record({
      step_id: word,
      step_name: word,
      checkpoint_description: word,
      step_content_hash: word,
      graph_version: version,
      passed_at: fc.constant(at(7)),
    }),
    { maxLength: 2 },
  ),
  walk: fc.record({ path: steps, detours: steps }),
  turn_count: fc.nat(30),
  shard: fc.nat(7),
  revision: fc.integer({ min: 1, max: 99 }),
  created_at: fc.constant(at(0)),
  last_activity_at: fc.nat(9_000).map(at),
});

/** What an item is after an update, which is of clauses like `SET #a = :a, #b = :b` and `REMOVE #c`. */
function updated(item: StoredItem, { clauses, names, values }: ReturnType<typeof sessionUpdate>): StoredItem {
  const next = { ...item };
  for (const clause of clauses) {
    for (const [, name = '', value] of clause.matchAll(/(#\w+)(?: = (:\w+))?/g)) {
      const attribute = names[name] ?? name;
      if (value === undefined) delete next[attribute];
      else next[attribute] = values[value];
    }
  }
  return next;
}

const present = (item: StoredItem): StoredItem =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));

/** How releases without a number stored a session, the oldest first. */
const EARLIER: Readonly<Record<string, (record: SessionRecord) => StoredItem>> = {
  'before the indexes by version': (session) => {
    const { graph_pk: _, counted_pk: __, active_hour: ___, ...item } = everything(session);
    const { asked_fields, actions, ...progress } = session.progress ?? {};
    return session.progress
      ? { ...item, migration_progress: JSON.stringify({ ...progress, executed_step_ids: [] }) }
      : item;
  },
  'with all attributes': everything,
  'without a number': (session) => {
    const { v: _, ...item } = present(sessionItem(session));
    return item;
  },
};

function everything(session: SessionRecord): StoredItem {
  const { v: _, ...item } = present(sessionItem(session));
  const { tenant_id, session_id, checkpoints, position } = session;
  return {
    ...item,
    tenant_id,
    session_id,
    checkpoints,
    detours: item.detours ?? new Uint8Array(),
    ...(position && {
      active_scenario_version: position.version,
      settled_for_version: position.settled_for_version,
    }),
  };
}

test('a session comes back as it was stored', () => {
  fc.assert(
    fc.property(record, (session) => {
      expect(readSession(sessionItem(session))).toEqual(session);
    }),
  );
});

test.each(Object.entries(EARLIER))(
  'one stored %s is read, and the next write leaves nothing of that',
  (_, store) => {
    fc.assert(
      fc.property(record, record, maybe(mark), (session, next, lateMark) => {
        const item = store(session);
        const { outdated, ...read } = readSession(item);
        const { progress } = session;
        const hadLess = 'executed_step_ids' in JSON.parse(String(item.migration_progress ?? '{}'));
        expect(read).toEqual(
          hadLess ? { ...session, progress: { ...progress, asked_fields: [], actions: [] } } : session,
        );
        expect(outdated?.toSorted()).toEqual(Object.keys(item).sort());

        // Meanwhile a deployment marks it, or seals it against a mark, neither of which counts as a change.
        const meanwhile = {
          ...item,
          ...(lateMark && { pending_migration: lateMark }),
          sealed_marks: new Set(['a']),
        };
        const before = { ...read, outdated };
        const after = { ...next, mark: before.mark };
        expect(updated(meanwhile, sessionUpdate(before, after))).toEqual(
          present({
            ...sessionItem(after),
            pending_migration: lateMark ?? before.mark,
            sealed_marks: new Set(['a']),
          }),
        );
      }),
    );
  },
);

test('one of this release is written as far as it changes', () => {
  fc.assert(
    fc.property(record, record, (before, after) => {
      const item = present(sessionItem(before));
      const update = sessionUpdate(readSession(item), after);
      expect(updated(item, update)).toEqual(present(sessionItem(after)));
      for (const name of Object.values(update.names)) {
        expect([name, item[name]]).not.toEqual([name, sessionItem(after)[name]]);
      }
    }),
  );
});
