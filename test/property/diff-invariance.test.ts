import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandAnchor } from '../../lib/diff/compact-map.ts';
import { type Diff, diffScenarios } from '../../lib/diff/diff.ts';
import type { Matching, MigrationScenario } from '../../lib/diff/model.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import {
  arbitraryGrowth,
  arbitraryScenario,
  arbitraryVersions,
  type Growth,
  grown,
  type Versions,
} from '../support/arbitraries.ts';
import { renumbered } from '../support/scenario-builder.ts';
import { isReached, splitWay, withIsland, withOtherOrder } from '../support/variations.ts';

/** Two versions, and what varies them: some numbers, and another small scenario. */
type Property = (versions: Versions, at: number, number: number, region: ScenarioInput) => void;

const PROPERTIES: Readonly<Record<string, Property>> = {
  'a version is not different from itself': ([, input]) => {
    const { matching, ...found } = diff(input, { ...input, version: input.version + 1 });
    expectNoChange(found);
    expect(found.map.anchors).toHaveLength(input.steps.length);
    expect(matching.matches.filter((match) => match.v1 !== match.v2 || match.ambiguous)).toEqual([]);
  },

  'other ids alone are no change': ([, input]) => {
    const reached = { ...input, steps: input.steps.filter(isReached(input)) };
    expectNoChange(diff(reached, renumbered(reached, otherId)));
  },

  'every step of V is matched or deleted, every step of W matched or new, none twice': ([v1, v2]) => {
    const { map, matching } = plainDiff(v1, v2);
    const idsOf = ({ steps }: ScenarioInput): string[] => steps.map((step) => step.id).sort();
    const deleted = map.deleted_nodes.map((node) => node.node_id_v1);
    expectSame([...map.anchors.map((anchor) => anchor.v1), ...deleted].sort(), idsOf(v1));
    const images = matching.matches.map((match) => match.v2);
    expectSame([...images, ...map.new_node_ids].sort(), idsOf(v2));
  },

  'the order of steps, rules, fields and of transitions of different priority does not count': (
    [v1, v2],
    turn,
  ) => {
    const { map, matching } = diff(withOtherOrder(v1, turn), withOtherOrder(v2, turn + 1));
    const plain = plainDiff(v1, v2);
    expectSame(map, plain.map);
    expectSame(matching, plain.matching);
  },

  'other ids of W change nothing but the ids, where none decided': ([v1, v2]) => {
    const isById = plainDiff(v1, v2).matching.matches.some((match) => match.matchedBy === 'step_id');
    const after = isById ? renumbered(v2, (id) => `${id}+own`, v2.version) : v2;
    const plain = plainDiff(v1, after);
    fc.pre(plain.matching.matches.every((match) => !match.ambiguous));
    expectSame(meaningOf(diff(v1, renumbered(after, otherId, v2.version))), meaningOf(plain, otherId));
  },

  'a region that nothing leads to changes no class, wherever it leads': ([v1, v2], _, __, region) => {
    const reached = new Set(v1.steps.filter(isReached(v1)).map((step) => step.id));
    const classes = (found: Diff): string[] =>
      found.map.anchors.flatMap((each) => (reached.has(each.v1) ? [`${each.v1} ${each.scenario}`] : []));
    const plain = classes(plainDiff(v1, v2));
    expectSame(classes(diff(v1, withIsland(v2, region))), plain);
    expectSame(classes(diff(withIsland(v1, region), withIsland(v2, region))), plain);
  },

  'a step inserted on a way changes the class of those beyond it only': ([, input], at, number) => {
    const split = splitWay({ ...input, version: input.version + 1 }, at, number);
    fc.pre(split !== undefined);
    const { map, matching, forks, v2 } = diff(input, split.scenario);
    expect(matching.matches.filter((match) => match.v1 !== match.v2)).toEqual([]);
    expect(forks).toEqual([]);
    expect(map.new_node_ids).toEqual([split.inserted]);
    const beyond = v2.forward.after(v2.graph.byId.get(split.inserted)?.ordinal ?? -1);
    const expected = map.anchors.map(
      ({ v1: id }): MigrationScenario =>
        beyond.has(v2.graph.byId.get(id)?.ordinal ?? -1) ? 'gap_fill' : 'clean_graft',
    );
    expectSame(
      map.anchors.map((anchor) => anchor.scenario),
      expected,
    );
  },

  'and, of a version that has changed already, of those beyond a new fork that it is on a branch of': (
    [v1, v2],
    at,
    number,
  ) => {
    const split = splitWay(v2, at, number);
    fc.pre(split !== undefined);
    const plain = plainDiff(v1, v2);
    const { map, forks, v2: after } = diff(v1, split.scenario, plain.matching);
    const ordinal = (id: string): number => after.graph.byId.get(id)?.ordinal ?? -1;
    const [inserted, from] = [ordinal(split.inserted), ordinal(split.from)];
    const places = forks.some(({ fork }) => fork === from) ? [inserted, from] : [inserted];
    map.anchors.forEach((anchor, row) => {
      const before = plain.map.anchors[row];
      if (anchor.scenario === before?.scenario) return;
      const image = ordinal(anchor.v2 ?? anchor.v1);
      expect(anchor.v1).toBe(before?.v1);
      expect(places.some((place) => after.forward.after(place).has(image))).toBe(true);
      expect(before?.scenario).not.toBe('re_route');
    });
  },
};

