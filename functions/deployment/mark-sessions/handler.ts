import * as z from 'zod';
import { DeploymentRefSchema } from '../../../lib/deployment/current.ts';
import { type MarkDeps, markUnit } from '../../../lib/deployment/mark-unit.ts';
import { METRIC } from '../../../lib/runtime/metric-names.ts';
import { type TaskRuntime, taskHandler } from '../../../lib/runtime/task-handler.ts';

const UnitSchema = z.object({ ...DeploymentRefSchema.shape, unit: z.int().min(0) });

/** Seconds after which the state machine calls again, well within the Lambda's time limit. */
const WORKING_MS = 240_000;

/** Works at one unit of a deployment until it is done or the time is up. */
export function createHandler(deps: MarkDeps & { readonly runtime: TaskRuntime }) {
  return taskHandler(deps.runtime, UnitSchema, async ({ unit, ...ref }) => {
    const deadline = performance.now() + WORKING_MS;
    const { done, marked } = await markUnit(ref, unit, () => deadline - performance.now(), deps);
    if (marked > 0) deps.runtime.telemetry.count(METRIC.sessionsMarked, marked);
    return { ...ref, unit, done };
  });
}
