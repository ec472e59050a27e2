import type { PlanHeader } from '../plan/record.ts';
import { partsReferredTo } from './part-refs.ts';
import type { Owner } from './record.ts';
import type { Run } from './run.ts';
import { isExpired, workedAtSince } from './timing.ts';

/**
 * Removes a rejected or superseded plan whose time is over, with its draft; what a killed run left of any plan; and
 * content that nothing refers to. Deployed plans are removed with their scenario's versions.
 */
export async function cleanPlan(owner: Owner, run: Run): Promise<void> {
  const { store, plans, findings, dryRun, now } = run;
  const { tenant_id: tenant, id: planId } = owner;
  const id = `${tenant}/${planId}`;
  const old = await store.parts(owner, workedAtSince(now));
  // Read after the parts: whoever wrote the old ones has written the header by now, or never will.
  const plan = await plans.get(tenant, planId);
  const gone = (reason: string) => findings.note('removed', 'plan', reason, id);

  if (!plan) {
    if (old.length === 0) return;
    if (!dryRun) await store.removePlan(tenant, planId);
    return gone('never written to the end, or removed in part');
  }
  if (await wasBeingRemoved(plan, run)) {
    if (!dryRun) await store.removePlan(tenant, planId);
    return gone('deployed, and leads nobody any more');
  }
  if (isExpired(plan, now)) {
    if (!dryRun) {
      await store.removeDraft(plan);
      await store.removePlan(tenant, planId);
    }
    return gone(`${plan.status}, and expired`);
  }
  const needed = partsReferredTo(await store.headers(owner));
  for (const part of old.filter((each) => !needed.has(each.id))) {
    if (!dryRun) await store.removePart(owner, part);
    findings.note('removed', 'part', 'content of a plan that nothing refers to', `${id}/${part.id}`);
  }
  if (plan.status === 'deployed') return;
  findings.note(
    'kept',
    'plan',
    plan.expires_at === undefined ? plan.status : `${plan.status}, not expired`,
    id,
  );
}

/** Publishing writes a plan's link with its status, and removing takes the link first. */
async function wasBeingRemoved(
  { status, tenant_id: tenant, scenario_id: scenarioId, from_version: from, id }: PlanHeader,
  { scenarios }: Run,
): Promise<boolean> {
  if (status !== 'deployed') return false;
  const [link] = await scenarios.deployedSince(tenant, scenarioId, from);
  return link?.plan_id !== id;
}
