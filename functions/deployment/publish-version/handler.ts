import { DeploymentRefSchema } from '../../../lib/deployment/current.ts';
import { type PublishDeps, publishVersion } from '../../../lib/deployment/publish.ts';
import { type TaskRuntime, taskHandler } from '../../../lib/runtime/task-handler.ts';

/** Last task of a deployment: from here on sessions move. */
export function createHandler(deps: PublishDeps & { readonly runtime: TaskRuntime }) {
  return taskHandler(deps.runtime, DeploymentRefSchema, (ref) => publishVersion(ref, deps));
}
