import { countOutcomes } from '../../../lib/deployment/count-outcomes.ts';
import type { CountStore } from '../../../lib/deployment/record.ts';
import { StreamEventSchema, streamedEntries } from '../../../lib/runtime/stream-event.ts';
import { type TaskRuntime, taskHandler } from '../../../lib/runtime/task-handler.ts';

/** Fed by the audit trail's stream: counts what became of sessions. */
export function createHandler(deps: { readonly runtime: TaskRuntime; readonly counts: CountStore }) {
  return taskHandler(deps.runtime, StreamEventSchema, async (event) => {
    await countOutcomes(streamedEntries(event), deps.counts);
    // A function behind a window hands on a state; this one keeps none.
    return { state: {} };
  });
}
