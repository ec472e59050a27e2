import { type ReconcileAnswer, ReconcileAnswerSchema } from '../../lib/reconcile/model.ts';
import { type StepVisit, type Values, ValuesSchema } from '../../lib/session/model.ts';
import type { AuditEntry, SessionRecord } from '../../lib/session/record.ts';
import { readAuditItem } from '../../lib/store/audit-item.ts';
import type { Database } from '../../lib/store/client.ts';
import { keys } from '../../lib/store/keys.ts';
import { queryAll } from '../../lib/store/read.ts';
import type { StoredItem } from '../../lib/store/schema.ts';
import { readSession } from '../../lib/store/session-item.ts';
import { placedVisits } from '../../lib/store/visit-items.ts';

export type Entry = Pick<AuditEntry, 'event' | 'settles'>;

/** Everything that is stored of one session. */
export interface StoredSession {
  readonly record: SessionRecord;
  readonly item: StoredItem;
  readonly variables: Values;
  readonly answer: ReconcileAnswer | undefined;
  readonly visits: ReadonlyMap<number, readonly StepVisit[]>;
  readonly visited: readonly string[];
  /** Oldest first. */
  readonly entries: readonly Entry[];
}

/** Reads a session with its audit trail, which lies in another table under the same key. */
export async function storedSession(db: Database, tenant: string, id: string): Promise<StoredSession> {
  const { pk } = keys.session(tenant, id);
  const itemsIn = (TableName: string) =>
    queryAll(db, {
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    });
  const [own, trail] = await Promise.all([itemsIn(db.tables.sessions), itemsIn(db.tables.audit)]);
  const item = own.find(({ sk }) => sk === 'SESSION');
  if (!item) throw new Error(`there is no session ${id}`);
  const text = (sk: string, attribute: string): unknown => {
    const found = own.find((each) => each.sk === sk);
    return found && JSON.parse(String(found[attribute]));
  };
  const answer = text('ANSWER', 'answer');
  return {
    record: readSession(item),
    item,
    variables: ValuesSchema.parse(text('VARIABLES', 'variables')),
    answer: answer === undefined ? undefined : ReconcileAnswerSchema.parse(answer),
    visits: new Map(
      own.flatMap((each) => {
        const [kind, revision] = String(each.sk).split('#');
        return kind === 'VISIT' ? [[Number(revision), placedVisits([each]).map(({ visit }) => visit)]] : [];
      }),
    ),
    visited: own.flatMap(({ sk }) => {
      const [kind, visitId = ''] = String(sk).split('#');
      return kind === 'VISITED' ? [visitId] : [];
    }),
    // The audit trail's keys begin with the time.
    entries: trail.map(readAuditItem),
  };
}
