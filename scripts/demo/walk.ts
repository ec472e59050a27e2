import type { GraphNode, ScenarioGraph } from '../../lib/scenario/graph.ts';
import type { Values } from '../../lib/session/model.ts';
import { type Flow, rests } from './flow.ts';
import type { Random } from './random.ts';
import { saidFor } from './values.ts';

/** A step on somebody's way, and what was learnt just before it that the engine kept. */
export interface Footstep {
  readonly node: GraphNode;
  readonly learnt: Values;
}

/** Nobody likes to be in a loop for ever. */
const LONGEST = 60;
/** At each step where the conversation waits, so many leave it there. */
const STAYS = 0.5;
/** Engines do not keep everything: what they forget, a later version may have to ask for. */
const KEPT = 0.7;

/** A random way through a version from its entry to a step where conversations rest. */
export function walkIn(flow: Flow, graph: ScenarioGraph, random: Random): Footstep[] {
  let at: Footstep = { node: graph.entry, learnt: {} };
  const walk = [at];
  while (!staysAt(at.node, walk.length, random)) {
    at = goOn(flow, graph, at.node, random);
    walk.push(at);
  }
  return walk;
}

function staysAt(node: GraphNode, walked: number, random: Random): boolean {
  return rests(node) && (node.ways.length === 0 || walked > LONGEST || random.chance(STAYS));
}

/**
 * The way from where somebody rests to the next such step, if it is not far.
 * @returns the steps that are entered; none at the end, or when the next rest is more than so many steps away
 */
export function toNextRest(
  flow: Flow,
  graph: ScenarioGraph,
  from: GraphNode,
  most: number,
  random: Random,
): Footstep[] {
  const walk: Footstep[] = [];
  for (let node = from; node.ways.length > 0 && walk.length < most; ) {
    const next = goOn(flow, graph, node, random);
    walk.push(next);
    if (rests(next.node)) return walk;
    node = next.node;
  }
  return [];
}

/** Takes any way on; at a step that asks, the customer says what leads there. */
function goOn(flow: Flow, graph: ScenarioGraph, node: GraphNode, random: Random): Footstep {
  const way = random.pick(node.ways);
  const learnt = node.step.collects_profile_fields.flatMap((field) => {
    const said = saidFor(flow, field, node, way, random);
    return random.chance(KEPT) ? [[field, said] as const] : [];
  });
  return { node: graph.node(way.to), learnt: Object.fromEntries(learnt) };
}
