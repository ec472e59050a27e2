import type { PlanStatus } from '../plan/model.ts';
import type { PartRef } from '../scenario/record.ts';

/** A plan as the clean-up sees it. */
export interface StoredPlan {
  readonly tenant_id: string;
  readonly id: string;
  readonly scenario_id: string;
  readonly status: PlanStatus;
  readonly expires_at?: string | undefined;
  readonly draft: PartRef;
}

export interface RetentionStore {
  /** Every stored plan of every tenant. */
  plans(): AsyncIterable<StoredPlan>;
  /** Removes a plan with its parts, its never-published draft, and its header last. */
  removePlan(plan: StoredPlan): Promise<void>;
}

export interface CleanupReport {
  readonly dry_run: boolean;
  readonly removed: readonly Removal[];
  readonly kept: Readonly<Record<string, number>>;
}

interface Removal {
  readonly kind: 'plan';
  readonly tenant_id: string;
  readonly id: string;
  readonly reason: string;
}

/**
 * Removes rejected and superseded plans whose time is over, with their drafts. Killed anywhere, the next run goes
 * on: the header goes last. Published and archived versions and deployed plans are kept.
 */
export async function cleanUp(
  store: RetentionStore,
  options: { readonly dryRun: boolean; readonly now: Date },
): Promise<CleanupReport> {
  const removed: Removal[] = [];
  const kept: Record<string, number> = {};
  const now = options.now.toISOString();
  for await (const plan of store.plans()) {
    if (plan.expires_at === undefined || plan.expires_at > now) {
      const reason =
        plan.expires_at === undefined ? `plan ${plan.status}` : `plan ${plan.status}, not expired`;
      kept[reason] = (kept[reason] ?? 0) + 1;
      continue;
    }
    if (!options.dryRun) await store.removePlan(plan);
    removed.push({
      kind: 'plan',
      tenant_id: plan.tenant_id,
      id: plan.id,
      reason: `${plan.status}, expired ${plan.expires_at}`,
    });
  }
  return { dry_run: options.dryRun, removed, kept };
}
