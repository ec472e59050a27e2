import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diffScenarios } from '../../lib/diff/diff.ts';
import { matchSteps } from '../../lib/diff/match-steps.ts';
import { type FlowName, flowGraph } from '../support/flows.ts';
import { golden } from './golden.ts';
import { diffPair, PAIRS, type PairDiff } from './pair-diff.ts';

const diffs = new Map<string, Promise<PairDiff>>();

/** Each pair is compared once, whoever asks. */
function diffOf(name: FlowName, from: number, to: number): Promise<PairDiff> {
  const key = `${name} ${from} ${to}`;
  const known = diffs.get(key) ?? diffPair({ name, from, to });
  diffs.set(key, known);
  return known;
}

const restingAt = ({ transformation_map: map, old }: PairDiff) =>
  map.anchors.filter((anchor) => old.get(anchor.anchor_node_id_v1)?.awaits_customer);

describe('what the script prints is what was reviewed (NOTES.md beside each)', () => {
  test.concurrent.for(PAIRS)('$name $from -> $to', async ({ name, from, to }, { expect }) => {
    const text = golden(await diffOf(name, from, to));
    await expect(text).toMatchFileSnapshot(`goldens/${name}/v${from}-v${to}.txt`);
  });

  test('for each pair, and for nothing else', () => {
    const kept = globSync('goldens/**/*.txt', { cwd: import.meta.dirname });
    expect(kept.sort()).toEqual(
      PAIRS.map(({ name, from, to }) => `goldens/${name}/v${from}-v${to}.txt`).sort(),
    );
  });
});

describe('real histories', () => {
  test.each([
    ['intro-and-welcome', 1, 2],
    ['intro-and-welcome', 4, 5],
    ['intro-and-welcome', 6, 7],
    ['edd-reminders', 2, 3],
    ['edd-reminders', 6, 7],
    ['edd-reminders', 9, 10],
  ] as const)('%s %i -> %i: every conversation that rests is moved silently', async (name, from, to) => {
    const resting = restingAt(await diffOf(name, from, to));
    expect(resting.length).toBeGreaterThan(10);
    expect(resting.filter((anchor) => anchor.migration_scenario !== 'clean_graft')).toEqual([]);
  });

  test('edd-reminders 4 -> 5: re_route names the fork, and its conditions before and after', async () => {
    const diff = await diffOf('edd-reminders', 4, 5);
    const resting = restingAt(diff);
    expect(resting.length).toBeGreaterThan(10);
    for (const { migration_scenario, upstream_changes: changes } of resting) {
      expect(migration_scenario).toBe('re_route');
      const forks = changes.new_forks.filter((fork) => fork.branches.some((branch) => branch.leads_away));
      expect(forks).not.toEqual([]);
      for (const fork of forks) {
        const reworded = changes.modified_transitions.filter(
          (change) => change.from_step_id === fork.fork_node_id,
        );
        const conditions = fork.branches.map((branch) => branch.condition_text).filter((text) => text !== '');
        expect(reworded.map((change) => change.condition_text_v2)).toEqual(conditions);
        for (const change of reworded) {
          expect(change.change_type).toBe('modified');
          // v5 says `==` where v4 said `=`, and names the template's buttons where v4 numbered them.
          expect(change.condition_text_v1).toMatch(/ = /);
        }
      }
    }
  });

  test('transfer-money 3 -> 4: critical, for who is beyond the inserted checkpoint would skip it', async () => {
    const { transformation_map: map, summary } = await diffOf('transfer-money', 3, 4);
    const beyond = map.anchors.filter((anchor) => anchor.migration_scenario !== 'clean_graft');
    expect(beyond).toMatchObject([
      {
        anchor_name: 'utter_transfer_complete',
        migration_scenario: 'gap_fill',
        upstream_changes: {
          inserted_nodes: [{ node_name: 'action_transfer_funds', is_checkpoint: true, certainty: 'always' }],
        },
      },
    ]);
    expect(summary.warnings).toMatchObject([
      {
        severity: 'critical',
        code: 'checkpoint_would_be_skipped',
        anchor_key: beyond[0]?.anchor_key,
        message: expect.stringMatching(/"action_transfer_funds".*would skip it/),
      },
    ]);
  });

  test.each([
    ['intro-and-welcome', 4, 5],
    ['intro-and-welcome', 5, 6],
    ['edd-reminders', 6, 7],
    ['edd-reminders', 7, 8],
    ['profile-classifier', 3, 4],
    ['profile-classifier', 4, 5],
  ] as const)('%s %i -> %i: a version published again is no change at all', async (name, from, to) => {
    const { transformation_map: map, summary } = await diffOf(name, from, to);
    expect(map.anchors.every((anchor) => anchor.match === 'exact')).toBe(true);
    expect([map.deleted_nodes, map.new_node_ids, summary.warnings]).toEqual([[], [], []]);
    for (const { upstream_changes: up, downstream_changes: down } of map.anchors) {
      expect([up, down].flatMap((changes) => Object.values(changes).flat())).toEqual([]);
    }
  });

  test('ids that were given to other steps lead nobody into another block of the flow', async () => {
    const blockOf = (name = '') => (name.includes(' / ') ? name.split(' / ')[0] : undefined);
    for (const { name, from, to } of PAIRS) {
      const { transformation_map: map, old, now } = await diffOf(name, from, to);
      const strayed = map.anchors.filter((anchor) => {
        const before = blockOf(old.get(anchor.anchor_node_id_v1)?.name);
        const after = blockOf(now.get(anchor.anchor_node_id_v2)?.name);
        return before !== undefined && before !== after;
      });
      expect(strayed, `${name} ${from} -> ${to}`).toEqual([]);
    }
  });

  test.each(PAIRS)('$name $from -> $to: what comes next still comes later', ({ name, from, to }) => {
    const { v1, v2, matching } = diffScenarios(flowGraph(name, from), flowGraph(name, to));
    const imageOf = (ordinal: number) =>
      v2.graph.byId.get(matching.imageOf.get(v1.graph.node(ordinal).id)?.v2 ?? '')?.ordinal;
    const turned = v1.graph.nodes.flatMap(({ ordinal, step }) =>
      (v1.forward.successors[ordinal] ?? []).flatMap((next) => {
        const [image, after] = [imageOf(ordinal), imageOf(next)];
        if (image === undefined || after === undefined || v2.forward.isBefore(image, after)) return [];
        return [[step.name, v1.graph.node(next).step.name]];
      }),
    );
    expect(turned).toEqual([]);
  });

  test.each(PAIRS)('$name $from -> $to: the same steps match, read backwards', ({ name, from, to }) => {
    const [v1, v2] = [flowGraph(name, from), flowGraph(name, to)];
    const back = matchSteps(v2, v1).matches.map((match): [string, string] => [match.v2, match.v1]);
    const there = matchSteps(v1, v2).matches.map((match): [string, string] => [match.v1, match.v2]);
    expect(new Map(there)).toEqual(new Map(back));
    expect(new Set(there.map(([, image]) => image)).size).toBe(there.length);
  });
});
