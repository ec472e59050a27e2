import type { GraphNode, ScenarioGraph } from '../scenario/graph.ts';
import type { WalkedStep } from '../session/walked-path.ts';

/**
 * The step of W with the content of the last step walked. Among several, the one whose predecessors repeat the
 * walked path furthest back; none if two do so equally.
 */
export function byContent(graph: ScenarioGraph, walked: readonly WalkedStep[]): GraphNode | undefined {
  const candidates = graph.byHash.get(walked.at(-1)?.hash ?? '') ?? [];
  let alive = candidates.map((node) => ({ node, front: [node] }));
  for (let back = walked.length - 2; back >= 0 && alive.length > 1; back -= 1) {
    const hash = walked[back]?.hash;
    const next = alive.flatMap(({ node, front }) => {
      const before = new Set(front.flatMap((each) => each.predecessors));
      const matching = [...before].map(graph.node).filter((each) => each.hash === hash);
      return matching.length > 0 ? [{ node, front: matching }] : [];
    });
    if (next.length === 0) break;
    alive = next;
  }
  return alive.length === 1 ? alive[0]?.node : undefined;
}
