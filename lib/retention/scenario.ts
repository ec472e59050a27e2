import type { DeployedLink, ScenarioPointer, VersionHeader } from '../scenario/record.ts';
import { partsReferredTo } from './part-refs.ts';
import type { Owner, StoredPart } from './record.ts';
import type { Run } from './run.ts';
import { activeSince, isPlanDue, workedAtSince } from './timing.ts';
import { cleanVersions } from './versions.ts';

/** Removes what nobody needs of a scenario: versions, then the deployed plans that led on from them, then graphs. */
export async function cleanScenario(owner: Owner, run: Run): Promise<void> {
  const { scenarios } = run;
  const { tenant_id: tenant, id } = owner;
  const pointer = await scenarios.pointer(tenant, id);
  if (pointer) {
    const left = await cleanVersions(await scenarios.headers(tenant, id), pointer.index_shards, run);
    await cleanDeployedPlans(owner, pointer, left, run);
  }
  await cleanGraphs(owner, run);
}

/**
 * Removes deployed plans that lead nobody any more. While the version that a plan leads on from is there, or an older
 * one, sessions may still be imported there, and would need the plan. After that there may be sessions that came
 * back when their graph was gone, and are being asked for something: a plan leads whoever is on its version, or on an
 * older one from which the chain of plans is unbroken. No chain leads here from a version whose own plan is gone.
 */
async function cleanDeployedPlans(
  { tenant_id: tenant, id: scenarioId }: Owner,
  { index_shards: shards }: ScenarioPointer,
  versions: ReadonlySet<number>,
  run: Run,
): Promise<void> {
  const { store, scenarios, findings, dryRun, now, config } = run;
  const since = activeSince(now, config);
  const whyKept = async ({ from_version: version, deployed_at }: DeployedLink) => {
    if (!isPlanDue(deployed_at, now, config)) return 'deployed less than plan_retention_days ago';
    if ([...versions].some((each) => each <= version)) return 'the version that it leads on from is kept';
    const used = await store.isInUse('graph', { tenant, scenarioId, version, shards }, since);
    return used ? 'live sessions are on the graph that it leads on from' : undefined;
  };
  // Oldest first: a plan that is kept for somebody keeps those that lead on from it.
  let keeps: string | undefined;
  for (const link of await scenarios.deployedSince(tenant, scenarioId, 0)) {
    const id = `${tenant}/${link.plan_id}`;
    const reason = keeps === undefined ? await whyKept(link) : 'an older plan that leads here is kept';
    if (reason !== undefined) {
      findings.note('kept', 'plan', `deployed; ${reason}`, id);
      keeps = reason;
      continue;
    }
    if (!dryRun) {
      await store.removeLink({ tenant_id: tenant, scenario_id: scenarioId, from_version: link.from_version });
      await store.removePlan(tenant, link.plan_id);
    }
    findings.note('removed', 'plan', 'deployed, and leads nobody any more', id);
  }
}

/** Removes graphs that nothing refers to: of plans and scenarios that were never written, and of removed versions. */
async function cleanGraphs(owner: Owner, run: Run): Promise<void> {
  const { store, scenarios, findings, dryRun, now } = run;
  const old = await store.parts(owner, workedAtSince(now));
  // Read after the parts: what was written with them is old enough to be there, or is nobody's work any more.
  // One that cannot be read fails this. What they refer to they are asked as they are stored.
  const [stored] = await Promise.all([store.headers(owner), scenarios.headers(owner.tenant_id, owner.id)]);
  const needed = partsReferredTo(stored);
  for (const part of old) {
    if (needed.has(part.id) || (await isDraft(owner, part, run))) continue;
    if (!dryRun) await store.removePart(owner, part);
    findings.note(
      'removed',
      'part',
      'graph that nothing refers to',
      `${owner.tenant_id}/${owner.id}/${part.id}`,
    );
  }
}

/** Is a graph the draft of a plan, or of the version that this has become since the versions were read? */
async function isDraft(owner: Owner, { id, plan_id: planId }: StoredPart, run: Run): Promise<boolean> {
  const plan = planId === undefined ? undefined : await run.plans.get(owner.tenant_id, planId);
  if (plan?.draft.id !== id) return false;
  if (plan.status !== 'deployed') return true;
  const version: VersionHeader | undefined = await run.scenarios.header(
    owner.tenant_id,
    owner.id,
    plan.to_version,
  );
  return version?.graph.id === id;
}
