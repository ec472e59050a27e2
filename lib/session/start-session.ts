import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { BadRequest, Conflict, NotFound, type Problem, Unavailable } from '../errors.ts';
import type { ScenarioGraph } from '../scenario/graph.ts';
import type { Graphs } from '../scenario/graphs.ts';
import type { ScenarioStore, VersionHeader } from '../scenario/record.ts';
import { shardOf } from '../scenario/shard.ts';
import { droppedMark, rememberedMark } from './drop-mark.ts';
import { historyProblems, type ImportedHistory, importedHistory } from './import-history.ts';
import { expectRevision } from './lookup.ts';
import type { Session, Values } from './model.ts';
import { type Position, type SessionRecord, type SessionStore, sessionView } from './record.ts';
import { mergeVariables } from './variables.ts';
import { passing, visitOf } from './visit.ts';
import { walkOn } from './walked-path.ts';

export interface StartRequest extends ImportedHistory {
  readonly scenario_id: string;
  readonly channel: string;
  readonly customer_id?: string | undefined;
  readonly variables?: Values | undefined;
  readonly restart?: boolean | undefined;
  readonly expected_revision?: number | undefined;
  readonly scenario_version?: number | undefined;
  readonly step_id?: string | undefined;
  readonly created_at?: string | undefined;
}

export interface StartDeps {
  readonly sessions: SessionStore;
  readonly scenarios: Pick<ScenarioStore, 'pointer' | 'header' | 'widenIndex'>;
  readonly graphs: Graphs;
  readonly config: Config;
  readonly now: () => Date;
}

/**
 * Starts a session at the entry of the published version, imports one that another system began, or starts a new
 * run of one that exists. Repeating a start changes nothing.
 * @throws NotFound (scenario), BadRequest (every problem of an import), Conflict, TooLarge
 */
export async function startSession(
  tenant: string,
  sessionId: string,
  request: StartRequest,
  deps: StartDeps,
): Promise<Started> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const started = await tryToStart(tenant, sessionId, request, deps);
    if (started) return started;
  }
  throw new Unavailable('contended', `session ${sessionId} is being changed by others; try again`, {
    retry_safe: true,
  });
}

interface Started {
  readonly session: Session;
  readonly started: boolean;
}

const ATTEMPTS = 5;

/** @returns nothing when somebody else changed the session or its version meanwhile, or a deployment marked it */
async function tryToStart(
  tenant: string,
  sessionId: string,
  request: StartRequest,
  deps: StartDeps,
): Promise<Started | undefined> {
  const { sessions } = deps;
  const existing = await sessions.get(tenant, sessionId);
  if (existing && !request.restart)
    return { session: await unchanged(existing, request, deps), started: false };
  if (!existing && request.restart) {
    throw new NotFound('session_not_found', `there is no session ${sessionId} to restart`);
  }
  if (existing) expectRevision(existing, request.expected_revision);

  const { graph, header, shards } = await versionFor(tenant, request, deps);
  const now = deps.now().toISOString();
  const runId = randomUUID();
  const variables = mergeVariables({}, request.variables);
  const history = importedHistory(graph, header.version, runId, request, now);
  const at = graph.byId.get(request.step_id ?? graph.scenario.entry_step_id) ?? graph.entry;
  const arrived = history.visits.at(-1)?.step_id === at.id;
  const visits = arrived
    ? history.visits
    : [
        ...history.visits,
        visitOf(at, {
          visit_id: randomUUID(),
          run_id: runId,
          graph_version: header.version,
          entered_at: now,
          turn_number: history.turns,
          transition_reason: request.step_id === undefined ? 'start' : 'import',
        }),
      ];
  // What was passed is what an import says; only a session that starts here passes what it starts at.
  const checkpoints =
    request.checkpoints === undefined
      ? passing(history.checkpoints, at, header.version, now)
      : history.checkpoints;
  const position: Position = {
    scenario_id: request.scenario_id,
    version: header.version,
    graph_version: header.version,
    settled_for_version: header.version,
    checksum: header.checksum,
    step_id: at.id,
    step_hash: at.hash,
  };
  const record: SessionRecord = {
    tenant_id: tenant,
    session_id: sessionId,
    customer_id: request.customer_id ?? existing?.customer_id,
    channel: request.channel,
    status: 'active',
    run_id: runId,
    position,
    checkpoints,
    walk: walkOn(history.walk, at),
    turn_count: history.turns,
    dropped_mark: existing && rememberedMark(existing),
    shard: existing?.shard ?? shardOf(sessionId, shards),
    revision: (existing?.revision ?? 0) + 1,
    created_at: existing?.created_at ?? request.created_at ?? now,
    last_activity_at: now,
  };

  // Starts are at the published version, which clean-up leaves alone until long after this call.
  const guard_graph = header.state !== 'published';
  if (!existing) {
    if (await sessions.create(record, variables, visits, guard_graph)) {
      return { session: sessionView(record, variables), started: true };
    }
    const other = await sessions.get(tenant, sessionId);
    return other && { session: await unchanged(other, request, deps), started: false };
  }
  const result = await sessions.commit({
    before: existing,
    after: record,
    variables,
    visits,
    guard_mark: true,
    guard_graph,
    audit: droppedMark(existing, 'restart', 'the session started again', now, deps.config),
  });
  return result === 'written' ? { session: sessionView(record, variables), started: true } : undefined;
}

/** @throws Conflict when the session that exists is another one than the caller means */
async function unchanged(
  existing: SessionRecord,
  request: StartRequest,
  { sessions }: StartDeps,
): Promise<Session> {
  const scenario = existing.position?.scenario_id;
  const other =
    (scenario !== undefined && scenario !== request.scenario_id) ||
    (request.customer_id !== undefined && existing.customer_id !== request.customer_id);
  if (other) {
    throw new Conflict(
      'session_exists',
      `session ${existing.session_id} exists with another scenario or customer; use restart to begin again`,
      { scenario_id: scenario, revision: existing.revision },
    );
  }
  return sessionView(existing, await sessions.variables(existing.tenant_id, existing.session_id));
}

interface VersionToStart {
  readonly graph: ScenarioGraph;
  readonly header: VersionHeader;
  readonly shards: number;
}

async function versionFor(
  tenant: string,
  request: StartRequest,
  { scenarios, graphs, config }: StartDeps,
): Promise<VersionToStart> {
  const pointer = await scenarios.pointer(tenant, request.scenario_id);
  if (!pointer) throw new NotFound('scenario_not_found', `there is no scenario ${request.scenario_id}`);
  const version = request.scenario_version ?? pointer.published_version;
  const header = await scenarios.header(tenant, request.scenario_id, version);
  if (!header || header.state === 'draft') {
    throw BadRequest.of([
      {
        path: 'scenario_version',
        code: 'unknown_version',
        message: `the scenario has no published or archived version ${version}; published is ${pointer.published_version}`,
      },
    ]);
  }
  if (header.state === 'retiring') {
    throw new Conflict(
      'version_retiring',
      `version ${version} is being removed; start at ${pointer.published_version}`,
    );
  }
  const graph = await graphs.byRef(tenant, request.scenario_id, header.graph);
  if (!graph) throw new Conflict('version_retiring', `version ${version} has been removed`);
  const problems: Problem[] = historyProblems(graph, request);
  if (problems.length > 0) throw BadRequest.of(problems);

  const shards = Math.max(config.deployment.index_shards, pointer.index_shards);
  if (shards > pointer.index_shards) await scenarios.widenIndex(tenant, request.scenario_id, shards);
  return { graph, header, shards };
}
