import * as z from 'zod';
import { type CleanupDeps, cleanUp } from '../../../lib/retention/cleanup.ts';
import { countByKind } from '../../../lib/retention/report.ts';
import { DIMENSION, METRIC } from '../../../lib/runtime/metric-names.ts';
import { type TaskRuntime, taskHandler } from '../../../lib/runtime/task-handler.ts';

/** The scheduler sends an event of its own; whoever calls by hand may ask for a dry run. */
const CleanupSchema = z.object({ dry_run: z.boolean().default(false) });

/** Stops early enough for what it is at to be finished before the Lambda's 900 seconds are over. */
const WORKING_MS = 780_000;

/** Removes what nobody needs any more, and says what it removed and kept. */
export function createHandler(deps: Omit<CleanupDeps, 'onFailure'> & { readonly runtime: TaskRuntime }) {
  const { logger, count } = deps.runtime.telemetry;
  const onFailure: CleanupDeps['onFailure'] = ({ kind, tenant_id, id }, error) =>
    logger.error('clean-up could not look at something', { kind, tenant_id, id, error });
  return taskHandler(deps.runtime, CleanupSchema, async ({ dry_run: dryRun }) => {
    const deadline = performance.now() + WORKING_MS;
    const options = { dryRun, timeLeft: () => deadline - performance.now() };
    const report = await cleanUp(options, { ...deps, onFailure });
    const { removed, retired, kept, failed, complete } = report;
    logger.info('clean-up is done', {
      dry_run: dryRun,
      complete,
      removed: countByKind(removed),
      retired: countByKind(retired),
      kept: countByKind(kept),
      failed: countByKind(failed),
    });
    if (!dryRun) {
      for (const [kind, times] of Object.entries(countByKind(removed))) {
        count(METRIC.retentionRemoved, times, { [DIMENSION.kind]: kind });
      }
      for (const times of Object.values(countByKind(failed))) count(METRIC.retentionFailures, times);
    }
    return report;
  });
}
