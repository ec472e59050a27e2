import { countOutcomes } from '../../../lib/deployment/count-outcomes.ts';
import type { CountStore } from '../../../lib/deployment/record.ts';
import { type TaskRuntime, taskHandler } from '../../../lib/runtime/task-handler.ts';
import { AuditStreamSchema, streamedEntries } from '../../../lib/store/audit-stream.ts';

/** Fed by the audit trail's stream: counts what became of sessions. */
export function createHandler(deps: { readonly runtime: TaskRuntime; readonly counts: CountStore }) {
  return taskHandler(deps.runtime, AuditStreamSchema, async (event) => {
    await countOutcomes(streamedEntries(event), deps.counts);
    // A function behind a window hands on a state; this one keeps none.
    return { state: {} };
  });
}
