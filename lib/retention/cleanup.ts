import { inParallel } from '../in-parallel.ts';
import { cleanPlan } from './plan.ts';
import type { Owner } from './record.ts';
import { type CleanupReport, Findings } from './report.ts';
import type { Run } from './run.ts';
import { cleanScenario } from './scenario.ts';

export interface CleanupDeps extends Omit<Run, 'now' | 'dryRun' | 'findings'> {
  readonly now: () => Date;
  /** Told of what could not be looked at. */
  readonly onFailure: (owner: Owner, error: unknown) => void;
}

/** Scenarios and plans that are looked at at the same time. */
const CONCURRENCY = 8;

/**
 * Removes what nobody needs any more, of all tenants: old versions, old plans, and what killed processes left behind.
 * It goes through the index of parts, which holds nothing large, and reads the few small items of each scenario and
 * plan; whether sessions are on a version costs a query a shard. Killed anywhere, run twice or twice at once, it
 * removes nothing else, and the next run goes on.
 * @param timeLeft milliseconds for which this invocation may go on
 */
export async function cleanUp(
  options: { readonly dryRun: boolean; readonly timeLeft: () => number },
  deps: CleanupDeps,
): Promise<CleanupReport> {
  const { store, onFailure } = deps;
  const { dryRun, timeLeft } = options;
  const findings = new Findings();
  const seen = new Set<string>();
  const clean = async (owner: Owner): Promise<void> => {
    const run: Run = { ...deps, now: deps.now(), dryRun, findings };
    try {
      await (owner.kind === 'scenario' ? cleanScenario(owner, run) : cleanPlan(owner, run));
    } catch (error) {
      // One that cannot be read must not keep all others.
      findings.note('failed', owner.kind, nameOf(error), `${owner.tenant_id}/${owner.id}`);
      onFailure(owner, error);
    }
  };

  const begun = dryRun ? undefined : await store.bookmark();
  let marked = begun;
  // From where the last run stopped to the end, and then from the beginning what was not seen yet.
  for (const start of begun === undefined ? [undefined] : [begun, undefined]) {
    let place = start;
    do {
      const page = await store.owners(place);
      const fresh = page.owners.filter((owner) => isNew(owner, seen));
      // A scenario's plans and its graphs go with each other: one after the other, each is found, and told of, once.
      for (const kind of ['scenario', 'plan'] as const) {
        const owners = fresh.filter((owner) => owner.kind === kind);
        if (!(await cleanAll(owners, clean, timeLeft))) return findings.report(dryRun, false);
      }
      place = page.next;
      if (!dryRun && place !== marked) await store.setBookmark(place);
      marked = place;
    } while (place !== undefined);
  }
  return findings.report(dryRun, true);
}

function isNew({ kind, tenant_id, id }: Owner, seen: Set<string>): boolean {
  const key = `${kind}/${tenant_id}/${id}`;
  const fresh = !seen.has(key);
  seen.add(key);
  return fresh;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

/** @returns whether there was time for all of them */
async function cleanAll(
  owners: readonly Owner[],
  clean: (owner: Owner) => Promise<void>,
  timeLeft: () => number,
): Promise<boolean> {
  let inTime = true;
  await inParallel(owners, CONCURRENCY, async (owner) => {
    inTime &&= timeLeft() > 0;
    if (inTime) await clean(owner);
  });
  return inTime;
}
