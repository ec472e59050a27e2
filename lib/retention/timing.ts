import type { Config } from '../config/config.ts';
import type { PlanHeader } from '../plan/record.ts';
import type { VersionHeader } from '../scenario/record.ts';

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/**
 * Longer than anything takes effect late: the longest call that starts or moves a session (29 s), the indexes' delay
 * (well below a second, minutes when throttled), and the difference between two clocks.
 */
const SETTLING_MS = MS_PER_HOUR;

/** Longer than any call, task or its retries work at something whose header is yet to be written. */
const WORK_MS = MS_PER_DAY;

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);

/**
 * Sessions that were active since then count. It is a little earlier than what the sessions' own calls go by: a
 * call to whom a session is not idle guards no graph, and has ended, visibly to all, when clean-up calls it idle.
 */
export const activeSince = (now: Date, { retention }: Config): Date =>
  before(now, retention.session_idle_days * MS_PER_DAY + SETTLING_MS);

export function isVersionDue(version: VersionHeader, now: Date, { retention }: Config): boolean {
  const archived = version.archived_at === undefined ? now.getTime() : Date.parse(version.archived_at);
  return now.getTime() - archived >= retention.version_retention_days * MS_PER_DAY;
}

/** Has it been retiring for so long that whoever came there before is in the indexes? */
export function hasSettled({ retiring_since: since }: VersionHeader, now: Date): boolean {
  return since !== undefined && now.getTime() - Date.parse(since) >= SETTLING_MS;
}

export const isPlanDue = (deployedAt: string, now: Date, { retention }: Config): boolean =>
  now.getTime() - Date.parse(deployedAt) >= retention.plan_retention_days * MS_PER_DAY;

export const isExpired = ({ expires_at: at }: PlanHeader, now: Date): boolean =>
  at !== undefined && at <= now.toISOString();

/** What was written before then is nobody's work in progress. */
export const workedAtSince = (now: Date): Date => before(now, WORK_MS);
