import type { CompactFork } from '../../diff/compact-map.ts';
import type { Warning } from '../model.ts';
import { type Facts, sessionsAt } from './facts.ts';
import { decidedForks } from './upstream.ts';

type Branch = CompactFork['branches'][number];

/** A new fork with branches of a kind, and how many sessions are beyond it for which it is decided. */
export interface ForkFinding {
  readonly fork: CompactFork;
  readonly branches: readonly Branch[];
  readonly sessions: number;
}

/** New forks that are decided for somebody, with those of their conditions that meet a test. */
export function forksWhere(facts: Facts, test: (branch: Branch) => boolean): ForkFinding[] {
  return [...decidedForks(facts)].flatMap(([fork, places]): ForkFinding[] => {
    const branches = fork.branches.filter((branch) => branch.condition_text !== '' && test(branch));
    return branches.length > 0 ? [{ fork, branches, sessions: sessionsAt(places) }] : [];
  });
}

export const conditionWarning = (finding: ForkFinding, code: Warning['code'], message: string): Warning => ({
  severity: 'warning',
  code,
  anchor_name: finding.fork.fork_node_name,
  message,
  affected_sessions_estimate: finding.sessions,
});
