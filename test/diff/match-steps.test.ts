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

  test('of five thousand equal steps is told apart by how far it is from the ends', () => {
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
});

describe('it is the same from either side', () => {
  /** Steps as `id:name -> target target`; the first is the entry. */
  const drawn = (...lines: string[]): ScenarioGraph => {
    const made = scenario();
    for (const line of lines) {
      const [step = '', targets = ''] = line.split(' -> ');
      const [id = '', name = ''] = step.split(':');
      made.step(id, { name });
      for (const target of targets.split(' ').filter(Boolean)) made.to(target);
    }
    return made.graph();
  };

  test.each([
    {
      where: 'an unreachable step leads into a loop of repeated ones',
      v: ['r:R -> a1', 'a1:A -> b1', 'b1:B -> a2', 'a2:A -> b2', 'b2:B -> a3', 'a3:A', 'i:I -> a2'],
      w: [
        'r:R -> b0',
        'b0:B -> a2',
        'a2:A -> b2',
        'b2:B -> a3',
        'a3:A -> b3',
        'b3:B -> a4',
        'a4:A -> b0',
        'i:I -> j',
        'j:I',
      ],
      expected: ['a1 a2', 'a2 a3', 'a3 a4', 'b1 b2', 'b2 b3', 'i i', 'r r'],
    },
    {
      where: 'a rival that was matched leaves another one sure',
      v: ['s0:Image -> s9', 's2:Ask', 's9:Say -> s10', 's10:Say -> s2'],
      w: ['s1:Image -> s11 s9', 's3:Ask', 's5:Say -> s10', 's11:Say -> s5 s3', 's9:Say', 's10:Say'],
      expected: ['s0 s1', 's10 s10', 's2 s3', 's9 s11'],
    },
    {
      where: 'what an equal id tells is told on before anything ambiguous is chosen',
      v: [
        's0:A -> s1',
        's1:A -> s2',
        's2:B -> s3',
        's3:C -> s5',
        's5:A -> s6',
        's6:B -> s7',
        's7:C -> s9',
        's9:D',
      ],
      w: ['s1:A -> n1', 's2:A -> s3', 's3:B -> s4', 's4:C -> s9', 's9:E -> n0', 'n0:D', 'n1:X -> s2'],
      expected: ['s1 s1', 's5 s2', 's6 s3', 's7 s4', 's9 n0'],
    },
  ])('$where', ({ v, w, expected }) => {
    const [v1, v2] = [drawn(...v), drawn(...w)];
    const there = matchSteps(v1, v2).matches.map((match) => `${match.v1} ${match.v2}`);
    const back = matchSteps(v2, v1).matches.map((match) => `${match.v2} ${match.v1}`);
    expect(there.sort()).toEqual(expected);
    expect(back.sort()).toEqual(expected);
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
