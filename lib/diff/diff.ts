import { forwardGraph } from '../scenario/forward.ts';
import type { ScenarioGraph } from '../scenario/graph.ts';
import type { CompactMap } from './compact-map.ts';
import { findNewForks } from './forks.ts';
import { gainsByEdit } from './insertions.ts';
import { matchSteps } from './match-steps.ts';
import type { Matching } from './model.ts';
import { buildMap, type Changes } from './transformation-map.ts';
import { findTransitionChanges } from './transition-changes.ts';

/** Two versions compared. */
export interface Diff extends Changes {
  /** What the changes mean for the sessions at each step of V1. */
  readonly map: CompactMap;
}

export interface DiffOptions {
  /** An operator's targets (step ids of V2) by anchor key. */
  readonly mappings?: ReadonlyMap<string, string>;
  /** A matching that is known already, such as one composed along a chain of versions. */
  readonly matching?: Matching;
}

/**
 * What a change of a scenario means: which step is which, what was inserted, deleted and decided anew, and what
 * may happen to sessions at every step. Pure; `diffScenarios(a, a)` holds no change.
 * @throws RangeError for a mapping to a step that V2 does not hold
 */
export function diffScenarios(v1: ScenarioGraph, v2: ScenarioGraph, options: DiffOptions = {}): Diff {
  const matching = options.matching ?? matchSteps(v1, v2);
  const changes: Changes = {
    v1: { graph: v1, forward: forwardGraph(v1) },
    v2: { graph: v2, forward: forwardGraph(v2) },
    matching,
    forks: findNewForks(v1, v2, matching),
    transitions: findTransitionChanges(v1, v2, matching),
    gains: gainsByEdit(v1, v2, matching),
  };
  return { ...changes, map: buildMap(changes, options.mappings ?? new Map()) };
}

/** The same two versions with an operator's mappings; matching and flow are not computed again. */
export function withMappings(diff: Diff, mappings: ReadonlyMap<string, string>): Diff {
  return { ...diff, map: buildMap(diff, mappings) };
}
