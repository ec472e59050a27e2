import { BatchGetCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../errors.ts';
import { ReconcileAnswerSchema } from '../reconcile/model.ts';
import { ValuesSchema } from '../session/model.ts';
import type {
  CommitResult,
  SessionChange,
  SessionRecord,
  SessionStore,
  TurnRead,
} from '../session/record.ts';
import { auditItem } from './audit-item.ts';
import { boardItem, publishedOn } from './board.ts';
import {
  cancellationCodes,
  conditionFailed,
  contended,
  type Database,
  type TransactItem,
  transact,
  uncontended,
} from './client.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { type Key, keys } from './keys.ts';
import { profileFields, profileUpdate } from './profile-item.ts';
import { getItem, getStored } from './read.ts';
import { asWritten, upToDate } from './schema.ts';
import { readSession, sessionItem, sessionUpdate } from './session-item.ts';
import { placedVisits, readPlace, visitItems } from './visit-items.ts';

/** Sessions, their variables and visits, and customer profiles on DynamoDB. */
export function sessionStore(db: Database): SessionStore {
  const TableName = db.tables.sessions;
  const get = (key: Key) => getItem(db, TableName, key);

  const putVariables = (record: SessionRecord, variables: unknown): TransactItem => ({
    Put: {
      TableName,
      Item: asWritten({
        ...keys.variables(record.tenant_id, record.session_id),
        // JSON text: numbers and empty values come back exactly as they went in.
        variables: JSON.stringify(variables),
      }),
    },
  });

  /** A version that clean-up is about to remove, or has removed, is entered by nobody. */
  const graphGuard = ({ tenant_id: tenant, position, status }: SessionRecord): TransactItem[] =>
    position && status === 'active'
      ? [
          {
            ConditionCheck: {
              TableName: db.tables.scenarios,
              Key: keys.version(tenant, position.scenario_id, position.graph_version),
              ConditionExpression: 'attribute_exists(pk) AND #state <> :retiring',
              ExpressionAttributeNames: { '#state': 'state' },
              ExpressionAttributeValues: { ':retiring': 'retiring' },
            },
          },
        ]
      : [];

  const putVisits = (record: SessionRecord, visits: SessionChange['visits']): TransactItem[] =>
    visitItems(record, visits ?? []).map((Item) => ({ Put: { TableName, Item } }));

  const transactionItems = (change: SessionChange): TransactItem[] => {
    const { before, after } = change;
    const { Key, clauses, names, values } = sessionUpdate(before, after);
    const conditions = ['revision = :seen_revision'];
    const guards: Record<string, unknown> = { ':seen_revision': before.revision };
    if (change.guard_mark) {
      conditions.push(
        before.mark ? 'pending_migration = :seen_mark' : 'attribute_not_exists(pending_migration)',
      );
      if (before.mark) guards[':seen_mark'] = before.mark;
    }
    const items: TransactItem[] = [
      {
        Update: {
          TableName,
          Key,
          UpdateExpression: clauses.join(' '),
          ConditionExpression: conditions.join(' AND '),
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ...values, ...guards },
        },
      },
    ];
    if (change.once_for_visit !== undefined) {
      items.push({
        Put: {
          TableName,
          Item: asWritten({ ...keys.visited(after.tenant_id, after.session_id, change.once_for_visit) }),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      });
    }
    if (change.variables) items.push(putVariables(after, change.variables));
    items.push(...putVisits(after, change.visits));
    if (change.answer) {
      items.push({
        Put: {
          TableName,
          Item: asWritten({
            ...keys.answer(after.tenant_id, after.session_id),
            answer: JSON.stringify(change.answer),
          }),
        },
      });
    }
    if (after.customer_id !== undefined && Object.keys(change.profile_fields ?? {}).length > 0) {
      items.push({
        Update: {
          TableName,
          Key: keys.profile(after.tenant_id, after.customer_id),
          ...profileUpdate(change.profile_fields ?? {}),
        },
      });
    }
    if (change.audit) {
      items.push({
        Put: {
          TableName: db.tables.audit,
          Item: auditItem(change.audit),
          // What is in the audit trail stays as it is.
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      });
    }
    if (change.guard_graph) items.push(...graphGuard(after));
    return items;
  };

  return {
    async get(tenant, sessionId) {
      const item = await getStored(db, TableName, keys.session(tenant, sessionId));
      return item && readSession(item);
    },

    async variables(tenant, sessionId) {
      const item = await get(keys.variables(tenant, sessionId));
      return item ? ValuesSchema.parse(JSON.parse(String(item.variables))) : {};
    },

    async readForTurn(tenant, sessionId): Promise<TurnRead> {
      const session = keys.session(tenant, sessionId);
      const { Responses, UnprocessedKeys } = await db.client.send(
        new BatchGetCommand({
          RequestItems: {
            [TableName]: { Keys: [session], ConsistentRead: true },
            // The board may be some milliseconds behind: then the move comes a turn later.
            [db.tables.scenarios]: { Keys: [keys.board(tenant)] },
          },
        }),
      );
      if (Object.keys(UnprocessedKeys ?? {}).length > 0) {
        throw new Unavailable('throttled', 'the store takes no more reads now; try again', {
          retry_safe: true,
        });
      }
      const found = Responses?.[TableName]?.[0];
      const record = found && readSession(found);
      const board = Responses?.[db.tables.scenarios]?.[0];
      const scenarioId = record?.position?.scenario_id;
      return {
        session: record,
        published:
          board && scenarioId !== undefined
            ? publishedOn(boardItem.parse(upToDate(board)).published, scenarioId)
            : undefined,
      };
    },

    create(record, variables, visits, guardGraph = false) {
      return transact(db, [
        {
          Put: {
            TableName,
            Item: sessionItem(record),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        putVariables(record, variables),
        ...putVisits(record, visits),
        ...(guardGraph ? graphGuard(record) : []),
      ]);
    },

    async commit(change): Promise<CommitResult> {
      try {
        await db.client.send(new TransactWriteCommand({ TransactItems: transactionItems(change) }));
        return 'written';
      } catch (error) {
        const codes = cancellationCodes(error);
        if (change.once_for_visit !== undefined && codes?.[1] === 'ConditionalCheckFailed') return 'repeated';
        if (conditionFailed(error) || contended(error)) return 'conflict';
        throw error;
      }
    },

    async lastAnswer(tenant, sessionId) {
      const item = await get(keys.answer(tenant, sessionId));
      return item && ReconcileAnswerSchema.parse(JSON.parse(String(item.answer)));
    },

    async visits(tenant, sessionId, limit, cursor) {
      const { pk, sk } = keys.visits(tenant, sessionId);
      const from = cursor === undefined ? undefined : readPlace(readCursor(cursor, sk));
      const page = await db.client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :oldest AND :newest',
          ExpressionAttributeValues: { ':pk': pk, ':oldest': sk, ':newest': from?.sk ?? `${sk}~` },
          ScanIndexForward: false,
          // The item that the cursor is in may have been listed whole; every other one holds a visit or more.
          Limit: limit + 2,
          ConsistentRead: true,
        }),
      );
      const left = placedVisits(page.Items ?? []).slice(from?.listed ?? 0);
      const listed = left.slice(0, limit);
      const last = listed.at(-1);
      return {
        visits: listed.map(({ visit }) => visit),
        ...(last && left.length > limit && { next_cursor: writeCursor(last.place) }),
      };
    },

    async hasVisit(tenant, sessionId, visitId) {
      return (await get(keys.visited(tenant, sessionId, visitId))) !== undefined;
    },

    async profile(tenant, customerId) {
      return profileFields(await get(keys.profile(tenant, customerId)));
    },

    async putProfileField(tenant, customerId, name, field) {
      const update = new UpdateCommand({
        TableName,
        Key: keys.profile(tenant, customerId),
        ...profileUpdate({ [name]: field }),
      });
      // A turn may be writing to the same profile.
      await uncontended(() => db.client.send(update));
    },
  };
}
