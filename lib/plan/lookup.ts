import { Conflict, NotFound, Unavailable } from '../errors.ts';
import type { PlanStatus } from './model.ts';
import type { PlanContent, PlanHeader, PlanStore } from './record.ts';

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

const ATTEMPTS = 5;

/**
 * A plan of the tenant with its content. Whoever sets policies removes what they replace, perhaps just after the
 * header was read here: then both are read again.
 * @throws NotFound, Unavailable
 */
export async function planWithContent(
  plans: Pick<PlanStore, 'get' | 'content'>,
  tenant: string,
  planId: string,
  now: Date,
): Promise<{ readonly plan: PlanHeader; readonly content: PlanContent }> {
  for (let attempt = 1; ; attempt += 1) {
    const plan = await planOf(plans, tenant, planId, now);
    try {
      return { plan, content: await plans.content(plan) };
    } catch (error) {
      if (attempt === ATTEMPTS || !isReplaced(error)) throw error;
    }
  }
}

/**
 * The content of a plan that is about to be changed.
 * @throws Conflict when somebody else was first
 */
export async function contentToChange(
  plans: Pick<PlanStore, 'content'>,
  plan: PlanHeader,
): Promise<PlanContent> {
  try {
    return await plans.content(plan);
  } catch (error) {
    throw isReplaced(error) ? changedMeanwhile(plan) : error;
  }
}

const isReplaced = (error: unknown): boolean => error instanceof Unavailable && error.code === 'plan_changed';

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
