import { ReconcileInputSchema } from '../../../lib/reconcile/model.ts';
import { type ReconcileDeps, reconcile } from '../../../lib/reconcile/reconcile.ts';
import { reportReconciled } from '../../../lib/runtime/reconcile-report.ts';
import { type TaskRuntime, taskHandler } from '../../../lib/runtime/task-handler.ts';

/** Called by the engine before every turn. */
export function createHandler(deps: ReconcileDeps & { readonly runtime: TaskRuntime }) {
  return taskHandler(deps.runtime, ReconcileInputSchema, async (input) => {
    const { tenant_id, session_id, turn_id } = input;
    deps.runtime.telemetry.logger.appendKeys({ tenant_id, session_id, turn_id });
    const started = performance.now();
    const reconciled = await reconcile(input, deps);
    reportReconciled(deps.runtime.telemetry, deps.config, reconciled, performance.now() - started);
    return reconciled.answer;
  });
}
