import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JointSteps } from '../../lib/diff/joint-steps.ts';
import { matchSteps } from '../../lib/diff/match-steps.ts';
import type { Matching, StepMatch } from '../../lib/diff/model.ts';
import { matchByRefinedColours } from '../../lib/diff/refine-colours.ts';
import { normaliseText } from '../../lib/scenario/content-hash.ts';
import { buildGraph, type GraphNode, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import { arbitraryVersions } from '../support/arbitraries.ts';
import { matchByColoursByDefinition } from './definitions/refined-colours.ts';

interface Matched {
  readonly from: ScenarioGraph;
  readonly to: ScenarioGraph;
  readonly matching: Matching;
}

/** 1,000 pairs of versions of up to 60 steps. */
function assertMatching(holds: (matched: Matched) => void): void {
  fc.assert(
    fc.property(arbitraryVersions(), ([v1, v2]) => {
      const [from, to] = [buildGraph(v1), buildGraph(v2)];
      holds({ from, to, matching: matchSteps(from, to) });
    }),
    { numRuns: 1_000 },
  );
}

/** Reachable steps match only reachable ones, so whatever is said of equal content is said of either kind. */
const contentOf = (node: GraphNode): string => `${node.reachable} ${node.hash}`;

describe('matching', () => {
  test('is one-to-one, of steps that are both reachable or both not', () => {
    assertMatching(({ from, to, matching }) => {
      expect(matching.imageOf.size).toBe(matching.matches.length);
      expect(matching.preimageOf.size).toBe(matching.matches.length);
      for (const match of matching.matches) {
        const [a, b] = [from.byId.get(match.v1), to.byId.get(match.v2)];
        expect(a?.reachable).toBe(b?.reachable);
        expect(match.match).toBe(a?.hash === b?.hash ? 'exact' : 'edited');
        expect(match.match === 'exact' ? ['content', 'context', 'step_id'] : ['step_id', 'name']).toContain(
          match.matchedBy,
        );
        if (match.matchedBy === 'step_id') expect(match.v1).toBe(match.v2);
        if (match.ambiguous) expect(match).toMatchObject({ match: 'exact', matchedBy: 'context' });
      }
    });
  });

  test('equal content that is unique on both sides matches by content', () => {
    assertMatching(({ from, to, matching }) => {
      const [ofV1, ofV2] = [Map.groupBy(from.nodes, contentOf), Map.groupBy(to.nodes, contentOf)];
      for (const [content, [node, ...others]] of ofV1) {
        const [image, ...more] = ofV2.get(content) ?? [];
        const isUnique = others.length === 0 && more.length === 0 && image !== undefined;
        const match = matching.imageOf.get(node?.id ?? '');
        expect(match?.matchedBy === 'content').toBe(isUnique);
        if (isUnique) expect(match?.v2).toBe(image.id);
      }
    });
  });

  test('as many steps of equal content are matched as there are on both sides', () => {
    assertMatching(({ from, to, matching }) => {
      const ofV2 = Map.groupBy(to.nodes, contentOf);
      for (const [content, nodes] of Map.groupBy(from.nodes, contentOf)) {
        const exact = nodes.filter((node) => matching.imageOf.get(node.id)?.match === 'exact');
        expect(exact.length).toBe(Math.min(nodes.length, ofV2.get(content)?.length ?? 0));
      }
    });
  });

  test('no step is left whose name is unique among what is left, or that kept its id where ids are kept', () => {
    assertMatching(({ from, to, matching }) => {
      const leftOfV1 = from.nodes.filter((node) => !matching.imageOf.has(node.id));
      const leftOfV2 = to.nodes.filter((node) => !matching.preimageOf.has(node.id));
      const named = (nodes: readonly GraphNode[]) =>
        Map.groupBy(nodes, (node) => `${node.reachable} ${normaliseText(node.step.name)}`);
      const names = named(leftOfV2);
      for (const [name, { length }] of named(leftOfV1)) {
        expect([length, names.get(name)?.length]).not.toEqual([1, 1]);
      }

      const sure = matching.matches.filter(
        (match) => match.matchedBy === 'content' && from.byId.get(match.v1)?.reachable,
      );
      const kept = sure.filter((match) => match.v1 === match.v2).length;
      if (2 * kept < sure.length) return;
      const ids = new Set(leftOfV2.map((node) => `${node.reachable} ${node.id}`));
      expect(leftOfV1.filter((node) => ids.has(`${node.reachable} ${node.id}`))).toEqual([]);
    });
  });

  test('it is the same from either side', () => {
    assertMatching(({ from, to, matching }) => {
      const back = matchSteps(to, from).matches.map((match) => ({ ...match, v1: match.v2, v2: match.v1 }));
      const byStep = (a: StepMatch, b: StepMatch): number => (a.v1 < b.v1 ? -1 : 1);
      expect(back.sort(byStep)).toEqual(matching.matches.toSorted(byStep));
    });
  });

  test('a seed is kept, and completed', () => {
    assertMatching(({ from, to, matching }) => {
      const seed = matching.matches.filter((_, at) => at % 2 === 0);
      const completed = matchSteps(from, to, seed);
      for (const match of seed) expect(completed.imageOf.get(match.v1)).toEqual(match);
      expect(completed.imageOf.size).toBe(completed.preimageOf.size);
      expect(matchSteps(from, to, matching.matches)).toEqual(matching);
    });
  });

  test('refining what changed is refining everything', () => {
    assertMatching(({ from, to }) => {
      const pairsAfter = (refine: (steps: JointSteps) => void): string[] => {
        const steps = new JointSteps(from, to);
        for (const content of steps.members.keys()) steps.pairLast(content);
        refine(steps);
        return steps.pairs.map(({ v1, v2 }) => `${v1} ${v2}`).sort();
      };
      expect(pairsAfter(matchByRefinedColours)).toEqual(pairsAfter(matchByColoursByDefinition));
    });
  });
});
