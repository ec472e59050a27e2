import { randomUUID } from 'node:crypto';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, inject, it, test } from 'vitest';
import { auditStore } from '../../../lib/store/audit-store.ts';
import { streamedEntries } from '../../../lib/store/audit-stream.ts';
import { countStore } from '../../../lib/store/count-store.ts';
import { markingStore } from '../../../lib/store/marking-store.ts';
import { planStore } from '../../../lib/store/plan-store.ts';
import { retentionStore } from '../../../lib/store/retention-store.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import {
  CONTENTS,
  type Content,
  ITEMS,
  type ItemKind,
  latest,
  SCHEMA_VERSION,
} from '../../../lib/store/schema.ts';
import { sessionStore } from '../../../lib/store/session-store.ts';
import { RetentionWorld } from '../../retention/retention-world.ts';
import { ApiClient } from '../../support/api-client.ts';
import { itemsOf, testDatabase } from '../../support/database.ts';
import { ownTables } from '../../support/own-tables.ts';
import { aMark, aMarkTarget, aPointer, aProfileField, versionOf } from '../../support/records.ts';
import { asFile, fromFile, type Item, put, storedFile, type Table, there } from './files.ts';
import { live, orders, PEOPLE, SCENARIO } from './life.ts';

const endpoint = inject('dynamoEndpoint');
const shared = testDatabase(inject('tables'), endpoint);
const now = () => new Date();
const tenant = randomUUID();

const wordOf = ({ sk }: Item): string => /^[A-Z]+/.exec(sk?.S ?? '')?.[0] ?? 'EVENT';

