import type { Config } from '../config/config.ts';
import { Conflict, Forbidden } from '../errors.ts';
import { changedMeanwhile, contentToChange, expectRevision, expectStatus, planOf } from './lookup.ts';
import type { WarningCode } from './model.ts';
import type { PlanHeader, PlanStore } from './record.ts';
import { approved, rejected } from './transitions.ts';

interface ReviewDeps {
  readonly plans: PlanStore;
  readonly config: Config;
  readonly now: () => Date;
}

/** `true`: all of them; a list: those with these codes. */
export type Acknowledgement = boolean | readonly WarningCode[];

/**
 * Approves a pending plan.
 * @throws NotFound, Conflict (status, revision, a critical warning that is not acknowledged), Forbidden (the
 *   creator, where a separate approver is required)
 */
export async function approvePlan(
  tenant: string,
  planId: string,
  request: { readonly acknowledge?: Acknowledgement | undefined; readonly revision?: number | undefined },
  caller: string,
  { plans, config, now }: ReviewDeps,
): Promise<PlanHeader> {
  const before = await planOf(plans, tenant, planId, now());
  expectStatus(before, ['pending'], 'approved');
  expectRevision(before, request.revision);
  if (config.deployment.require_separate_approver && before.created_by === caller) {
    throw new Forbidden('separate_approver_required', 'whoever made a plan may not approve it', {
      created_by: before.created_by,
    });
  }
  const { summary } = await contentToChange(plans, before);
  const { acknowledge = false } = request;
  const open = summary.warnings.filter(
    (warning) =>
      warning.severity === 'critical' &&
      !(typeof acknowledge === 'boolean' ? acknowledge : acknowledge.includes(warning.code)),
  );
  if (open.length > 0) {
    throw new Conflict(
      'warnings_not_acknowledged',
      `${open.length} critical ${open.length === 1 ? 'warning is' : 'warnings are'} not acknowledged: read them, then send acknowledge_warnings`,
      { status: before.status, warnings: open },
    );
  }
  const after = approved(before, caller, now());
  if (!(await plans.replace({ before, after }))) throw changedMeanwhile(before);
  return after;
}

/** @throws NotFound, Conflict */
export async function rejectPlan(
  tenant: string,
  planId: string,
  request: { readonly reason?: string | undefined; readonly revision?: number | undefined },
  caller: string,
  { plans, config, now }: ReviewDeps,
): Promise<PlanHeader> {
  const before = await planOf(plans, tenant, planId, now());
  expectStatus(before, ['pending', 'approved', 'deploy_failed'], 'rejected');
  expectRevision(before, request.revision);
  const after = rejected(before, caller, request.reason, now(), config);
  if (!(await plans.replace({ before, after }))) throw changedMeanwhile(before);
  return after;
}