const graphOf = kept(buildGraph);
const diff = (v1: ScenarioInput, v2: ScenarioInput, matching?: Matching): Diff =>
  diffScenarios(graphOf(v1), graphOf(v2), matching && { matching });

/** The difference of two versions that belong together. */
const diffTo = kept((v1) => kept((v2) => diff(v1, v2)));
const plainDiff = (v1: ScenarioInput, v2: ScenarioInput): Diff => diffTo(v1)(v2);

const VARIED = [fc.nat(), fc.nat(), arbitraryScenario({ maxSteps: 5 })] as const;

describe('versions of up to 60 steps', () => {
  test.each(Object.entries(PROPERTIES))('%s', (_, property) => {
    fc.assert(fc.property(arbitraryVersions(), ...VARIED, property), { numRuns: 500 });
  });
});

describe('versions of some thousand steps', () => {
  // All properties have the seed of the run: they meet the same versions, which are grown and compared once.
  const known = new Map<string, Versions>();
  const versionsOf = (growth: Growth): Versions => {
    const key = JSON.stringify(growth);
    const versions = known.get(key) ?? grown(growth);
    known.set(key, versions);
    return versions;
  };

  test.each(Object.entries(PROPERTIES))('%s', (_, property) => {
    fc.assert(
      fc.property(arbitraryGrowth, ...VARIED, (growth, ...varied) => property(versionsOf(growth), ...varied)),
      { numRuns: 20, endOnFailure: true },
    );
  });
});

/** What was made of a scenario is kept as long as the scenario. */
function kept<Value>(make: (scenario: ScenarioInput) => Value): (scenario: ScenarioInput) => Value {
  const known = new WeakMap<ScenarioInput, Value>();
  return (scenario) => {
    const value = known.get(scenario) ?? make(scenario);
    known.set(scenario, value);
    return value;
  };
}

function expectNoChange({ map, forks, transitions }: Pick<Diff, 'map' | 'forks' | 'transitions'>): void {
  expect([forks, transitions, map.inserted_nodes]).toEqual([[], [], []]);
  expect([map.deleted_nodes, map.new_node_ids]).toEqual([[], []]);
  expect(map.anchors.filter((each) => each.scenario !== 'clean_graft' || each.match !== 'exact')).toEqual([]);
}

/** `toEqual` tells well what differs, and takes its time to find that nothing does. */
function expectSame<Value>(value: Value, expected: Value): void {
  if (!isDeepStrictEqual(value, expected)) expect(value).toEqual(expected);
}

/** Ids that sort otherwise than they did, and that no version has. */
const otherId = (id: string): string => `${[...id].reverse().join('')}+other`;

const ID_OF_V2 = new Set([
  'v2',
  'anchor_node_id_v2',
  'nearest_anchor_id_v2',
  'node_id',
  'fork_node_id',
  'target_step_id',
  'from_step_id',
  'to_step_id_v2',
]);

/** What a diff says, of some anchors in full; what nothing leads to has no order but that of its ids. */
function meaningOf({ map, matching }: Diff, rename = (id: string): string => id) {
  const stride = Math.ceil(map.anchors.length / 20);
  const anchors = map.anchors.filter((_, at) => at % stride === 0);
  const said = {
    anchors: anchors.map((anchor) => expandAnchor(map, anchor.key)),
    matches: matching.matches,
    deleted: map.deleted_nodes,
  };
  const renamed: unknown = JSON.parse(JSON.stringify(said), (key, value) =>
    ID_OF_V2.has(key) ? rename(value) : value,
  );
  return {
    renamed,
    added: map.new_node_ids.map(rename).sort(),
    classes: map.anchors.map((anchor) => anchor.scenario),
  };
}
