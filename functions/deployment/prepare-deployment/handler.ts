import { DeploymentRefSchema } from '../../../lib/deployment/current.ts';
import { type PrepareDeps, prepareDeployment } from '../../../lib/deployment/prepare.ts';
import { type TaskRuntime, taskHandler } from '../../../lib/runtime/task-handler.ts';

/** First task of a deployment: divides the work. */
export function createHandler(deps: PrepareDeps & { readonly runtime: TaskRuntime }) {
  return taskHandler(deps.runtime, DeploymentRefSchema, (ref) => prepareDeployment(ref, deps));
}
