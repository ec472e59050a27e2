import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorKeyOf, nodeOfAnchorKey } from '../../lib/diff/anchor-key.ts';
import { countAnchor, expandAnchor, expandMap } from '../../lib/diff/compact-map.ts';
import { type Diff, diffScenarios } from '../../lib/diff/diff.ts';
import { gainsByEdit } from '../../lib/diff/insertions.ts';
import { matchSteps } from '../../lib/diff/match-steps.ts';
import type { AnchorTransformation } from '../../lib/diff/model.ts';
import { buildGraph, type GraphNode } from '../../lib/scenario/graph.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { arbitraryEdit, arbitraryScenario, withOtherIds } from '../support/arbitraries.ts';

const diff = (v1: ScenarioInput, v2: ScenarioInput): Diff => diffScenarios(buildGraph(v1), buildGraph(v2));
const pairs = (v1: ScenarioInput, v2: ScenarioInput): (readonly [string, string])[] =>
  matchSteps(buildGraph(v1), buildGraph(v2)).matches.map(({ v1: from, v2: to }) => [from, to]);

function expectNoChange({ map, forks, transitions, matching }: Diff): void {
  expect(expandMap(map).anchors.filter((anchor) => anchor.migration_scenario !== 'clean_graft')).toEqual([]);
  expect(map.inserted_nodes).toEqual([]);
  expect(map.deleted_nodes).toEqual([]);
  expect(map.new_node_ids).toEqual([]);
  expect(forks).toEqual([]);
  expect(transitions).toEqual([]);
  expect(matching.matches.every((match) => match.match === 'exact')).toBe(true);
}

