import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorKeyOf, nodeOfAnchorKey } from '../../lib/diff/anchor-key.ts';
import { countAnchor, expandAnchor, expandMap } from '../../lib/diff/compact-map.ts';
import { type Diff, diffScenarios, withMappings } from '../../lib/diff/diff.ts';
import type { StepMatch, TransitionChange } from '../../lib/diff/model.ts';
import { buildGraph, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { arbitraryVersions } from '../support/arbitraries.ts';
import { expectByDefinition } from './definitions/anchor.ts';
import { newForksByDefinition } from './definitions/forks.ts';
import { nearestAnchorByDefinition } from './definitions/nearest-anchor.ts';

const RUNS = { numRuns: 1_000 };
const diff = (v1: ScenarioInput, v2: ScenarioInput): Diff => diffScenarios(buildGraph(v1), buildGraph(v2));

describe('the transformation map', () => {
  test('agrees with the definitions, anchor by anchor', () => {
    fc.assert(
      fc.property(arbitraryVersions(), fc.nat(2), ([v1, v2], third) => {
        const found = diff(v1, v2);
        expandMap(found.map).anchors.forEach((anchor, at) => {
          if (at % 3 === third) expectByDefinition(found, anchor);
        });
      }),
      RUNS,
    );
  });

  test('agrees with them where an operator sends steps elsewhere', () => {
    fc.assert(
      fc.property(arbitraryVersions({ maxSteps: 20 }), fc.nat(999), ([v1, v2], by) => {
        const plain = diff(v1, v2);
        const mappings = new Map(
          plain.v1.graph.nodes
            .filter((node) => node.ordinal % 3 === by % 3)
            .map((node) => [
              anchorKeyOf(plain.v1.graph, node),
              plain.v2.graph.node((node.ordinal + by) % plain.v2.graph.nodes.length).id,
            ]),
        );
        const mapped = withMappings(plain, mappings);
        const { anchors } = expandMap(mapped.map);
        for (const anchor of anchors) {
          expectByDefinition(mapped, anchor);
          const target = mappings.get(anchor.anchor_key);
          if (target !== undefined) expect(anchor.anchor_node_id_v2).toBe(target);
        }
        expect(anchors.map((anchor) => anchor.anchor_key)).toEqual(
          expect.arrayContaining([...mappings.keys()]),
        );
      }),
      RUNS,
    );
  });

  test('new forks are those of the definition', () => {
    fc.assert(
      fc.property(arbitraryVersions(), ([v1, v2]) => {
        const { forks, matching, v2: to } = diff(v1, v2);
        const branchesOf = (branches: readonly (readonly [string, string])[]): string[] =>
          branches.map((branch) => branch.join(' if ')).sort();
        const found = new Map(
          forks.map(({ fork, branches }) => [
            to.graph.node(fork).id,
            branchesOf(branches.map((branch) => [to.graph.node(branch.to).id, branch.condition])),
          ]),
        );
        const defined = newForksByDefinition(v1, v2, matching);
        expect(found).toEqual(new Map([...defined].map(([id, branches]) => [id, branchesOf(branches)])));
      }),
      RUNS,
    );
  });

  test('deleted steps go to the nearest step before them that has an image', () => {
    fc.assert(
      fc.property(arbitraryVersions(), ([v1, v2]) => {
        const found = diff(v1, v2);
        for (const { node_id_v1, nearest_anchor_id_v2 } of found.map.deleted_nodes) {
          expect(nearest_anchor_id_v2).toBe(nearestAnchorByDefinition(found, node_id_v1));
        }
      }),
      RUNS,
    );
  });

  test('what changed in the ways on from a matched step accounts for all of the difference, and for no more', () => {
    fc.assert(
      fc.property(arbitraryVersions(), ([v1, v2]) => {
        const found = diff(v1, v2);
        for (const match of found.matching.matches) expectChangesToAccount(found, match);
      }),
      RUNS,
    );
  });

  test('an anchor in full, and one with counts, say the same as the whole map', () => {
    fc.assert(
      fc.property(arbitraryVersions(), ([v1, v2]) => {
        const { map } = diff(v1, v2);
        expect(JSON.parse(JSON.stringify(map))).toEqual(map);
        const full = expandMap(map);
        map.anchors.forEach((compact, at) => {
          const anchor = full.anchors[at];
          expect(expandAnchor(map, compact.key)).toEqual(anchor);
          const counted = countAnchor(map, compact);
          for (const side of ['upstream_changes', 'downstream_changes'] as const) {
            for (const list of [
              'inserted_nodes',
              'removed_node_ids',
              'new_forks',
              'modified_transitions',
            ] as const) {
              expect(counted[side][list]).toBe(anchor?.[side][list].length);
            }
          }
        });
      }),
    );
  });

  test('an anchor key names one step', () => {
    fc.assert(
      fc.property(arbitraryVersions(), ([input]) => {
        const graph = buildGraph(input);
        const keys = graph.nodes.map((node) => anchorKeyOf(graph, node));
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.map((key) => nodeOfAnchorKey(graph, key))).toEqual(graph.nodes);
      }),
    );
  });
});

/** Without the ways that changed, a step and its image decide alike: under the same conditions, for the same places. */
function expectChangesToAccount({ transitions, matching, v1, v2 }: Diff, match: StepMatch): void {
  const changes = transitions.flatMap(({ change }) => (change.from_step_id === match.v2 ? [change] : []));
  const old = waysOf(v1.graph, match.v1);
  const now = waysOf(v2.graph, match.v2);
  const unchanged = (ways: readonly string[], changed: readonly string[]): string[] => {
    const left = [...ways];
    for (const way of changed) {
      expect(left).toContain(way);
      left.splice(left.indexOf(way), 1);
    }
    return left;
  };
  const inW = (way: string): string => {
    const [target = '', ...condition] = way.split(' if ');
    return [matching.imageOf.get(target)?.v2, ...condition].join(' if ');
  };
  const left = [
    unchanged(
      old,
      changes.flatMap((change) => wayIn(change.to_step_id_v1, change.condition_text_v1)),
    ).map(inW),
    unchanged(
      now,
      changes.flatMap((change) => wayIn(change.to_step_id_v2, change.condition_text_v2)),
    ),
  ] as const;
  // Of two ways that are alike, either may be the one that is left.
  const isPlain = [old, now].every((ways) => new Set(ways).size === ways.length);
  if (isPlain) expect(left[1]).toEqual(left[0]);
  else expect(left[1].toSorted()).toEqual(left[0].toSorted());

  const conditions = (type: TransitionChange['change_type']) =>
    changes.flatMap((each) =>
      each.change_type === type ? [each.condition_text_v1 ?? each.condition_text_v2] : [],
    );
  const removed = new Set(conditions('removed'));
  expect(conditions('added').filter((condition) => removed.has(condition))).toEqual([]);
}

/** Ways on in the order in which they are taken: "otherwise" comes last. */
function waysOf(graph: ScenarioGraph, id: string): string[] {
  const ways = graph.byId.get(id)?.ways ?? [];
  return ways
    .toSorted((a, b) => Number(a.condition === '') - Number(b.condition === ''))
    .flatMap((way) => wayIn(graph.node(way.to).id, way.condition));
}

const wayIn = (target: string | undefined, condition = ''): string[] =>
  target === undefined ? [] : [`${target} if ${condition}`];