describe('what a newer release has stored', async () => {
  const db = testDatabase(await ownTables(shared), endpoint);
  const items = await fromFile(storedFile('indexed'), tenant);
  await put(db, items);
  const scenarios = scenarioStore(db);
  const plans = planStore(db);
  const sessions = sessionStore(db);
  const marking = markingStore(db);
  const retention = retentionStore(db);
  const counts = countStore(db, now);
  const audit = auditStore(db, now);
  const [plan, waiting] = await Promise.all(
    ['DEPLOYED', 'LIVE'].map(async (kind) => {
      const link = there(items.scenarios.find((item) => wordOf(item) === kind));
      return there(await plans.get(tenant, link.plan_id?.S ?? ''));
    }),
  ).then(([one, other]) => [there(one), there(other)] as const);
  const deploymentId = there(plan.deployment).id;
  const event = there(items.audit[0]);

  /** Everything that reads a kind whole. */
  const readers: Readonly<Record<ItemKind | Content, readonly (() => Promise<unknown>)[]>> = {
    SCENARIO: [() => scenarios.pointer(tenant, SCENARIO)],
    VERSION: [() => scenarios.header(tenant, SCENARIO, 1), () => scenarios.headers(tenant, SCENARIO)],
    LIVE: [() => plans.liveFrom(tenant, SCENARIO, 2)],
    DEPLOYED: [() => scenarios.deployedSince(tenant, SCENARIO, 1)],
    BOARD: [
      () => sessions.readForTurn(tenant, PEOPLE.late),
      () => {
        const pointer = aPointer({ tenant_id: tenant });
        return scenarios.create(pointer, versionOf(pointer));
      },
    ],
    PLAN: [() => plans.get(tenant, plan.id)],
    UNIT: [
      () => marking.unit(tenant, plan.id, deploymentId, 0),
      () => marking.unitCounts(tenant, plan.id, deploymentId),
    ],
    TOTALS: [() => marking.totals(tenant, plan.id, deploymentId)],
    COUNTS: [
      () => counts.counts(tenant, plan.id),
      () => counts.add(tenant, plan.id, 'shard', [{ sequence: '1', increments: { applied: 1 } }]),
    ],
    BOOKMARK: [() => retention.bookmark()],
    SESSION: [
      () => sessions.get(tenant, PEOPLE.late),
      () => sessions.readForTurn(tenant, PEOPLE.late),
      () => {
        const target = { graph_version: 2, step_id: 'size' };
        return marking.mark(tenant, [aMarkTarget(PEOPLE.late, aMark({ target_version: 3 }), target)]);
      },
    ],
    VARIABLES: [() => sessions.variables(tenant, PEOPLE.late)],
    ANSWER: [() => sessions.lastAnswer(tenant, PEOPLE.asked)],
    VISIT: [() => sessions.visits(tenant, PEOPLE.late, 10, undefined)],
    VISITED: [() => sessions.hasVisit(tenant, PEOPLE.late, `${PEOPLE.late}-1`)],
    PROFILE: [() => sessions.profile(tenant, PEOPLE.moved)],
    EVENT: [
      () => audit.ofSession(tenant, PEOPLE.moved, 10, undefined),
      () => audit.ofPlan(tenant, plan.id, 8, 10, undefined),
      async () =>
        streamedEntries({
          shardId: 'shard',
          Records: [
            {
              eventName: 'INSERT',
              dynamodb: {
                SequenceNumber: '1',
                NewImage: {
                  entry: { S: event.entry?.S ?? '' },
                  [SCHEMA_VERSION]: { N: latest(ITEMS.EVENT) + 1 },
                },
              },
            },
          ],
        }),
    ],
    graph: [() => scenarios.graph(tenant, SCENARIO, plan.base)],
    map: [() => plans.content(waiting)],
    policies: [() => plans.content(waiting), () => plans.policies(waiting)],
    summary: [() => plans.content(waiting)],
    table: [() => plans.table(tenant, plan.id, there(plan.deployment?.table))],
  };
  const idsOf: Readonly<Record<Content, readonly string[]>> = {
    graph: [plan.base.id],
    map: [waiting.map.id],
    policies: [waiting.policies.id],
    summary: [waiting.summary.id],
    table: [there(plan.deployment?.table).id],
  };

  const stored = Object.entries(items).flatMap(([table, all]) => all.map((item) => ({ table, item })));
  const of = (name: string) =>
    stored.filter(({ item }) =>
      Object.hasOwn(CONTENTS, name)
        ? (idsOf as Record<string, readonly string[]>)[name]?.some((id) =>
            item.sk?.S?.startsWith(`PART#${id}#`),
          )
        : wordOf(item) === name,
    );
  const write = (table: string, Item: Item) =>
    db.client.send(new PutItemCommand({ TableName: db.tables[table as Table], Item }));

  it.each(Object.entries({ ...ITEMS, ...CONTENTS }))(
    'is refused, and left as it is: %s',
    async (name, schema) => {
      const those = of(name);
      expect(those.length).toBeGreaterThan(0);
      const newer: AttributeValue = { N: String(latest(schema) + 1) };
      for (const { table, item } of those) await write(table, { ...item, [SCHEMA_VERSION]: newer });
      const before = await asFile(db);
      for (const read of readers[name as ItemKind | Content]) {
        await expect(read()).rejects.toMatchObject({
          name: 'Unavailable',
          code: 'newer_schema',
          details: { retry_safe: true, kind: name, stored: latest(schema) + 1, known: latest(schema) },
        });
      }
      expect(await asFile(db)).toBe(before);
      for (const { table, item } of those) await write(table, item);
      for (const read of readers[name as ItemKind | Content].slice(0, 1)) await read();
    },
  );
});

test('what is written can be read, and so by a release that is a step behind or ahead', () => {
  for (const [name, schema] of Object.entries({ ...ITEMS, ...CONTENTS })) {
    const behind = latest(schema) - schema.writes;
    expect([name, behind === 0 || behind === 1, schema.writes > 0]).toEqual([name, true, true]);
  }
});

test('every kind is stored with the version that it is written in', async () => {
  const api = new ApiClient(inject('url'));
  await live(api);
  const kinds = new Map<string, unknown>();
  for (const item of await itemsOf(shared, api.tenantId)) {
    const kind = /^[A-Z]+/.exec(item.sk)?.[0] ?? 'EVENT';
    if (kind === 'PART') continue;
    const { writes } = ITEMS[kind as ItemKind];
    expect([item.sk, item[SCHEMA_VERSION]]).toEqual([item.sk, writes > 1 ? writes : undefined]);
    kinds.set(kind, writes);
  }
  expect([...kinds.keys(), 'BOOKMARK'].sort()).toEqual(Object.keys(ITEMS).sort());
});

