import type { AnchorMigrationPolicy } from '../plan/model.ts';
import type { CreatedRange } from './record.ts';

const MS_PER_DAY = 86_400_000;

/**
 * When sessions were created that are of an age that one of the policies at least wants at a time. The range is a
 * millisecond wider on both ends, for fractions of days are not exact: who is in it is still to be judged.
 */
export function createdRange(policies: readonly AnchorMigrationPolicy[], at: string): CreatedRange {
  const before = (days: number, more: number): string =>
    new Date(clamped(Date.parse(at) - days * MS_PER_DAY + more)).toISOString();
  const oldest = policies.map(({ scope_filter }) => scope_filter.max_session_age_days ?? Infinity);
  const youngest = policies.map(({ scope_filter }) => scope_filter.min_session_age_days ?? -Infinity);
  const most = Math.max(...oldest);
  const least = Math.min(...youngest);
  return {
    ...(Number.isFinite(most) && { from: before(most, -1) }),
    ...(Number.isFinite(least) && { to: before(least, 1) }),
  };
}

/** Times that are written with four digits a year, and so sort as text. */
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');
const clamped = (time: number): number => Math.min(LATEST, Math.max(EARLIEST, time));
