import { Conflict, NotFound } from '../errors.ts';
import type { PlanStatus } from './model.ts';
import type { PlanHeader, PlanStore } from './record.ts';

/**
 * A plan of the tenant; what has expired is absent.
 * @throws NotFound
 */
export async function planOf(
  plans: Pick<PlanStore, 'get'>,
  tenant: string,
  planId: string,
  now: Date,
): Promise<PlanHeader> {
  const plan = await plans.get(tenant, planId);
  if (!plan || (plan.expires_at !== undefined && plan.expires_at <= now.toISOString())) {
    throw new NotFound('plan_not_found', `there is no migration plan ${planId}`);
  }
  return plan;
}

/** @throws Conflict when the caller has another revision in mind */
export function expectRevision(plan: PlanHeader, expected: number | undefined): void {
  if (expected === undefined || expected === plan.revision) return;
  throw new Conflict(
    'stale_revision',
    `the plan is at revision ${plan.revision}, not ${expected}: read it again`,
    { revision: plan.revision, status: plan.status },
  );
}

/** @throws Conflict when the plan is in none of the statuses that the call is for */
export function expectStatus(plan: PlanHeader, allowed: readonly PlanStatus[], verb: string): void {
  if (allowed.includes(plan.status)) return;
  throw new Conflict(
    'wrong_status',
    `a plan that is ${plan.status} cannot be ${verb}; it would have to be ${allowed.join(' or ')}`,
    { status: plan.status, allowed },
  );
}

/** The header changed between reading and writing it. */
export function changedMeanwhile(plan: PlanHeader): Conflict {
  return new Conflict('stale_revision', `plan ${plan.id} has changed meanwhile: read it again`, {
    revision_read: plan.revision,
  });
}
