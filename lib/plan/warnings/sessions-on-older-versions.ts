import type { Warning } from '../model.ts';
import type { Facts } from './facts.ts';
import { counted } from './wording.ts';

/** Some sessions are on versions before V1: they take the whole way in one move, at their next message. */
export function sessionsOnOlderVersions(facts: Facts): Warning[] {
  const older = Object.entries(facts.olderSessionsByVersion).filter(([, count]) => count > 0);
  if (older.length === 0) return [];
  const sessions = older.reduce((sum, [, count]) => sum + count, 0);
  const versions = older.map(([version, count]) => `${count} on version ${version}`).join(', ');
  return [
    {
      severity: 'info',
      code: 'sessions_on_older_versions',
      anchor_name: facts.diff.v1.graph.scenario.name,
      message:
        `${counted(facts, sessions)} are on older versions (${versions}). They move across all versions at once ` +
        'at their next message; the policies of every plan on the way apply.',
      affected_sessions_estimate: sessions,
    },
  ];
}
