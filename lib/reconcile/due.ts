import type { PinReason } from '../session/model.ts';
import type { Published, SessionRecord } from '../session/record.ts';

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
  { position, pinned }: Pick<SessionRecord, 'position' | 'pinned'>,
  published: Published,
): boolean {
  if (!position) return false;
  if (published.version > position.settled_for_version) return true;
  if (published.version === position.graph_version) return published.checksum !== position.checksum;
  return published.version === position.settled_for_version && UNDECIDED.has(pinned?.reason);
}
