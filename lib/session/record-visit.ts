import type { Config } from '../config/config.ts';
import { BadRequest, Conflict, Unavailable } from '../errors.ts';
import type { GraphNode } from '../scenario/graph.ts';
import type { Graphs } from '../scenario/graphs.ts';
import { isIdle } from './idle.ts';
import { expectRevision, livePosition, sessionOf } from './lookup.ts';
import type { Session, Values } from './model.ts';
import { type Position, type SessionRecord, type SessionStore, sessionView } from './record.ts';
import { mergeVariables } from './variables.ts';
import { passing, visitOf } from './visit.ts';
import { walkOn } from './walked-path.ts';

export interface VisitRequest {
  readonly visit_id: string;
  readonly step_id: string;
  readonly turn_number: number;
  readonly transition_reason?: string | undefined;
  readonly confidence?: number | undefined;
  readonly variables?: Values | undefined;
  readonly expected_revision?: number | undefined;
}

const ATTEMPTS = 5;

/**
 * Records that a session entered a step of its graph. The same `visit_id` again changes nothing.
 * @returns the session, and whether the visit is new
 * @throws NotFound, BadRequest (a step that the graph does not hold), Conflict (closed, stale revision), TooLarge
 */
export async function recordVisit(
  tenant: string,
  sessionId: string,
  request: VisitRequest,
  deps: {
    readonly sessions: SessionStore;
    readonly graphs: Graphs;
    readonly config: Config;
    readonly now: () => Date;
  },
): Promise<{ readonly session: Session; readonly recorded: boolean }> {
  const { sessions, graphs } = deps;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await sessionOf(sessions, tenant, sessionId);
    const idle = isIdle(before, deps.config, deps.now());
    // The variables after the session: whoever changes them in between changes its revision, and that is noticed.
    const [variables, place] = await Promise.all([
      sessions.variables(tenant, sessionId),
      placeOf(before, request, graphs, idle).catch(async (refusal: unknown) => {
        // What was recorded stays so, although the session was closed or has left that graph since.
        if (await sessions.hasVisit(tenant, sessionId, request.visit_id)) return undefined;
        throw refusal;
      }),
    ]);
    if (!place) return repeated(tenant, sessionId, sessions);
    const { position, node } = place;
    const { graph_version } = position;
    const now = deps.now().toISOString();
    const merged = mergeVariables(variables, request.variables);
    const after: SessionRecord = {
      ...before,
      position: { ...position, step_id: node.id, step_hash: node.hash },
      walk: walkOn(before.walk, node),
      checkpoints: passing(before.checkpoints, node, graph_version, now),
      turn_count: Math.max(before.turn_count, request.turn_number),
      revision: before.revision + 1,
      last_activity_at: now,
    };
    const result =
      request.expected_revision !== undefined && request.expected_revision !== before.revision
        ? await repeatedOrStale(before, request, deps)
        : await sessions.commit({
            before,
            after,
            visits: [
              visitOf(node, {
                visit_id: request.visit_id,
                run_id: before.run_id,
                graph_version,
                entered_at: now,
                turn_number: request.turn_number,
                transition_reason: request.transition_reason ?? '',
                confidence: request.confidence,
              }),
            ],
            once_for_visit: request.visit_id,
            guard_graph: idle,
            ...(request.variables && { variables: merged }),
          });
    if (result === 'written') return { session: sessionView(after, merged), recorded: true };
    if (result === 'repeated') return repeated(tenant, sessionId, sessions);
  }
  throw new Unavailable('contended', `session ${sessionId} is being changed by others; try again`, {
    retry_safe: true,
  });
}

/** Where the visit takes the session. @throws Conflict, BadRequest */
async function placeOf(
  session: SessionRecord,
  request: VisitRequest,
  graphs: Graphs,
  anew: boolean,
): Promise<{ readonly position: Position; readonly node: GraphNode }> {
  const position = livePosition(session);
  const { scenario_id, graph_version, checksum } = position;
  const graph = await graphs.byVersion(session.tenant_id, scenario_id, graph_version, checksum, {
    anew,
  });
  if (!graph)
    throw new Conflict('graph_gone', `version ${graph_version} is gone: reconcile the session first`);
  const node = graph.byId.get(request.step_id);
  if (node) return { position, node };
  throw BadRequest.of([
    {
      path: 'step_id',
      code: 'unknown_step',
      message: `version ${graph_version} of the scenario has no step ${request.step_id}; the session navigates that version`,
    },
  ]);
}

/** The session with the visit that was recorded before: perhaps only after it was read here. */
async function repeated(tenant: string, sessionId: string, sessions: SessionStore) {
  const session = await sessionOf(sessions, tenant, sessionId);
  const variables = await sessions.variables(tenant, sessionId);
  return { session: sessionView(session, variables), recorded: false };
}

/** A visit sent again after a lost answer carries the revision of before it was recorded. */
async function repeatedOrStale(
  session: SessionRecord,
  request: VisitRequest,
  { sessions }: { readonly sessions: SessionStore },
): Promise<'repeated'> {
  if (!(await sessions.hasVisit(session.tenant_id, session.session_id, request.visit_id))) {
    expectRevision(session, request.expected_revision);
  }
  return 'repeated';
}
