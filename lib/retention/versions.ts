import { contentHash } from '../scenario/content-hash.ts';
import type { VersionHeader } from '../scenario/record.ts';
import type { Run } from './run.ts';
import { activeSince, hasSettled, isVersionDue } from './timing.ts';

/**
 * Removes a scenario's archived versions that nobody needs any more. A version retires first: nobody is imported
 * there any more, and nobody who comes back after a long time goes on there. Somebody may have come just before
 * without being in the indexes yet, so that they are asked once more, long after, before it is removed.
 * @returns the numbers of the versions that are left
 */
export async function cleanVersions(
  versions: readonly VersionHeader[],
  shards: number,
  run: Run,
): Promise<ReadonlySet<number>> {
  const left: VersionHeader[] = [];
  for (const version of versions) {
    if (!(await cleanVersion(version, left, shards, run))) left.push(version);
  }
  return new Set(left.map(({ version }) => version));
}

/**
 * @param older those of the older versions that are left
 * @returns whether it is gone
 */
async function cleanVersion(
  version: VersionHeader,
  older: readonly VersionHeader[],
  shards: number,
  run: Run,
): Promise<boolean> {
  const { store, findings, dryRun, now } = run;
  const id = `${version.tenant_id}/${version.scenario_id}/${version.version}`;
  const reason = await whyKept(version, older, shards, run);
  if (reason !== undefined) {
    if (version.state === 'retiring' && !dryRun) await store.restore(version);
    findings.note('kept', 'version', reason, id);
    return false;
  }
  if (version.state === 'archived') {
    const retired = dryRun || (await store.retire(version, now));
    if (retired) findings.note('retired', 'version', 'nobody needs it', id);
    else findings.note('kept', 'version', 'another run is at work', id);
    return false;
  }
  if (!hasSettled(version, now)) {
    findings.note('kept', 'version', 'retired a short while ago', id);
    return false;
  }
  if (!dryRun && !(await store.removeVersion(version))) {
    findings.note('kept', 'version', 'another run is at work', id);
    return false;
  }
  findings.note('removed', 'version', 'archived, and nobody needs it', id);
  return true;
}

async function whyKept(
  version: VersionHeader,
  older: readonly VersionHeader[],
  shards: number,
  run: Run,
): Promise<string | undefined> {
  const { store, plans, config, now } = run;
  const { tenant_id: tenant, scenario_id: scenarioId, version: number } = version;
  if (version.state === 'published') return 'published';
  if (!isVersionDue(version, now, config)) return 'archived for less than version_retention_days';
  // A plan can be looked at, and its policies changed, although its version is not published any more.
  if ((await plans.liveFrom(tenant, scenarioId, number)).length > 0) return 'a live plan leads on from it';
  const place = { tenant, scenarioId, version: number, shards };
  const since = activeSince(now, config);
  if (await store.isInUse('graph', place, since)) return 'live sessions are on its graph';
  if (await store.isInUse('counted', place, since)) return 'live sessions count as it';
  // Whoever counts as it may be on the graph of an older one.
  if (version.unindexed_sessions && (await anyHasUnindexed([version, ...older], shards, run))) {
    return 'an earlier release may have left sessions there that no index by version knows';
  }
  return undefined;
}

async function anyHasUnindexed(
  versions: readonly VersionHeader[],
  shards: number,
  { scenarios, store }: Run,
): Promise<boolean> {
  for (const { tenant_id: tenant, scenario_id: scenarioId, version, graph: ref, ...rest } of versions) {
    if (!rest.unindexed_sessions) continue;
    const graph = await scenarios.graph(tenant, scenarioId, ref);
    if (!graph) return true;
    const hashes = new Set(graph.steps.map(contentHash));
    if (await store.hasUnindexed({ tenant, scenarioId, version, shards }, hashes)) return true;
  }
  return false;
}
