import type { ProfileField } from './model.ts';

/** What has expired counts as absent, whether or not it is still stored. */
export const isExpired = ({ expires_at: at }: ProfileField, now: Date): boolean =>
  at !== undefined && Date.parse(at) <= now.getTime();
