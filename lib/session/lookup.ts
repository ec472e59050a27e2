import { Conflict, NotFound } from '../errors.ts';
import type { Position, SessionRecord, SessionStore } from './record.ts';

/** @throws NotFound for a session that the tenant does not have */
export async function sessionOf(
  sessions: Pick<SessionStore, 'get'>,
  tenant: string,
  sessionId: string,
): Promise<SessionRecord> {
  const session = await sessions.get(tenant, sessionId);
  if (!session) throw new NotFound('session_not_found', `there is no session ${sessionId}`);
  return session;
}

/** @throws Conflict when the caller has another revision in mind */
export function expectRevision(session: SessionRecord, expected: number | undefined): void {
  if (expected === undefined || expected === session.revision) return;
  throw new Conflict(
    'stale_revision',
    `the session is at revision ${session.revision}, not ${expected}: read it again`,
    { revision: session.revision },
  );
}

/** @throws Conflict for a session that is closed or has no active scenario */
export function livePosition(session: SessionRecord): Position {
  if (session.status === 'closed') {
    throw new Conflict('session_closed', `session ${session.session_id} is closed`, { status: 'closed' });
  }
  if (!session.position) {
    throw new Conflict('no_active_scenario', `session ${session.session_id} has no active scenario`);
  }
  return session.position;
}
