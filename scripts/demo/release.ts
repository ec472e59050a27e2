import { setTimeout as sleep } from 'node:timers/promises';
import { type PlanAnswer, PlanAnswerSchema } from '../../lib/api/plan-answer.ts';
import {
  DeploymentStartedSchema,
  type DeploymentStatus,
  DeploymentStatusSchema,
} from '../../lib/api/plan-operations.ts';
import type { Api } from './api.ts';
import type { Books } from './books.ts';
import { type Customer, nodeOf } from './customer.ts';
import type { Flow } from './flow.ts';
import { showPlan } from './plan-report.ts';
import { number, type Screen, some } from './screen.ts';
import type { KeptBack, Release } from './story.ts';

/** Whoever makes a plan does not approve it. */
export interface Staff {
  readonly operator: Api;
  readonly approver: Api;
}

const LOOK_EVERY_MS = 150;
const DEPLOYED_WITHIN_MS = 120_000;

/** Publishes a version: plan, look, decide, approve, deploy. */
export async function publish(
  release: Release,
  flow: Flow,
  customers: readonly Customer[],
  { operator, approver }: Staff,
  books: Books,
  screen: Screen,
): Promise<void> {
  const { to } = release;
  const started = performance.now();
  const proposed = await operator.post(`/scenarios/${flow.id}/migration-plan`, PlanAnswerSchema, {
    new_scenario: flow.version(to).scenario,
  });
  const label = flow.isOwn(to) ? " (the demo's own, not one of the published history)" : '';
  screen.section(`${flow.id}: version ${proposed.from_version} -> ${to}${label}`);
  screen.fact(
    'plan',
    `${proposed.id}, made in ${number(Math.round(performance.now() - started))} ms; ${some(proposed.summary.warnings.length, 'warning')}`,
  );
  showPlan(proposed, screen);

  screen.say('');
  const plan = await decide(proposed, release, operator, screen);
  await approve(plan, approver, screen);
  await deploy(plan, operator, screen);
  const marked = customers.filter(
    (customer) =>
      customer.flow === flow &&
      books.last(customer.sessionId)?.outcome.kind !== 'left_scenario' &&
      customer.place.graphVersion === plan.from_version &&
      !isKeptBack(customer, release.keep),
  );
  books.deploy({ planId: plan.id, flow: flow.id, from: plan.from_version, to }, marked);
}

const isKeptBack = (customer: Customer, keep: KeptBack | undefined): boolean =>
  keep !== undefined && customer.channel === keep.channel && keep.at.includes(nodeOf(customer).step.name);

/** Sets policies, if the story has any; the revision says which plan they were decided over. */
async function decide(
  plan: PlanAnswer,
  { keep, force }: Release,
  operator: Api,
  screen: Screen,
): Promise<PlanAnswer> {
  if (!keep && !force) return plan;
  const decided = await operator.put(`/migration-plans/${plan.id}/policies`, PlanAnswerSchema, {
    policies: {
      ...policiesAt(plan, keep?.at, { scope_filter: { exclude_channels: [keep?.channel] } }),
      ...policiesAt(plan, force?.at, { force_scenario: force?.scenario }),
    },
    revision: plan.revision,
  });
  const steps = (at: readonly string[]): string => at.map((name) => `"${name}"`).join(' and ');
  if (keep) screen.fact('policy', `${keep.channel} stays at ${steps(keep.at)}: ${keep.because}`);
  if (force) screen.fact('policy', `${force.scenario} at ${steps(force.at)}: ${force.because}`);
  screen.fact('', `decided over revision ${plan.revision} of the plan, which is at ${decided.revision} now`);
  return decided;
}

/** The same policy for every step of these names. */
function policiesAt({ transformation_map: map }: PlanAnswer, names: readonly string[] = [], policy: object) {
  const keys = [
    ...map.anchors.filter(({ anchor_name }) => names.includes(anchor_name)),
    ...map.deleted_nodes.filter(({ node_name }) => names.includes(node_name)),
  ].map(({ anchor_key }) => anchor_key);
  return Object.fromEntries(keys.map((key) => [key, policy]));
}

/** Critical warnings, where there are any, are acknowledged by name. */
async function approve(plan: PlanAnswer, approver: Api, screen: Screen): Promise<void> {
  const codes = plan.summary.warnings.flatMap(({ severity, code }) =>
    severity === 'critical' ? [code] : [],
  );
  const acknowledged = [...new Set(codes)];
  const approved = await approver.post(`/migration-plans/${plan.id}/approve`, PlanAnswerSchema, {
    revision: plan.revision,
    ...(acknowledged.length > 0 && { acknowledge_warnings: acknowledged }),
  });
  const which = acknowledged.length > 0 ? `, who acknowledged ${acknowledged.join(' and ')}` : '';
  screen.fact('approved', `by ${approved.approved_by}${which}; the plan is by ${approved.created_by}`);
}

/** @throws Error when the deployment fails or does not end */
async function deploy(plan: PlanAnswer, operator: Api, screen: Screen): Promise<DeploymentStatus> {
  await operator.post(`/migration-plans/${plan.id}/deploy`, DeploymentStartedSchema, {});
  const progress = screen.progress('deployed');
  const giveUp = performance.now() + DEPLOYED_WITHIN_MS;
  for (;;) {
    const status = await deploymentStatus(plan.id, operator);
    const { units_done: done, units_total: total } = status.progress;
    progress.at(done, total);
    if (status.status === 'deployed') {
      const skipped = Object.entries(status.progress.sessions_skipped).map(
        ([reason, count]) => `, ${number(count)} ${reason.replaceAll('_', ' ')}`,
      );
      progress.done(`${some(status.sessions_marked, 'session')} marked, none moved yet${skipped.join('')}`);
      return status;
    }
    if (status.status !== 'deploying') {
      throw new Error(`the deployment ended as ${status.status}: ${status.failure ?? 'no reason given'}`);
    }
    if (performance.now() > giveUp) throw new Error(`the deployment of plan ${plan.id} does not end`);
    await sleep(LOOK_EVERY_MS);
  }
}

export const deploymentStatus = (planId: string, operator: Api): Promise<DeploymentStatus> =>
  operator.get(`/migration-plans/${planId}/deployment-status`, DeploymentStatusSchema);
