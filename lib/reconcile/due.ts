import type { PinReason } from '../session/model.ts';
import type { Published, SessionRecord } from '../session/record.ts';
import type { ReconcileInput } from './model.ts';

/** An earlier release pinned what it could not decide; it is decided at the session's next turn. */
const UNDECIDED: ReadonlySet<PinReason | undefined> = new Set([
  'undecided_fork',
  'required_action',
  'skipped_checkpoint',
]);

/**
 * Is a decision due? A mark alone is no reason: it counts once its plan is deployed, and then the published version
 * is one that the session is not settled for. An older version than that is a read that lags behind.
 */
export function isDue(
  session: SessionRecord,
  published: Published,
  input: Pick<ReconcileInput, 'executed_action_ids'>,
): boolean {
  const { position, pinned } = session;
  if (!position) return false;
  if (published.version > position.settled_for_version) return true;
  if (published.version === position.graph_version) return published.checksum !== position.checksum;
  if (published.version < position.settled_for_version) return false;
  return UNDECIDED.has(pinned?.reason) || reportsExecuted(session, input);
}

/** What was to be executed before a newer version pinned the session is reported only now: it has to be recorded. */
function reportsExecuted(
  { progress }: SessionRecord,
  { executed_action_ids: ids }: Pick<ReconcileInput, 'executed_action_ids'>,
): boolean {
  const actions = progress?.actions ?? [];
  return actions.some((action) => action.executed_at === undefined && ids?.includes(action.step_id));
}
