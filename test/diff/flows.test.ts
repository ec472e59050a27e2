import { describe, expect, test } from 'vitest';
import { expandMap } from '../../lib/diff/compact-map.ts';
import { diffScenarios } from '../../lib/diff/diff.ts';
import { FLOWS, type FlowName, flowGraph } from '../support/flows.ts';

const diffOf = (name: FlowName, from: number, to: number) => {
  const diff = diffScenarios(flowGraph(name, from), flowGraph(name, to));
  const map = expandMap(diff.map);
  const resting = map.anchors.filter(
    (anchor) => diff.v1.graph.byId.get(anchor.anchor_node_id_v1)?.step.awaits_customer,
  );
  return { ...diff, map, resting };
};

describe('real histories', () => {
  test.each([
    ['intro-and-welcome', 1, 2],
    ['intro-and-welcome', 4, 5],
    ['intro-and-welcome', 6, 7],
    ['edd-reminders', 2, 3],
    ['edd-reminders', 6, 7],
    ['edd-reminders', 9, 10],
  ] as const)('%s %i -> %i: every conversation that rests is moved silently', (name, from, to) => {
    const { resting } = diffOf(name, from, to);
    expect(resting.length).toBeGreaterThan(10);
    expect(resting.filter((anchor) => anchor.migration_scenario !== 'clean_graft')).toEqual([]);
  });

  test('edd-reminders 4 -> 5: conditions were reworded, and the forks and the conditions are named', () => {
    const { map, resting, v2 } = diffOf('edd-reminders', 4, 5);
    const forked = resting.filter((anchor) => anchor.migration_scenario === 're_route');
    expect(forked.length).toBeGreaterThan(10);
    for (const { upstream_changes: changes } of forked) {
      expect(changes.new_forks.some((fork) => fork.branches.some((branch) => branch.leads_away))).toBe(true);
      const forks = new Set(changes.new_forks.map((fork) => fork.fork_node_id));
      const reworded = changes.modified_transitions.filter(
        (change) => change.condition_text_v1 !== change.condition_text_v2 && forks.has(change.from_step_id),
      );
      expect(reworded.length).toBeGreaterThan(0);
    }
    expect(map.new_node_ids).toHaveLength(5);
    expect(map.deleted_nodes).toEqual([]);
    expect(v2.graph.nodes).toHaveLength(129);
  });

  test('transfer-money 3 -> 4: the transfer itself became a checkpoint before the last step', () => {
    const { map } = diffOf('transfer-money', 3, 4);
    const beyond = map.anchors.filter((anchor) => anchor.migration_scenario === 'gap_fill');
    expect(beyond.map((anchor) => anchor.anchor_name)).toEqual(['utter_transfer_complete']);
    expect(beyond[0]?.upstream_changes.inserted_nodes).toMatchObject([
      { node_name: 'action_transfer_funds', is_checkpoint: true, certainty: 'always' },
    ]);
  });

  test('a version that differs from the one before only in its ids is no change at all', () => {
    for (const [name, from, to] of [
      ['intro-and-welcome', 4, 5],
      ['edd-reminders', 6, 7],
      ['profile-classifier', 3, 4],
    ] as const) {
      const { forks, transitions, matching, map } = diffOf(name, from, to);
      expect([forks, transitions, map.deleted_nodes, map.new_node_ids]).toEqual([[], [], [], []]);
      expect(matching.matches.every((match) => match.match === 'exact' && !match.ambiguous)).toBe(true);
    }
  });

  test('every pair of every history: one-to-one, and each way round the same', () => {
    for (const name of Object.keys(FLOWS) as FlowName[]) {
      for (let from = 1; from < FLOWS[name]; from += 1) {
        const { matching } = diffOf(name, from, from + 1);
        const back = diffOf(name, from + 1, from).matching;
        expect(new Map(matching.matches.map((match) => [match.v1, match.v2]))).toEqual(
          new Map(back.matches.map((match) => [match.v2, match.v1])),
        );
      }
    }
  });
});
