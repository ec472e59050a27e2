import * as z from 'zod';
import { DeploymentStopped } from '../errors.ts';
import type { Deployment, PlanHeader, PlanStore } from '../plan/record.ts';

/** What the state machine's tasks are given. */
export const DeploymentRefSchema = z.object({
  tenant_id: z.string(),
  plan_id: z.string(),
  deployment_id: z.string(),
});

export type DeploymentRef = z.infer<typeof DeploymentRefSchema>;

export type DeployingPlan = PlanHeader & { readonly deployment: Deployment };

/**
 * The plan of a running deployment.
 * @throws DeploymentStopped when it was cancelled, has ended, or is another one by now
 */
export async function runningDeployment(
  plans: Pick<PlanStore, 'get'>,
  ref: DeploymentRef,
): Promise<DeployingPlan> {
  const plan = await plans.get(ref.tenant_id, ref.plan_id);
  if (plan?.status === 'deploying' && plan.deployment?.id === ref.deployment_id) {
    return { ...plan, deployment: plan.deployment };
  }
  throw new DeploymentStopped('deployment_stopped', `deployment ${ref.deployment_id} is not running`, {
    plan_id: ref.plan_id,
    status: plan?.status ?? 'gone',
  });
}