describe('matching', () => {
  test('a version is not different from itself', () => {
    fc.assert(
      fc.property(arbitraryScenario(), (input) => {
        const found = diff(input, { ...input, version: 2 });
        expectNoChange(found);
        expect(found.matching.matches.every((match) => match.v1 === match.v2 && !match.ambiguous)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('other ids alone are no change', () => {
    fc.assert(
      fc.property(arbitraryScenario(), (input) => {
        const reachable = new Set(
          buildGraph(input).nodes.flatMap((node) => (node.reachable ? [node.id] : [])),
        );
        const reached = { ...input, steps: input.steps.filter((step) => reachable.has(step.id)) };
        expectNoChange(diff(reached, { ...withOtherIds(reached), version: 2 }));
      }),
      { numRuns: 300 },
    );
  });

  test('every step of V is matched or deleted, every step of W matched or new, none twice', () => {
    fc.assert(
      fc.property(arbitraryEdit(), ([v1, v2]) => {
        const { map, matching, v1: from, v2: to } = diff(v1, v2);
        const sorted = (ids: Iterable<string>): string[] => [...ids].sort();
        const anchors = map.anchors.map((anchor) => anchor.v1);
        const deleted = map.deleted_nodes.map((each) => each.node_id_v1);
        expect(sorted([...anchors, ...deleted])).toEqual(sorted(from.graph.byId.keys()));
        const images = matching.matches.map((match) => match.v2);
        expect(sorted([...images, ...map.new_node_ids])).toEqual(sorted(to.graph.byId.keys()));
        for (const match of matching.matches) {
          const [a, b] = [from.graph.byId.get(match.v1), to.graph.byId.get(match.v2)];
          expect(a?.reachable).toBe(b?.reachable);
          expect(a?.hash === b?.hash).toBe(match.match === 'exact');
        }
      }),
      { numRuns: 500 },
    );
  });

  test('as many steps of equal content are matched as there are on both sides', () => {
    fc.assert(
      fc.property(arbitraryEdit(), ([v1, v2]) => {
        const { matching, v1: from, v2: to } = diff(v1, v2);
        const kind = (node: GraphNode): string => `${node.reachable} ${node.hash}`;
        const ofV2 = Map.groupBy(to.graph.nodes, kind);
        for (const [each, nodes] of Map.groupBy(from.graph.nodes, kind)) {
          const exact = nodes.filter((node) => matching.imageOf.get(node.id)?.match === 'exact');
          expect(exact.length).toBe(Math.min(nodes.length, ofV2.get(each)?.length ?? 0));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('it is the same from either side', () => {
    fc.assert(
      fc.property(arbitraryEdit(), ([v1, v2]) => {
        const back = pairs(v2, v1).map(([from, to]) => [to, from] as const);
        expect(new Map(pairs(v1, v2))).toEqual(new Map(back));
      }),
      { numRuns: 1_000 },
    );
  });

  test('the order of steps in the input does not count', () => {
    fc.assert(
      fc.property(arbitraryEdit(), fc.nat(), ([v1, v2], turn) => {
        const turned = ({ steps, ...input }: ScenarioInput): ScenarioInput => {
          const at = turn % steps.length;
          return { ...input, steps: [...steps.slice(at), ...steps.slice(0, at)].reverse() };
        };
        expect(diff(turned(v1), turned(v2)).map).toEqual(diff(v1, v2).map);
      }),
      { numRuns: 300 },
    );
  });

  test('a seed is kept, and completed', () => {
    fc.assert(
      fc.property(arbitraryEdit(), ([v1, v2]) => {
        const [from, to] = [buildGraph(v1), buildGraph(v2)];
        const direct = matchSteps(from, to);
        const seed = direct.matches.filter((_, at) => at % 2 === 0);
        const completed = matchSteps(from, to, seed);
        for (const match of seed) expect(completed.imageOf.get(match.v1)).toEqual(match);
        expect(completed.preimageOf.size).toBe(completed.matches.length);
      }),
    );
  });
});

describe('the transformation map', () => {
  test('a region that nothing leads to changes no class', () => {
    fc.assert(
      fc.property(arbitraryEdit(), arbitraryScenario({ maxSteps: 4 }), ([v1, v2], region) => {
        const island = region.steps.map((step) => ({
          ...step,
          id: `island-${step.id}`,
          transitions: step.transitions.map((way) => ({ ...way, to_step_id: `island-${way.to_step_id}` })),
        }));
        const classes = ({ map }: Diff): Map<string, string> =>
          new Map(
            map.anchors.flatMap(({ v1: id, scenario }) => (id.startsWith('island') ? [] : [[id, scenario]])),
          );
        const plain = diff(v1, v2);
        const reachable = new Set(plain.v1.graph.nodes.flatMap((node) => (node.reachable ? [node.id] : [])));
        const ofReachable = (each: Diff) => new Map([...classes(each)].filter(([id]) => reachable.has(id)));
        const added = diff(v1, { ...v2, steps: [...v2.steps, ...island] });
        expect(ofReachable(added)).toEqual(ofReachable(plain));
      }),
    );
  });

  test('agrees with the definitions, anchor by anchor', () => {
    fc.assert(
      fc.property(arbitraryEdit({ maxSteps: 10 }), ([v1, v2]) => {
        const found = diff(v1, v2);
        const map = expandMap(found.map);
        for (const anchor of map.anchors) expectByDefinition(found, anchor);
      }),
      { numRuns: 500 },
    );
  });

  test('an anchor in full, and one with counts, say the same as the whole map', () => {
    fc.assert(
      fc.property(arbitraryEdit(), ([v1, v2]) => {
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
      fc.property(arbitraryScenario(), (input) => {
        const graph = buildGraph(input);
        const keys = graph.nodes.map((node) => anchorKeyOf(graph, node));
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.map((key) => nodeOfAnchorKey(graph, key))).toEqual(graph.nodes);
      }),
    );
  });
});

/** What the rules say of one anchor, computed from the forward graphs without any table or set. */
function expectByDefinition({ v1, v2, matching, forks }: Diff, anchor: AnchorTransformation): void {
  const step = v1.graph.byId.get(anchor.anchor_node_id_v1);
  const image = v2.graph.byId.get(anchor.anchor_node_id_v2);
  if (!step || !image) throw new Error('an anchor has a step and an image');
  const gains = gainsByEdit(v1.graph, v2.graph, matching);
  const surely = (flow: typeof v1, a: number, b: number): number => {
    if (!flow.forward.isBefore(a, b)) return 0;
    return flow.forward.dominates(a, b) && !flow.forward.irreducible.has(a) ? 2 : 1;
  };

  const expected = v2.graph.nodes.flatMap((node) => {
    const now = surely(v2, node.ordinal, image.ordinal);
    if (now === 0) return [];
    const match = matching.preimageOf.get(node.id);
    const counterpart = match && v1.graph.byId.get(match.v1);
    const before = counterpart ? surely(v1, counterpart.ordinal, step.ordinal) : 0;
    const moved = counterpart !== undefined && now > before && node !== image;
    const gain = gains.get(node.ordinal);
    if (counterpart && !moved && !gain) return [];
    const whole = !counterpart || moved;
    return [
      {
        node_id: node.id,
        gained_by_edit: !whole,
        certainty: now === 2 ? 'always' : 'path_dependent',
        collects_fields: (whole ? node.step.collects_profile_fields : (gain?.fields ?? [])).toSorted(),
        is_required_action: whole ? node.step.is_required_action : gain?.requiredAction,
        is_checkpoint: whole ? node.step.is_checkpoint : gain?.checkpoint,
      },
    ];
  });
  const listed = anchor.upstream_changes.inserted_nodes.map(
    ({ node_name: _, has_rules: __, ...rest }) => rest,
  );
  expect(new Set(listed.map((each) => JSON.stringify(sortKeys(each))))).toEqual(
    new Set(expected.map((each) => JSON.stringify(sortKeys(each)))),
  );

  const leadsAway = (target: number): boolean =>
    target !== image.ordinal && !v2.forward.isBefore(target, image.ordinal);
  const upstream = forks.filter((fork) => v2.forward.isBefore(fork.fork, image.ordinal));
  expect(new Set(anchor.upstream_changes.new_forks.map((fork) => fork.fork_node_id))).toEqual(
    new Set(upstream.map((fork) => v2.graph.node(fork.fork).id)),
  );
  for (const fork of anchor.upstream_changes.new_forks) {
    for (const branch of fork.branches) {
      expect(branch.leads_away).toBe(leadsAway(v2.graph.byId.get(branch.target_step_id)?.ordinal ?? -1));
    }
  }
  const reRoutes = upstream.some((fork) => fork.branches.some((branch) => leadsAway(branch.to)));
  const asks = expected.some(
    (each) => each.collects_fields.length > 0 || each.is_required_action || each.is_checkpoint,
  );
  expect(anchor.migration_scenario).toBe(reRoutes ? 're_route' : asks ? 'gap_fill' : 'clean_graft');

  const removed = v1.graph.nodes.filter((node) => !matching.imageOf.has(node.id));
  expect(new Set(anchor.upstream_changes.removed_node_ids)).toEqual(
    new Set(removed.filter((node) => v1.forward.isBefore(node.ordinal, step.ordinal)).map((node) => node.id)),
  );
}

const sortKeys = (value: object): object =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
