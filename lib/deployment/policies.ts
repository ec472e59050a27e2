import { Bounded } from '../bounded.ts';
import type { Policies } from '../plan/model.ts';
import type { PlanHeader, PlanStore } from '../plan/record.ts';

/** Policies of all plans that a warm Lambda keeps at most. */
const KEPT_POLICIES = 20_000;

/** A plan's policies, kept by the id of their part: what it names never changes. */
export function keptPolicies(plans: Pick<PlanStore, 'policies'>): (plan: PlanHeader) => Promise<Policies> {
  const kept = new Bounded<Policies>(KEPT_POLICIES, (policies) => 1 + Object.keys(policies).length);
  return (plan) => kept.getOrLoad(plan.policies.id, () => plans.policies(plan));
}
