import { describe, expect, test } from 'vitest';
import { matchSteps } from '../../lib/diff/match-steps.ts';
import type { StepMatch } from '../../lib/diff/model.ts';
import type { ScenarioGraph } from '../../lib/scenario/graph.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import { renumbered, scenario } from '../support/scenario-builder.ts';

const matchOf = (v1: ScenarioGraph, v2: ScenarioGraph, id: string): StepMatch | undefined =>
  matchSteps(v1, v2).imageOf.get(id);

describe('equal content', () => {
  test('that is unique matches whatever its id and its name in the list', () => {
    const v1 = scenario().chain('a', 'b', 'c').build();
    const v2 = buildGraph(renumbered(v1, (id) => `${id}${id}`));
    expect(matchOf(buildGraph(v1), v2, 'b')).toMatchObject({
      v2: 'bb',
      match: 'exact',
      matchedBy: 'content',
    });
  });

  test('that repeats is told apart by its surroundings, even where ids were exchanged', () => {
    const build = (first: string, second: string) =>
      scenario()
        .step('start')
        .to(first, { when: 'x' })
        .to(second)
        .step(first, { name: 'Image' })
        .to('left')
        .step(second, { name: 'Image' })
        .to('right')
        .step('left')
        .step('right')
        .graph();
    const [v1, v2] = [build('i1', 'i2'), build('i2', 'i1')];
    expect(matchOf(v1, v2, 'i1')).toMatchObject({ v2: 'i2', match: 'exact', matchedBy: 'context' });
    expect(matchOf(v1, v2, 'i2')).toMatchObject({ v2: 'i1', matchedBy: 'context', ambiguous: false });
  });

  test('is told apart by what lies far off: chains of equal steps of different length', () => {
    const build = (version: number, name: (chain: string, at: number) => string) => {
      const made = scenario('s', version).step('start').to(name('a', 0)).to(name('b', 0));
      for (const [chain, length] of [
        ['a', 6],
        ['b', 7],
      ] as const) {
        for (let at = 0; at < length; at += 1) {
          made.step(name(chain, at), { name: 'Again' }).to(at + 1 < length ? name(chain, at + 1) : 'end');
        }
      }
      return made.step('end').graph();
    };
    const v1 = build(1, (chain, at) => `${chain}${at}`);
    const v2 = build(2, (chain, at) => `x${at}${chain === 'a' ? 'z' : 'y'}`);
    const matching = matchSteps(v1, v2);
    for (let at = 0; at < 6; at += 1) expect(matching.imageOf.get(`a${at}`)?.v2).toBe(`x${at}z`);
    for (let at = 0; at < 7; at += 1) expect(matching.imageOf.get(`b${at}`)?.v2).toBe(`x${at}y`);
    expect(matching.matches.some((match) => match.ambiguous)).toBe(false);
  });

  test('is told apart by neighbours that were edited or inserted', () => {
    const build = (version: number, edited: boolean, id: (branch: number) => string) => {
      const made = scenario('s', version).step('start');
      for (const branch of [1, 2, 3]) made.to(`ask${branch}`, { when: `b == ${branch}` });
      for (const branch of [1, 2, 3]) {
        made.step(`ask${branch}`, edited ? { description: 'reworded' } : {});
        if (edited) made.to(`log${branch}`).step(`log${branch}`);
        made.to(id(branch)).step(id(branch), { name: 'Thanks' }).to('end');
      }
      return made.step('end').graph();
    };
    const v1 = build(1, false, (branch) => `t${branch}`);
    const v2 = build(2, true, (branch) => `u${4 - branch}`);
    for (const branch of [1, 2, 3]) {
      expect(matchOf(v1, v2, `t${branch}`)).toMatchObject({
        v2: `u${4 - branch}`,
        match: 'exact',
        ambiguous: false,
      });
    }
  });

  test('in equal surroundings is told apart by an equal id', () => {
    const build = (...ids: string[]) => {
      const made = scenario().step('start');
      for (const id of ids) made.to(id);
      for (const id of ids) made.step(id, { name: 'Same' });
      return made.graph();
    };
    const [v1, v2] = [build('a', 'b', 'c'), build('c', 'b', 'd')];
    expect(matchOf(v1, v2, 'b')).toMatchObject({ v2: 'b', matchedBy: 'step_id', ambiguous: false });
    expect(matchOf(v1, v2, 'c')).toMatchObject({ v2: 'c', matchedBy: 'step_id' });
    expect(matchOf(v1, v2, 'a')).toMatchObject({ v2: 'd', matchedBy: 'context' });
  });

  test('that stays ambiguous is matched in the order of the flow, whole branches at a time, and flagged', () => {
    const build = (a: string, b: string) => {
      const made = scenario().step('start').to(`${a}1`).to(`${b}1`);
      for (const branch of [b, a]) {
        made
          .step(`${branch}2`, { name: 'Second' })
          .to('end')
          .step(`${branch}1`, { name: 'First' })
          .to(`${branch}2`);
      }
      return made.step('end').entry('start').graph();
    };
    const matching = matchSteps(build('p', 'q'), build('z', 'y'));
    expect(matching.imageOf.get('p1')).toMatchObject({ v2: 'z1', ambiguous: true });
    expect(matching.imageOf.get('p2')).toMatchObject({ v2: 'z2', ambiguous: true });
    expect(matching.imageOf.get('q2')).toMatchObject({ v2: 'y2', ambiguous: true });
  });

  test('of five thousand equal steps is matched before the test times out', () => {
    const ids = Array.from({ length: 5_000 }, (_, at) => `s${at}`);
    const made = scenario();
    ids.forEach((id, at) => {
      made.step(id, { name: 'Same' });
      const next = ids[at + 1];
      if (next) made.to(next);
    });
    const input = made.build();
    const matching = matchSteps(buildGraph(input), buildGraph(renumbered(input, (id) => `${id}x`)));
    expect(matching.imageOf.get('s2500')?.v2).toBe('s2500x');
  });
});

