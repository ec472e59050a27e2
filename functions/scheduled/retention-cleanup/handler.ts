import * as z from 'zod';
import { cleanUp, type RetentionStore } from '../../../lib/retention/cleanup.ts';
import { type TaskRuntime, taskHandler } from '../../../lib/runtime/task-handler.ts';

/** The scheduler sends an event of its own; whoever calls by hand may ask for a dry run. */
const CleanupSchema = z.object({ dry_run: z.boolean().default(false) });

/** Removes what nobody needs any more, and says what it removed and kept. */
export function createHandler(deps: {
  readonly runtime: TaskRuntime;
  readonly store: RetentionStore;
  readonly now: () => Date;
}) {
  return taskHandler(deps.runtime, CleanupSchema, async ({ dry_run: dryRun }) => {
    const report = await cleanUp(deps.store, { dryRun, now: deps.now() });
    deps.runtime.telemetry.logger.info('clean-up is done', {
      removed: report.removed.length,
      kept: report.kept,
    });
    return report;
  });
}
