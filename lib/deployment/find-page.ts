import { anchorKeyOf } from '../diff/anchor-key.ts';
import { type AnchorMigrationPolicy, DEFAULT_POLICY, type Policies } from '../plan/model.ts';
import { ageInDays, inScope } from '../plan/scope-filter.ts';
import type { GraphNode, ScenarioGraph } from '../scenario/graph.ts';
import type { Values } from '../session/model.ts';
import { createdRange } from './age-range.ts';
import type { DeployingPlan } from './current.ts';
import type { FoundSession, MarkCandidate, StepEntries, UnitState } from './record.ts';

/**
 * Sessions found, announced, written and counted together: so many, and less than twice as many where several steps
 * have few. Memory does not grow with the number of sessions.
 */
export const PAGE = 200;
/** Steps looked at together. */
const STEPS_AT_ONCE = 8;
/** Sessions whose variables are read at the same time, where a condition looks at them. */
const READS_AT_ONCE = 25;

/** What a unit is about. */
export interface UnitWork {
  readonly plan: DeployingPlan;
  readonly graph: ScenarioGraph;
  readonly policies: Policies;
  readonly shard: number;
  readonly hashes: readonly string[];
}

export interface FindDeps {
  readonly index: StepEntries;
  readonly sessions: { variables(tenant: string, sessionId: string): Promise<Values> };
}

export interface FoundPage {
  readonly chosen: readonly FoundSession[];
  readonly outOfScope: number;
  /** Where to go on. */
  readonly place: Pick<UnitState, 'at' | 'after'>;
  /** It holds nobody, and there is nothing behind it. */
  readonly end: boolean;
}

/**
 * The next sessions of a unit, at one step or at several with few sessions, and which of them are in scope.
 * @param timeLeft milliseconds for which it may go on to a next step
 */
export async function findPage(
  work: UnitWork,
  from: Pick<UnitState, 'at' | 'after'>,
  timeLeft: () => number,
  deps: FindDeps,
): Promise<FoundPage> {
  const { hashes } = work;
  const candidates: MarkCandidate[] = [];
  let place: FoundPage['place'] = { at: from.at, after: from.after };
  for (let width = 1; ; ) {
    const { at, after } = place;
    const pages = await Promise.all(
      hashes.slice(at, at + width).map((hash, ahead) => {
        return entriesAt(work, hash, ahead === 0 ? after : undefined, deps);
      }),
    );
    for (const page of pages) {
      if (candidates.length >= PAGE) break;
      candidates.push(...page.candidates);
      place =
        page.next === undefined ? { at: place.at + 1, after: undefined } : { at: place.at, after: page.next };
      if (page.next !== undefined) break;
    }
    if (candidates.length >= PAGE || place.at >= hashes.length || timeLeft() <= 0) {
      const end = candidates.length === 0 && place.at >= hashes.length;
      return { ...(await choose(work, newest(candidates), deps)), place, end };
    }
    // At most steps hardly anybody rests: where few are found, more steps are looked at together.
    width = candidates.length * 4 < PAGE ? Math.min(2 * width, STEPS_AT_ONCE) : 1;
  }
}

/** Whoever goes on to another step while a page is looked for is found at both, and written once. */
const newest = (candidates: readonly MarkCandidate[]): MarkCandidate[] => [
  ...new Map(candidates.map((candidate) => [candidate.session_id, candidate])).values(),
];

function entriesAt(work: UnitWork, hash: string, after: string | undefined, { index }: FindDeps) {
  const { plan, shard } = work;
  return index.page(
    { tenant: plan.tenant_id, scenarioId: plan.scenario_id, version: plan.from_version, hash, shard },
    createdRange(policiesOf(work, hash), plan.deployment.started_at),
    PAGE,
    after,
  );
}

const policyOf = ({ graph, policies }: UnitWork, node: GraphNode): AnchorMigrationPolicy =>
  policies[anchorKeyOf(graph, node)] ?? DEFAULT_POLICY;

/** The policies of all steps that have a content. */
const policiesOf = (work: UnitWork, hash: string): AnchorMigrationPolicy[] =>
  (work.graph.byHash.get(hash) ?? []).map((node) => policyOf(work, node));

/** The candidates whose policy's scope holds. */
async function choose(
  work: UnitWork,
  candidates: readonly MarkCandidate[],
  deps: FindDeps,
): Promise<Pick<FoundPage, 'chosen' | 'outOfScope'>> {
  const chosen: FoundSession[] = [];
  for (let at = 0; at < candidates.length; at += READS_AT_ONCE) {
    const some = candidates.slice(at, at + READS_AT_ONCE);
    const verdicts = await Promise.all(some.map((candidate) => isInScope(work, candidate, deps)));
    for (const [each, { session_id, step_id }] of some.entries()) {
      if (verdicts[each]) chosen.push({ session_id, step_id });
    }
  }
  return { chosen, outOfScope: candidates.length - chosen.length };
}

async function isInScope(work: UnitWork, candidate: MarkCandidate, { sessions }: FindDeps): Promise<boolean> {
  const { plan, graph } = work;
  const node = graph.byId.get(candidate.step_id);
  if (!node) return false;
  const { scope_filter: filter } = policyOf(work, node);
  const variables =
    filter.custom_conditions.length > 0 ? await sessions.variables(plan.tenant_id, candidate.session_id) : {};
  return inScope(filter, {
    channel: candidate.channel,
    ageDays: ageInDays(candidate.created_at, plan.deployment.started_at),
    stepName: node.step.name,
    variables,
  }).inScope;
}