describe('changed content', () => {
  test('matches by its id, then by a name that is unique among the leftovers', () => {
    const v1 = scenario()
      .step('a')
      .to('b')
      .step('b', { name: 'Ask' })
      .to('c')
      .step('c', { name: 'Pay' })
      .graph();
    const v2 = scenario('s', 2)
      .step('a')
      .to('b')
      .step('b', { name: 'Ask politely' })
      .to('x')
      .step('x', { name: 'Pay', description: 'now' })
      .graph();
    expect(matchOf(v1, v2, 'b')).toMatchObject({ v2: 'b', match: 'edited', matchedBy: 'step_id' });
    expect(matchOf(v1, v2, 'c')).toMatchObject({ v2: 'x', match: 'edited', matchedBy: 'name' });
  });

  test('matches by its name before an id that a re-numbering tool gave to it', () => {
    const v1 = scenario()
      .chain('s1', 's2')
      .to('s3')
      .step('s3', { name: 'Search' })
      .to('s4')
      .step('s4', { name: 'Page' })
      .graph();
    const edited = (...ids: [string, string]) =>
      scenario('s', 2)
        .step(ids[0], { name: 's1' })
        .to(ids[1])
        .step(ids[1], { name: 's2' })
        .to('s3')
        .step('s3', { name: 'Page', description: 'searches by itself' })
        .graph();
    expect(matchOf(v1, edited('s0', 's1'), 's4')).toMatchObject({ v2: 's3', matchedBy: 'name' });
    expect(matchOf(v1, edited('s1', 's2'), 's3')).toMatchObject({ v2: 's3', matchedBy: 'step_id' });
  });

  test('matches by an id among re-numbered ones only in its place: beside a neighbour in common', () => {
    const build = (version: number, ...[text, first, second, end]: [string, string, string, string]) =>
      scenario('s', version)
        .step(first, { name: 'Page', description: `${text} 1` })
        .to(`t${version}`)
        .step(`t${version}`, { name: 'Text' })
        .to(second)
        .step(second, { name: 'Page', description: `${text} 2` })
        .to(end)
        .step(end, { name: 'End' })
        .graph();
    const v1 = build(1, 'old', 'a', 'b', 'c');
    const moved = matchSteps(v1, build(2, 'new', 'z', 'a', 'b'));
    expect(['a', 'b'].map((id) => moved.imageOf.get(id))).toEqual([undefined, undefined]);
    const inPlace = matchSteps(v1, build(2, 'new', 'z', 'b', 'y'));
    expect(inPlace.imageOf.get('b')).toMatchObject({ v2: 'b', matchedBy: 'step_id' });
    expect(inPlace.imageOf.get('a')).toMatchObject({ v2: 'z', matchedBy: 'name' });
  });

  test('with a name that two leftovers share is no match', () => {
    const v1 = scenario().step('a').to('b').step('b', { name: 'Ask' }).graph();
    const v2 = scenario('s', 2)
      .step('a')
      .to('x')
      .to('y')
      .step('x', { name: 'Ask', description: '1' })
      .step('y', { name: 'Ask', description: '2' })
      .graph();
    expect(matchOf(v1, v2, 'b')).toBeUndefined();
  });
});

