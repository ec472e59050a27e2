import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandMap } from '../../lib/diff/compact-map.ts';
import { type Diff, diffScenarios } from '../../lib/diff/diff.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import { arbitraryGrowth, arbitraryVersions, grown, type Versions } from '../support/arbitraries.ts';

/** What has to occur for the properties to say anything, and how often it does in a diff. */
function occurrences({ v1, v2, matching, forks, transitions, map }: Diff): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (what: string, times = 1): void => {
    counts[what] = (counts[what] ?? 0) + times;
  };
  for (const match of matching.matches) {
    count(`${match.match} by ${match.matchedBy}`);
    if (match.ambiguous) count('ambiguous');
    if (match.v1 !== match.v2) count('another id');
  }
  for (const { forward, graph } of [v1, v2]) {
    count('irreducible', forward.irreducible.size);
    count('unreachable', graph.nodes.filter((node) => !node.reachable).length);
    const ways = graph.nodes.flatMap((node) => (node.reachable ? node.successors : []));
    count('leads back', ways.length - forward.successors.flat().length);
    for (const nodes of graph.byHash.values()) if (nodes.length > 1) count('repeated', nodes.length);
  }
  for (const { fork, branches } of forks) {
    const node = v2.graph.node(fork);
    if (!matching.preimageOf.has(node.id)) count('fork inserted');
    else count(branches.length < node.ways.length ? 'branch new alone' : 'decision changed');
  }
  for (const { change } of transitions) count(`transition ${change.change_type}`);
  for (const anchor of expandMap(map).anchors) {
    count(anchor.migration_scenario);
    for (const inserted of anchor.upstream_changes.inserted_nodes) {
      count(inserted.certainty);
      if (inserted.gained_by_edit) count('gained by an edit');
      else if (matching.preimageOf.has(inserted.node_id)) count('moved upstream');
    }
    for (const { branches } of anchor.upstream_changes.new_forks) {
      for (const branch of branches) count(branch.leads_away ? 'leads away' : 'leads on');
    }
  }
  for (const { nearest_anchor_id_v2 } of map.deleted_nodes) {
    count(nearest_anchor_id_v2 === undefined ? 'deleted, nowhere to go' : 'deleted, somewhere to go');
  }
  return counts;
}

const EVERYTHING = [
  'exact by content',
  'exact by context',
  'exact by step_id',
  'edited by step_id',
  'edited by name',
  'ambiguous',
  'another id',
  'irreducible',
  'unreachable',
  'leads back',
  'repeated',
  'fork inserted',
  'decision changed',
  'branch new alone',
  'transition added',
  'transition removed',
  'transition modified',
  'clean_graft',
  'gap_fill',
  're_route',
  'always',
  'path_dependent',
  'gained by an edit',
  'moved upstream',
  'leads away',
  'leads on',
  'deleted, nowhere to go',
  'deleted, somewhere to go',
];

const diffOf = ([v1, v2]: Versions): Diff => diffScenarios(buildGraph(v1), buildGraph(v2));

test('the properties meet everything that a diff can say, often', () => {
  const found = fc.sample(arbitraryVersions(), { seed: 1, numRuns: 400 }).map(diffOf).map(occurrences);
  const often = (what: string): number => found.filter((counts) => (counts[what] ?? 0) > 0).length;
  expect(EVERYTHING.filter((what) => often(what) < 10)).toEqual([]);
  expect(new Set(found.flatMap((counts) => Object.keys(counts)))).toEqual(new Set(EVERYTHING));
});

test('large versions are flows that are mostly reached, mostly matched, and changed', () => {
  const found = fc.sample(arbitraryGrowth, { seed: 1, numRuns: 6 }).map(grown).map(diffOf);
  for (const { v1, matching } of found) {
    const { length } = v1.graph.nodes;
    expect(v1.forward.order.length).toBeGreaterThan(0.8 * length);
    expect(matching.matches.length).toBeGreaterThan(0.8 * length);
  }
  const classes = found.flatMap(({ map }) => map.anchors.map((anchor) => anchor.scenario));
  expect(new Set(classes)).toEqual(new Set(['clean_graft', 'gap_fill', 're_route']));
  expect(found.some((each) => each.matching.matches.some((match) => match.ambiguous))).toBe(true);
});
