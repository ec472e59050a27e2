import type { Config } from '../config/config.ts';
import type { SessionRecord } from './record.ts';

const MS_PER_DAY = 86_400_000;

/**
 * Was a session idle for so long that clean-up does not count it? Then what it needs may have been removed, or be
 * removed at this moment: it is looked up anew, and what leaves the session where it is guards its graph.
 */
export function isIdle({ last_activity_at: last }: SessionRecord, { retention }: Config, now: Date): boolean {
  return (now.getTime() - Date.parse(last)) / MS_PER_DAY >= retention.session_idle_days;
}
