import { findNewForks } from '../../lib/diff/forks.ts';
import { matchSteps } from '../../lib/diff/match-steps.ts';
import type { Matching } from '../../lib/diff/model.ts';
import { buildGraph, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { Flow } from './flow.ts';

/** A way of a new decision. */
interface Branch {
  readonly to: string;
  readonly condition: string;
}

/**
 * Two versions, and what the model takes as given about them: which step is which, and which decisions are new. Both
 * have tests of their own.
 */
export interface Change {
  readonly v: Flow;
  readonly w: Flow;
  /** Ids of W by ids of V. */
  readonly image: ReadonlyMap<string, string>;
  /** Ids of V by ids of W. */
  readonly preimage: ReadonlyMap<string, string>;
  /** New ways by the id of the step in W that decides. */
  readonly forks: ReadonlyMap<string, readonly Branch[]>;
}

const graphs = new WeakMap<ScenarioInput, ScenarioGraph>();
const flows = new WeakMap<ScenarioInput, Flow>();

function graphOf(scenario: ScenarioInput): ScenarioGraph {
  const graph = graphs.get(scenario) ?? buildGraph(scenario);
  graphs.set(scenario, graph);
  return graph;
}

export function flowOf(scenario: ScenarioInput): Flow {
  const flow = flows.get(scenario) ?? new Flow(scenario);
  flows.set(scenario, flow);
  return flow;
}

/** @param known pairs that are matched already, by ids of V and W; what is left is matched directly */
export function changeBetween(
  v: ScenarioInput,
  w: ScenarioInput,
  known: readonly (readonly [string, string])[] = [],
): Change {
  const [from, to] = [graphOf(v), graphOf(w)];
  const matching: Matching = matchSteps(
    from,
    to,
    known.map(([v1, v2]) => ({ v1, v2 })),
  );
  return {
    v: flowOf(v),
    w: flowOf(w),
    image: new Map(matching.matches.map((match) => [match.v1, match.v2])),
    preimage: new Map(matching.matches.map((match) => [match.v2, match.v1])),
    forks: new Map(
      findNewForks(from, to, matching).map(({ fork, branches }) => [
        to.node(fork).id,
        branches.map((branch) => ({ to: to.node(branch.to).id, condition: branch.condition })),
      ]),
    ),
  };
}

/** What somebody who never passed a step lacks. */
export interface Need {
  readonly fields: readonly string[];
  readonly action: boolean;
  readonly checkpoint: boolean;
}

export const NOTHING: Need = { fields: [], action: false, checkpoint: false };

/** All that a step of W asks for. */
export function wholeNeed({ w }: Change, id: string): Need {
  const step = w.step(id);
  return {
    fields: [...new Set(step.collects_profile_fields)],
    action: step.is_required_action,
    checkpoint: step.is_checkpoint,
  };
}

/** What a step of W asks for that its counterpart in V did not. */
export function gainedNeed(change: Change, id: string): Need {
  const before = change.preimage.get(id);
  if (before === undefined) return NOTHING;
  const old = change.v.step(before);
  const all = wholeNeed(change, id);
  return {
    fields: all.fields.filter((field) => !old.collects_profile_fields.includes(field)),
    action: all.action && !old.is_required_action,
    checkpoint: all.checkpoint && !old.is_checkpoint,
  };
}
