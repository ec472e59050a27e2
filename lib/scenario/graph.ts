import { contentHash, inOrder, normaliseText } from './content-hash.ts';
import type { ScenarioInput, Step } from './model.ts';

/** A transition with its target as an ordinal and its condition as the hashes see it. */
export interface Way {
  readonly to: number;
  readonly condition: string;
  readonly fields: readonly string[];
}

/** A step with its place in the graph. Ordinals follow the step ids, so they do not depend on input order. */
export interface GraphNode {
  readonly ordinal: number;
  readonly id: string;
  readonly step: Step;
  readonly hash: string;
  /** Ways on, in the order in which they are tried. */
  readonly ways: readonly Way[];
  /** Distinct targets of the ways, in that order. */
  readonly successors: readonly number[];
  readonly predecessors: readonly number[];
  readonly reachable: boolean;
}

/** A scenario version, indexed for walking. Built once per version and shared. */
export interface ScenarioGraph {
  readonly scenario: ScenarioInput;
  readonly nodes: readonly GraphNode[];
  readonly entry: GraphNode;
  readonly byId: ReadonlyMap<string, GraphNode>;
  /** Steps per content hash, in ordinal order. */
  readonly byHash: ReadonlyMap<string, readonly GraphNode[]>;
  /** The node with an ordinal; throws for one that the graph does not hold (a defect, never bad input). */
  node(ordinal: number): GraphNode;
}

/**
 * Indexes a valid scenario (see `validateScenario`).
 * @throws TypeError when the entry or a transition's target does not exist
 */
export const buildGraph = (scenario: ScenarioInput): ScenarioGraph => indexGraph(scenario, contentHash);

/**
 * The same for steps that are not all that they were when their content was hashed.
 * @throws TypeError when the entry or a transition's target does not exist
 */
export function indexGraph(scenario: ScenarioInput, hashOf: (step: Step) => string): ScenarioGraph {
  const steps = [...scenario.steps].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ordinalOf = new Map(steps.map((step, ordinal) => [step.id, ordinal]));
  const ordinal = (id: string): number => {
    const found = ordinalOf.get(id);
    if (found === undefined) throw new TypeError(`no step ${id} in ${scenario.name}`);
    return found;
  };

  const ways = steps.map((step) =>
    inOrder(step.transitions).map((transition) => ({
      to: ordinal(transition.to_step_id),
      condition: normaliseText(transition.condition_text),
      fields: [...new Set(transition.condition_fields)].sort(),
    })),
  );
  const successors = ways.map((list) => [...new Set(list.map((way) => way.to))]);
  const predecessors: number[][] = steps.map(() => []);
  successors.forEach((targets, from) => {
    for (const to of targets) predecessors[to]?.push(from);
  });
  const reachable = reach(successors, ordinal(scenario.entry_step_id));

  const nodes = steps.map(
    (step, index): GraphNode => ({
      ordinal: index,
      id: step.id,
      step,
      hash: hashOf(step),
      ways: ways[index] ?? [],
      successors: successors[index] ?? [],
      predecessors: predecessors[index] ?? [],
      reachable: reachable.has(index),
    }),
  );
  const byHash = Map.groupBy(nodes, (node) => node.hash);
  const node = (at: number): GraphNode => {
    const found = nodes[at];
    if (!found) throw new RangeError(`no step with ordinal ${at} in ${scenario.name}`);
    return found;
  };
  return {
    scenario,
    nodes,
    entry: node(ordinal(scenario.entry_step_id)),
    byId: new Map(nodes.map((each) => [each.id, each])),
    byHash,
    node,
  };
}

/** Everything that edges lead to from a start, the start included. */
export function reach(edges: readonly (readonly number[])[], start: number): Set<number> {
  const seen = new Set([start]);
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of edges[at] ?? []) {
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return seen;
}
