import type { GapFillResult } from '../../lib/session/model.ts';
import type { Journey } from '../reconcile/journey.ts';
import type { Case } from './cases.ts';
import type { State } from './situation.ts';
import type { Finding } from './values.ts';

/** A session as the model sees it: ids and sets instead of what is stored. */
export function stateOf(journey: Journey, { ageDays }: Case): State {
  const { session, position, graph, variables, profile } = journey;
  const { progress } = session;
  const idsOf = (steps: typeof session.walk.path) => steps.map(({ ordinal }) => graph.node(ordinal).id);
  return {
    version: position.graph_version,
    step: position.step_id,
    path: idsOf(session.walk.path),
    detours: idsOf(session.walk.detours),
    checkpoints: session.checkpoints.map(({ step_id: id, graph_version: version }) => ({ id, version })),
    pinned: session.pinned?.reason,
    channel: session.channel,
    ageDays,
    variables,
    profile,
    progress: progress && {
      target: progress.target_version,
      found: new Map(Object.entries(progress.fields).map(([name, result]) => [name, findingOf(result)])),
      refused: new Set(progress.refused_fields),
      executed: progress.actions.flatMap(({ step_id: id, graph_version: version, executed_at: at }) =>
        at === undefined ? [] : [{ id, version }],
      ),
    },
  };
}

function findingOf({ filled, value, source }: GapFillResult): Finding {
  if (value === undefined || source === 'not_found') return { kind: 'to_ask' };
  return { kind: filled ? 'filled' : 'to_confirm', value, source };
}
