import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ForwardGraph, forwardGraph } from '../../lib/scenario/forward.ts';
import { buildGraph, reach, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { arbitraryFlow, arbitraryGrowth, arbitraryScenario, grown } from '../support/arbitraries.ts';

const LIMITS = { maxSteps: 60 };
const scenarios = fc.oneof(arbitraryScenario(LIMITS), arbitraryFlow(LIMITS));
const flowOf = (input: ScenarioInput): readonly [ScenarioGraph, ForwardGraph] => {
  const graph = buildGraph(input);
  return [graph, forwardGraph(graph)];
};

/** What every way from the entry to a step passes no more once one step is taken away: that step dominates it. */
function dominatedBy(graph: ScenarioGraph, step: number): Set<number> {
  const without = graph.nodes.map((node) => (node.ordinal === step ? [] : node.successors));
  const reached = step === graph.entry.ordinal ? new Set<number>() : reach(without, graph.entry.ordinal);
  const isCutOff = (at: number): boolean => at === step || !reached.has(at);
  return new Set(
    graph.nodes.flatMap((node) => (node.reachable && isCutOff(node.ordinal) ? [node.ordinal] : [])),
  );
}

/** Ascending: sets that are equal are listed alike. */
const listed = (steps: Iterable<number>): number[] => [...steps].sort((a, b) => a - b);

describe('the forward graph', () => {
  test('agrees with the definitions, step by step', () => {
    fc.assert(
      fc.property(scenarios, (input) => {
        const [graph, forward] = flowOf(input);
        const all = graph.nodes.map((node) => node.ordinal);
        const dominated = graph.nodes.map((node) =>
          node.reachable ? dominatedBy(graph, node.ordinal) : new Set<number>(),
        );
        const edges = graph.nodes.map((node) =>
          node.reachable ? node.successors.filter((to) => !dominated[to]?.has(node.ordinal)) : [],
        );
        const comesBack = all.map((at) => (edges[at] ?? []).some((to) => reach(edges, to).has(at)));
        const after = all.map((at) => {
          const beyond = reach(edges, at);
          if (!comesBack[at]) beyond.delete(at);
          return beyond;
        });

        expect(forward.successors).toEqual(edges);
        expect(listed(forward.irreducible)).toEqual(all.filter((at) => comesBack[at]));
        expect(all.map((at) => listed(forward.after(at)))).toEqual(after.map(listed));
        const by = (sets: readonly Set<number>[]) => (at: number) =>
          all.filter((other) => sets[other]?.has(at));
        expect(all.map((at) => listed(forward.before(at)))).toEqual(all.map(by(after)));
        expect(all.map((at) => all.filter((other) => forward.isBefore(other, at)))).toEqual(
          all.map(by(after)),
        );
        expect(all.map((at) => all.filter((other) => forward.dominates(other, at)))).toEqual(
          all.map(by(dominated)),
        );
        expect(all.map((at) => listed(forward.dominators(at)))).toEqual(
          all.map((at) => by(dominated)(at).filter((other) => other !== at)),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test('lists dominators nearest first, and steps in the order of the flow', () => {
    fc.assert(
      fc.property(scenarios, (input) => {
        const [graph, forward] = flowOf(input);
        for (const { ordinal } of graph.nodes) {
          const chain = forward.dominators(ordinal);
          const isNearer = (each: number, at: number): boolean =>
            forward.dominates(each, chain[at - 1] ?? ordinal);
          expect(chain.filter((each, at) => !isNearer(each, at))).toEqual([]);
          expect(forward.immediateDominator(ordinal)).toBe(chain[0]);
        }
        expectFlowOrder(forward);
      }),
      { numRuns: 1_000 },
    );
  });

  test('holds at some thousand steps', () => {
    fc.assert(
      fc.property(arbitraryGrowth, fc.nat(), (growth, some) => {
        const [graph, forward] = flowOf(grown(growth)[1]);
        expectFlowOrder(forward);
        const inspected = forward.order.filter((_, at) => at % 300 === some % 300);
        for (const step of inspected) {
          const dominated = graph.nodes.filter((node) => forward.dominates(step, node.ordinal));
          expect(dominated.map((node) => node.ordinal)).toEqual(listed(dominatedBy(graph, step)));
        }
      }),
      { numRuns: 20 },
    );
  });
});

/** Every forward edge leads onwards, but within an irreducible region, whose steps stand together. */
function expectFlowOrder({ order, regions, successors, irreducible }: ForwardGraph): void {
  expect(regions.flat()).toEqual(order);
  const regionOf = new Map(regions.flatMap((region, at) => region.map((step) => [step, at] as const)));
  const place = (step: number): number => regionOf.get(step) ?? -1;
  const wrong = successors.flatMap((targets, from) =>
    targets.filter((to) =>
      place(to) === place(from) ? !irreducible.has(from) || !irreducible.has(to) : place(to) < place(from),
    ),
  );
  expect(wrong).toEqual([]);
}
