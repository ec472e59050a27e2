import * as z from 'zod';
import { DeploymentRefSchema } from '../../../lib/deployment/current.ts';
import { failDeployment } from '../../../lib/deployment/publish.ts';
import type { PlanStore } from '../../../lib/plan/record.ts';
import { type TaskRuntime, taskHandler } from '../../../lib/runtime/task-handler.ts';

/** What Step Functions says of a task that failed. */
const FailureSchema = z.object({
  ...DeploymentRefSchema.shape,
  error: z.object({ Error: z.string().optional(), Cause: z.string().optional() }).optional(),
});

/** Failure path of a deployment: notes the failure and frees the scenario. */
export function createHandler(deps: {
  readonly runtime: TaskRuntime;
  readonly plans: PlanStore;
  readonly now: () => Date;
}) {
  return taskHandler(deps.runtime, FailureSchema, async ({ error, ...ref }) => {
    const name = error?.Error ?? 'unknown error';
    deps.runtime.telemetry.logger.error('the deployment failed', { ...ref, error_name: name });
    await failDeployment(ref, name, deps);
    return ref;
  });
}
