import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forwardGraph } from '../../lib/scenario/forward.ts';
import { buildGraph, reach, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import { arbitraryScenario } from '../support/arbitraries.ts';

/** Does every way from the entry to b pass a? Asked by taking a away. */
function dominates(graph: ScenarioGraph, a: number, b: number): boolean {
  if (!graph.node(a).reachable || !graph.node(b).reachable) return false;
  if (a === b || a === graph.entry.ordinal) return true;
  const without = graph.nodes.map((node) => (node.ordinal === a ? [] : node.successors));
  return !reach(without, graph.entry.ordinal).has(b);
}

describe('the forward graph', () => {
  test('agrees with the definitions, step by step', () => {
    fc.assert(
      fc.property(arbitraryScenario({ maxSteps: 9 }), (input) => {
        const graph = buildGraph(input);
        const forward = forwardGraph(graph);
        const edges = graph.nodes.map((node) =>
          node.reachable ? node.successors.filter((to) => !dominates(graph, to, node.ordinal)) : [],
        );
        const onward = graph.nodes.map((node) => reach(edges, node.ordinal));
        const comesBack = (at: number): boolean => (edges[at] ?? []).some((to) => onward[to]?.has(at));

        expect(forward.successors).toEqual(edges);
        for (const { ordinal: b } of graph.nodes) {
          const strict = graph.nodes.filter(({ ordinal: a }) => a !== b && dominates(graph, a, b));
          expect(new Set(forward.dominators(b))).toEqual(new Set(strict.map((node) => node.ordinal)));
          expect(forward.irreducible.has(b)).toBe(comesBack(b));
          for (const { ordinal: a } of graph.nodes) {
            expect(forward.dominates(a, b)).toBe(dominates(graph, a, b));
            const before = a === b ? comesBack(a) : (onward[a]?.has(b) ?? false);
            expect(forward.isBefore(a, b)).toBe(before);
            expect(forward.after(a).has(b)).toBe(before);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('lists dominators nearest first, and steps in the order of the flow', () => {
    fc.assert(
      fc.property(arbitraryScenario(), (input) => {
        const graph = buildGraph(input);
        const forward = forwardGraph(graph);
        for (const { ordinal } of graph.nodes) {
          const chain = forward.dominators(ordinal);
          chain.forEach((each, at) => {
            expect(forward.dominates(each, chain[at - 1] ?? ordinal)).toBe(true);
          });
        }
        const place = new Map(forward.order.map((ordinal, at) => [ordinal, at]));
        expect(forward.regions.flat()).toEqual(forward.order);
        forward.successors.forEach((targets, from) => {
          for (const to of targets) {
            if (forward.irreducible.has(from) && forward.irreducible.has(to)) continue;
            expect(place.get(from)).toBeLessThan(place.get(to) ?? -1);
          }
        });
      }),
    );
  });
});
