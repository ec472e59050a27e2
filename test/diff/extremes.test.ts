import { describe, expect, test } from 'vitest';
import { expandAnchor } from '../../lib/diff/compact-map.ts';
import { type Diff, diffScenarios } from '../../lib/diff/diff.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import { MAX_STEPS } from '../../lib/scenario/model.ts';
import { renumbered, type ScenarioBuilder, scenario } from '../support/scenario-builder.ts';

const diff = (before: ScenarioBuilder, after: ScenarioBuilder): Diff =>
  diffScenarios(before.graph(), after.graph());
const deletedIn = ({ map }: Diff): [string, string | undefined][] =>
  map.deleted_nodes.map((node) => [node.node_id_v1, node.nearest_anchor_id_v2]);

describe('small extremes', () => {
  test('one step, kept, edited, and replaced', () => {
    const only = (id: string, description: string) => scenario().step(id, { name: id, description });
    expect(diff(only('a', ''), only('a', '')).map.anchors).toMatchObject([{ match: 'exact' }]);
    expect(diff(only('a', ''), only('a', 'x')).map.anchors).toMatchObject([
      { match: 'edited', by: 'step_id', scenario: 'clean_graft' },
    ]);
    const replaced = diff(only('a', ''), only('b', ''));
    expect([replaced.map.anchors, deletedIn(replaced)]).toEqual([[], [['a', undefined]]]);
  });

  test('another entry: what it no longer leads to is deleted, and goes nowhere if nothing came before', () => {
    const chain = () => scenario().chain('a', 'b', 'c');
    const found = diff(chain(), chain().entry('b'));
    expect(deletedIn(found)).toEqual([['a', undefined]]);
    expect(found.map.new_node_ids).toEqual(['a']);
    expect(found.map.anchors.map(({ v1, scenario }) => [v1, scenario])).toEqual([
      ['b', 'clean_graft'],
      ['c', 'clean_graft'],
    ]);
  });

  test('a new step before the entry is upstream of everything', () => {
    const found = diff(
      scenario().chain('a', 'b'),
      scenario('s', 2)
        .step('hello', { collects: ['language'] })
        .to('a')
        .chain('a', 'b'),
    );
    expect(found.map.anchors.map((anchor) => anchor.scenario)).toEqual(['gap_fill', 'gap_fill']);
  });

  test('ways listed twice, and a step that leads to itself', () => {
    const made = (version: number, times: number) => {
      const built = scenario('s', version).step('ask').to('ask', { when: 'unclear' });
      for (let time = 0; time < times; time += 1) built.to('a', { when: 'x' });
      return built.to('b').step('a').to('b').step('b');
    };
    const same = diff(made(1, 2), made(2, 2));
    expect([same.forks, same.transitions]).toEqual([[], []]);
    const fewer = diff(made(1, 2), made(2, 1));
    expect(fewer.transitions.map(({ change }) => change.change_type)).toEqual(['removed']);
    expect(fewer.map.anchors.find((anchor) => anchor.v1 === 'ask')?.scenario).toBe('clean_graft');
  });
});

describe('the largest', () => {
  const chainOf = (size: number, name: (at: number) => string, id = (at: number) => `s${at}`) => {
    const made = scenario();
    for (let at = 0; at < size; at += 1) {
      made.step(id(at), { name: name(at) });
      if (at + 1 < size) made.to(id(at + 1));
    }
    return made;
  };

  test('all of it new', () => {
    const found = diff(
      chainOf(MAX_STEPS, (at) => `old ${at}`),
      chainOf(
        MAX_STEPS,
        (at) => `new ${at}`,
        (at) => `n${at}`,
      ),
    );
    expect(found.map.anchors).toEqual([]);
    expect(found.map.new_node_ids).toHaveLength(MAX_STEPS);
    expect(deletedIn(found).every(([, target]) => target === undefined)).toBe(true);
  });

  test('all but the entry deleted: everybody goes back to it', () => {
    const found = diff(
      chainOf(MAX_STEPS, (at) => `step ${at}`),
      chainOf(1, (at) => `step ${at}`),
    );
    expect(deletedIn(found)).toHaveLength(MAX_STEPS - 1);
    expect(new Set(deletedIn(found).map(([, target]) => target))).toEqual(new Set(['s0']));
  });

  test('all equal, with dozens of steps inserted among them: what is guessed is reported, and nearly all right', () => {
    const before = chainOf(MAX_STEPS - 50, () => 'Same');
    const after = renumbered(before.build(), (id) => `${id}x`);
    for (let inserted = 0; inserted < 50; inserted += 1) {
      const step = after.steps[inserted * 90 + 45];
      const way = step?.transitions[0];
      if (!step || !way) throw new Error('a chain has ways on');
      after.steps.push({ ...step, id: `new${inserted}`, name: `New ${inserted}` });
      step.transitions = [{ ...way, to_step_id: `new${inserted}` }];
    }
    const { map, forks, matching } = diffScenarios(before.graph(), buildGraph(after));
    const guessed = matching.matches.filter((match) => match.v2 !== `${match.v1}x`);
    expect(guessed.length).toBeLessThan(100);
    expect(guessed.every((match) => match.ambiguous)).toBe(true);
    expect([map.new_node_ids.length, forks]).toEqual([50, []]);
  });

  test('a menu of two thousand equal branches that lead back', () => {
    const menu = (version: number, id: (at: number) => string) => {
      const made = scenario('s', version).step('menu');
      for (let at = 0; at < 2_000; at += 1) made.to(id(at), { when: `x == ${at}` });
      for (let at = 0; at < 2_000; at += 1) made.step(id(at), { name: 'Same' }).to('menu');
      return made;
    };
    const found = diff(
      menu(1, (at) => `a${at}`),
      menu(2, (at) => `b${1_999 - at}`),
    );
    expect([found.forks, found.transitions]).toEqual([[], []]);
    expect(found.matching.imageOf.get('a7')).toMatchObject({ v2: 'b1992', ambiguous: false });
  });

  test('loops without a single way in, through and through', () => {
    const tangle = (version: number, asks: number) => {
      const made = scenario('s', version).step('start').to('t0').to('t1000').to('t1999');
      for (let at = 0; at < 2_000; at += 1) {
        made.step(`t${at}`, at === asks ? { collects: ['age'] } : {});
        if (at < 1_999) made.to(`t${at + 1}`);
        if (at > 0) made.to(`t${at - 1}`);
      }
      return made;
    };
    const { map, v2 } = diff(tangle(1, -1), tangle(2, 1_500));
    expect(v2.forward.irreducible.size).toBe(2_000);
    const key = map.anchors.find((anchor) => anchor.v1 === 't3')?.key ?? '';
    expect(expandAnchor(map, key)?.upstream_changes.inserted_nodes).toMatchObject([
      { node_id: 't1500', certainty: 'path_dependent', gained_by_edit: true },
    ]);
  });
});
