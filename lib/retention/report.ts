/** What happened to something, and so often; ids are `tenant/scenario/version`, `tenant/plan` or an owner's part. */
export interface Tally {
  readonly kind: Kind;
  readonly reason: string;
  readonly count: number;
  /** The first of them. */
  readonly ids: readonly string[];
}

export type Kind = 'version' | 'plan' | 'part' | 'scenario';

/** What a run did, or in a dry run would do; of bounded size, however much it was. */
export interface CleanupReport {
  readonly dry_run: boolean;
  /** Has it looked at everything? If not, the next run goes on where the time was up. */
  readonly complete: boolean;
  readonly removed: readonly Tally[];
  /** Versions that nobody enters any more and that a later run removes. */
  readonly retired: readonly Tally[];
  readonly kept: readonly Tally[];
  /** What could not be looked at; the next run tries again. */
  readonly failed: readonly Tally[];
}

const OUTCOMES = ['removed', 'retired', 'kept', 'failed'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** Reasons are few, so that a report stays far below what a Lambda can answer: 6 MB. */
const IDS_SHOWN = 20;

interface Entry extends Tally {
  count: number;
  readonly ids: string[];
}

/** Counts what happens during a run, by kind and reason. */
export class Findings {
  readonly #entries: Readonly<Record<Outcome, Map<string, Entry>>> = {
    removed: new Map(),
    retired: new Map(),
    kept: new Map(),
    failed: new Map(),
  };

  /** @param reason one of few: it names no id, time or count */
  note(outcome: Outcome, kind: Kind, reason: string, id: string): void {
    const entries = this.#entries[outcome];
    const key = `${kind} ${reason}`;
    const entry = entries.get(key) ?? { kind, reason, count: 0, ids: [] };
    entry.count += 1;
    if (entry.ids.length < IDS_SHOWN) entry.ids.push(id);
    entries.set(key, entry);
  }

  report(dry_run: boolean, complete: boolean): CleanupReport {
    // In one order, whichever of those that are looked at at the same time was first.
    const of = (outcome: Outcome): Tally[] =>
      [...this.#entries[outcome]]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { ids, ...entry }]) => ({ ...entry, ids: ids.toSorted() }));
    return {
      dry_run,
      complete,
      removed: of('removed'),
      retired: of('retired'),
      kept: of('kept'),
      failed: of('failed'),
    };
  }
}

/** How many of each kind. */
export function countByKind(tallies: readonly Tally[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind, count } of tallies) counts[kind] = (counts[kind] ?? 0) + count;
  return counts;
}
