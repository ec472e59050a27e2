import type { Pace } from './pace.ts';
import { MARKS_A_REQUEST, type MarkingStore, type MarkResult, type MarkTarget } from './record.ts';

/** What finally became of an attempt to mark. */
export type Marked = Exclude<MarkResult, 'throttled' | 'contended'>;

/**
 * Marks sessions, request by request, and again those that the store refused for want of throughput.
 * @returns what became of each, in their order
 * @throws Unavailable when the store goes on refusing
 */
export async function markPage(
  tenant: string,
  targets: readonly MarkTarget[],
  marking: Pick<MarkingStore, 'mark'>,
  pace: Pace,
): Promise<readonly Marked[]> {
  const results: Marked[] = [];
  let left = [...targets.entries()];
  while (left.length > 0) {
    const began = performance.now();
    const round = left.slice(0, pace.width);
    const answers = await settled(
      inRequests(round).map((request) =>
        marking.mark(
          tenant,
          request.map(([, target]) => target),
        ),
      ),
    );
    const refused: typeof left = [];
    let throttled = 0;
    for (const [at, result] of answers.flat().entries()) {
      const entry = round[at];
      if (!entry) continue;
      if (result === 'throttled' || result === 'contended') {
        refused.push(entry);
        if (result === 'throttled') throttled += 1;
      } else results[entry[0]] = result;
    }
    left = [...refused, ...left.slice(round.length)];
    await pace.after({
      began,
      done: round.length - refused.length,
      throttled,
      contended: refused.length - throttled,
    });
  }
  return results;
}

/**
 * The same for a page that another worker announced, and may still be writing: afterwards it is decided of each of
 * its sessions whether it was marked, and nothing that comes late changes that.
 */
export async function decidePage(
  tenant: string,
  targets: readonly MarkTarget[],
  marking: Pick<MarkingStore, 'mark' | 'seal'>,
  pace: Pace,
): Promise<readonly Marked[]> {
  const results = [...(await markPage(tenant, targets, marking, pace))];
  for (const [at, target] of targets.entries()) {
    const result = results[at];
    if (result === 'marked' || result === 'marked_here') continue;
    if (!(await marking.seal(tenant, target))) results[at] = 'marked_here';
  }
  return results;
}

function inRequests<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / MARKS_A_REQUEST) }, (_, at) =>
    items.slice(at * MARKS_A_REQUEST, (at + 1) * MARKS_A_REQUEST),
  );
}

/** The results of all; when one fails, only once none is under way any more. */
async function settled<T>(calls: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(calls);
  return Promise.all(calls);
}
