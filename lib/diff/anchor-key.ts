import type { GraphNode, ScenarioGraph } from '../scenario/graph.ts';

/**
 * The name by which plans, policies and counts know a step of V1: its content hash where no other step of V1
 * shares it, else `<hash>:<step id>`. Repeated content is common; nothing may confuse two steps that share it.
 */
export function anchorKeyOf(graph: ScenarioGraph, node: GraphNode): string {
  const shared = graph.byHash.get(node.hash)?.length ?? 0;
  return shared > 1 ? `${node.hash}:${node.id}` : node.hash;
}

/** The step of V1 that an anchor key names, if there is one. */
export function nodeOfAnchorKey(graph: ScenarioGraph, key: string): GraphNode | undefined {
  const separator = key.indexOf(':');
  const node = separator < 0 ? graph.byHash.get(key)?.at(0) : graph.byId.get(key.slice(separator + 1));
  return node && anchorKeyOf(graph, node) === key ? node : undefined;
}