test('reachable steps match only reachable ones', () => {
  const v1 = scenario().step('a').to('b').step('b', { name: 'Ask' }).step('lost', { name: 'Lost' }).graph();
  const v2 = scenario('s', 2)
    .step('a')
    .to('lost')
    .step('lost', { name: 'Lost' })
    .step('b', { name: 'Ask' })
    .graph();
  const matching = matchSteps(v1, v2);
  expect(matching.imageOf.get('b')).toBeUndefined();
  expect(matching.imageOf.get('lost')).toBeUndefined();
});

describe('what an unreachable step leads to tells nothing of the reachable ones', () => {
  test('when equal steps are told apart', () => {
    const build = (version: number, islandLeadsTo: string) =>
      scenario('s', version)
        .step('start')
        .to('a', { when: 'x' })
        .to('b', { when: 'x' })
        .step('a', { name: 'Same' })
        .step('b', { name: 'Same' })
        .step('island')
        .to(islandLeadsTo)
        .graph();
    expect(matchOf(build(1, 'a'), build(2, 'b'), 'a')).toMatchObject({ v2: 'a', matchedBy: 'step_id' });
  });

  test('nor in the order in which surroundings are refined: it is the same from either side', () => {
    const chain = (version: number, ...ids: string[]) => {
      const made = scenario('s', version).step('start');
      ids.forEach((id, at) => {
        made.to(id).step(id, { name: at % 2 === 0 ? 'Ask' : 'Say' });
      });
      return made;
    };
    const v1 = chain(1, 'a1', 's1', 'a2', 's2', 'a3').step('i', { name: 'Island' }).to('a2').graph();
    const v2 = scenario('s', 2)
      .step('start')
      .to('s0')
      .step('s0', { name: 'Say' })
      .to('a2')
      .step('a2', { name: 'Ask' })
      .to('s2')
      .step('s2', { name: 'Say' })
      .to('a3')
      .step('a3', { name: 'Ask' })
      .to('s3')
      .step('s3', { name: 'Say' })
      .to('a4')
      .step('a4', { name: 'Ask' })
      .to('s0')
      .step('i', { name: 'Island' })
      .to('j')
      .step('j', { name: 'Island' })
      .graph();
    const there = matchSteps(v1, v2).matches.map((match) => `${match.v1} ${match.v2}`);
    const back = matchSteps(v2, v1).matches.map((match) => `${match.v2} ${match.v1}`);
    expect(back.sort()).toEqual(there.sort());
  });
});

test('a seed is completed by direct matching of what is left', () => {
  const v1 = scenario().chain('a', 'b', 'c').graph();
  const v2 = scenario('s', 2).chain('a', 'x', 'c').graph();
  const matching = matchSteps(v1, v2, [
    { v1: 'b', v2: 'x', matchedBy: 'name' },
    { v1: 'gone', v2: 'x' },
  ]);
  expect(matching.imageOf.get('b')).toEqual({
    v1: 'b',
    v2: 'x',
    match: 'edited',
    matchedBy: 'name',
    ambiguous: false,
  });
  expect(matching.imageOf.get('c')).toMatchObject({ v2: 'c', match: 'exact' });
});
