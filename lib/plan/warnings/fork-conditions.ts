import type { CompactFork } from '../../diff/compact-map.ts';
import type { Warning } from '../model.ts';
import { type AnchorPlace, anchorsBy, type Facts, sessionsAt } from './facts.ts';

type Branch = CompactFork['branches'][number];

/** A new fork with branches of a kind, and the anchors beyond it, for which it is evaluated. */
export interface ForkFinding {
  readonly fork: CompactFork;
  readonly branches: readonly Branch[];
  readonly places: readonly AnchorPlace[];
  readonly sessions: number;
}

/** New forks that somebody is beyond, with those of their conditions that meet a test. */
export function forksWhere(facts: Facts, test: (branch: Branch) => boolean): ForkFinding[] {
  const table = facts.diff.map.new_forks;
  const matching = table.map((fork) =>
    fork.branches.filter((branch) => branch.condition_text !== '' && test(branch)),
  );
  const beyond = anchorsBy(facts, facts.anchors, 'new_forks', (row) =>
    (matching[row] ?? []).length > 0 ? [row] : [],
  );
  return [...beyond].flatMap(([row, { places }]): ForkFinding[] => {
    const fork = table[row];
    return fork ? [{ fork, branches: matching[row] ?? [], places, sessions: sessionsAt(places) }] : [];
  });
}

export const conditionWarning = (finding: ForkFinding, code: Warning['code'], message: string): Warning => ({
  severity: 'warning',
  code,
  anchor_name: finding.fork.fork_node_name,
  message,
  affected_sessions_estimate: finding.sessions,
});
