import { EventsAnswerSchema } from '../../lib/api/plan-operations.ts';
import type { MigrationEvent } from '../../lib/session/model.ts';
import type { Api } from './api.ts';

/** All audit events of a plan or a session, page by page; `of` is such as `/sessions/a`. */
export async function auditTrail(of: string, api: Api): Promise<MigrationEvent[]> {
  const events: MigrationEvent[] = [];
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await api.get(`${of}/events?limit=100${from}`, EventsAnswerSchema);
    events.push(...page.events);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return events;
}
