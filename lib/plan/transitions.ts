/**
 * Every change of a plan's status, as a pure function from header to header. Who may call them when is checked by
 * the callers; each bumps the revision, so that no two operators change the same plan unseen.
 */
import type { Config } from '../config/config.ts';
import type { Deployment, PlanHeader } from './record.ts';

const MS_PER_DAY = 86_400_000;

const next = (plan: PlanHeader, change: Partial<PlanHeader>): PlanHeader => ({
  ...plan,
  ...change,
  revision: plan.revision + 1,
});

const expiry = (now: Date, config: Config): string =>
  new Date(now.getTime() + config.retention.plan_retention_days * MS_PER_DAY).toISOString();

export const approved = (plan: PlanHeader, by: string, now: Date): PlanHeader =>
  next(plan, { status: 'approved', approved_by: by, approved_at: now.toISOString() });

export const rejected = (
  plan: PlanHeader,
  by: string,
  reason: string | undefined,
  now: Date,
  config: Config,
): PlanHeader =>
  next(plan, {
    status: 'rejected',
    rejected_by: by,
    rejected_at: now.toISOString(),
    ...(reason !== undefined && { reject_reason: reason }),
    expires_at: expiry(now, config),
  });

export const superseded = (plan: PlanHeader, now: Date, config: Config): PlanHeader =>
  next(plan, { status: 'superseded', expires_at: expiry(now, config) });

export const deploying = (plan: PlanHeader, deployment: Deployment): PlanHeader =>
  next(plan, { status: 'deploying', deployment, deployed_by: deployment.started_by });

export const prepared = (plan: PlanHeader, deployment: Deployment): PlanHeader => next(plan, { deployment });

export const deployFailed = (plan: PlanHeader, error: string, now: Date): PlanHeader =>
  next(plan, {
    status: 'deploy_failed',
    ...(plan.deployment && { deployment: { ...plan.deployment, error, ended_at: now.toISOString() } }),
  });

/** Back to approved; the next deployment is another one, so that this one's marks stay without effect. */
export const cancelled = (plan: PlanHeader, now: Date): PlanHeader =>
  next(plan, {
    status: 'approved',
    deployed_by: undefined,
    ...(plan.deployment && { deployment: { ...plan.deployment, ended_at: now.toISOString() } }),
  });

export const deployed = (plan: PlanHeader, now: Date): PlanHeader =>
  next(plan, {
    status: 'deployed',
    deployed_at: now.toISOString(),
    ...(plan.deployment && { deployment: { ...plan.deployment, ended_at: now.toISOString() } }),
  });