test('what is written or compared by itself is the same in every version of its kind', async () => {
  // Names in expressions that are no attributes.
  const words =
    /^(SET|REMOVE|ADD|AND|OR|NOT|BETWEEN|if_not_exists|attribute_exists|attribute_not_exists|contains)$/;
  const here = await RetentionWorld.create(inject, orders(1));
  const alone = new Map<ItemKind, Set<string>>();
  const note = (kind: ItemKind, names: Iterable<string>) => {
    const known = alone.get(kind) ?? new Set();
    for (const name of names) if (name !== 'pk' && name !== SCHEMA_VERSION) known.add(name);
    if (known.size > 0) alone.set(kind, known);
  };
  const noteWrite = ({ Key, Item, ...write }: Write) => {
    const { UpdateExpression = '', ConditionExpression = '', ExpressionAttributeNames = {} } = write;
    const kind = /^[A-Z]+/.exec((Key ?? Item)?.sk ?? '')?.[0] as ItemKind | undefined;
    if (!kind || UpdateExpression + ConditionExpression === '') return;
    // A session's own update is made of what was read; where that is of another version, it is the whole record.
    if (kind === 'SESSION' && ConditionExpression.startsWith('revision = ')) return;
    const tokens = `${UpdateExpression} ${ConditionExpression}`.match(/(?<![:\w.])[#\w]+/g) ?? [];
    note(
      kind,
      tokens.filter((token) => !words.test(token)).map((token) => ExpressionAttributeNames[token] ?? token),
    );
  };
  here.db.client.middlewareStack.add(
    (next) => (args) => {
      const { input } = args as { input: Sent & Write };
      noteWrite(input);
      for (const each of input.TransactItems ?? []) Object.values(each).forEach(noteWrite);
      for (const { Statement } of input.Statements ?? []) {
        note(
          'SESSION',
          [...Statement.matchAll(/([a-z_]+)(\.[a-z_]+)? (?:=|<>|>|IS)/g)].map(([, name = '']) => name),
        );
      }
      return next(args);
    },
    { step: 'initialize', name: 'noted' },
  );

  const { world } = here;
  const [id = ''] = await world.guests([{ step: 'confirm' }, { step: 'size', channel: 'email' }]);
  await here.deploy(orders(2));
  await world.approve(orders(3));
  await world.start();
  await world.prepare();
  await world.stores.marking.seal(world.tenant, aMarkTarget(id));
  await world.fail();
  await world.stores.scenarios.widenIndex(world.tenant, world.scenarioId, 9);
  await here.reconcile(id, { provided_fields: { delivery_date: '2031-02-03' } });
  await world.stores.sessions.putProfileField(world.tenant, 'c', 'size', aProfileField('M'));
  await countStore(here.db, now).add(world.tenant, world.planId, 's', [
    { sequence: '1', increments: { applied: 1 }, migrated_at: now().toISOString() },
  ]);
  here.days(100);
  await here.cleanUpTwice();

  expect([...alone.keys()].sort()).toEqual(
    ['BOARD', 'COUNTS', 'PLAN', 'PROFILE', 'SCENARIO', 'SESSION', 'UNIT', 'VERSION'].sort(),
  );
  expect([...(alone.get('SESSION') ?? [])]).toEqual(
    expect.arrayContaining(['pending_migration', 'sealed_marks']),
  );
  for (const [kind, names] of alone) {
    for (const step of ITEMS[kind].steps) {
      const item = Object.fromEntries([...names].map((name) => [name, `the ${name} of a ${kind}`]));
      expect(step({ ...item })).toMatchObject(item);
    }
  }
});

interface Write {
  readonly Key?: { readonly sk: string };
  readonly Item?: { readonly sk: string };
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
}

interface Sent {
  readonly TransactItems?: readonly Record<string, Write>[];
  readonly Statements?: readonly { readonly Statement: string }[];
}
