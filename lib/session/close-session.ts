import type { Config } from '../config/config.ts';
import { Unavailable } from '../errors.ts';
import { droppedMark, rememberedMark } from './drop-mark.ts';
import { expectRevision, sessionOf } from './lookup.ts';
import type { Session } from './model.ts';
import { type SessionRecord, type SessionStore, sessionView } from './record.ts';

const ATTEMPTS = 5;

/**
 * Ends a session: it is not moved any more, and its mark is settled. Closing a closed session changes nothing.
 * @throws NotFound, Conflict (stale revision)
 */
export async function closeSession(
  tenant: string,
  sessionId: string,
  request: { readonly reason?: string | undefined; readonly expected_revision?: number | undefined },
  deps: { readonly sessions: SessionStore; readonly config: Config; readonly now: () => Date },
): Promise<Session> {
  const { sessions, config } = deps;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await sessionOf(sessions, tenant, sessionId);
    const variables = await sessions.variables(tenant, sessionId);
    if (before.status === 'closed') return sessionView(before, variables);
    expectRevision(before, request.expected_revision);
    const now = deps.now().toISOString();
    const after: SessionRecord = {
      ...before,
      status: 'closed',
      mark: undefined,
      dropped_mark: rememberedMark(before),
      progress: undefined,
      revision: before.revision + 1,
      last_activity_at: now,
    };
    const result = await sessions.commit({
      before,
      after,
      guard_mark: true,
      audit: droppedMark(before, 'close', request.reason ?? 'the session was closed', now, config),
    });
    if (result === 'written') return sessionView(after, variables);
  }
  throw new Unavailable('contended', `session ${sessionId} is being changed by others; try again`, {
    retry_safe: true,
  });
}
