import { describe, expect, test } from 'vitest';
import { findNewForks } from '../../lib/diff/forks.ts';
import { matchSteps } from '../../lib/diff/match-steps.ts';
import { type ScenarioBuilder, scenario } from '../support/scenario-builder.ts';

/** The new forks with the targets of their new branches. */
function forks(before: ScenarioBuilder, after: ScenarioBuilder): Record<string, string[]> {
  const [v1, v2] = [before.graph(), after.graph()];
  const found = findNewForks(v1, v2, matchSteps(v1, v2));
  return Object.fromEntries(
    found.map(({ fork, branches }) => [v2.node(fork).id, branches.map(({ to }) => v2.node(to).id)]),
  );
}

const menu = (version: number): ScenarioBuilder =>
  scenario('s', version).step('menu').to('a', { when: 'x == 1', priority: 1 }).to('b').step('a').step('b');

describe('a fork is new', () => {
  test('at an inserted step with several ways on', () => {
    const before = scenario().chain('start', 'a');
    const after = scenario('s', 2)
      .step('start')
      .to('choose')
      .step('choose')
      .to('a')
      .to('b', { when: 'age < 18' })
      .step('a')
      .step('b');
    expect(forks(before, after)).toEqual({ choose: ['a', 'b'] });
  });

  test.each([
    [
      'added',
      (made: ScenarioBuilder) => made.to('a', { when: 'x == 1' }).to('c', { when: 'x == 2' }).to('b'),
    ],
    ['reworded', (made: ScenarioBuilder) => made.to('a', { when: 'x == 7' }).to('b')],
  ])('at a matched step with a condition %s', (_, ways) => {
    const after = ways(scenario('s', 2).step('menu')).step('a').step('b').step('c');
    expect(Object.keys(forks(menu(1), after))).toEqual(['menu']);
  });

  test('where conditions were reordered', () => {
    const ordered = (version: number, first: string, second: string) =>
      scenario('s', version)
        .step('menu')
        .to('a', { when: first })
        .to('b', { when: second })
        .step('a')
        .step('b');
    const swapped = scenario('s', 2)
      .step('menu')
      .to('b', { when: 'y' })
      .to('a', { when: 'x' })
      .step('a')
      .step('b');
    expect(forks(ordered(1, 'x', 'y'), swapped)).toEqual({ menu: ['b', 'a'] });
  });

  test('only in the branch that leads elsewhere, where the conditions are the same', () => {
    const after = scenario('s', 2)
      .step('menu')
      .to('c', { when: 'x == 1', priority: 1 })
      .to('b')
      .step('a')
      .step('b')
      .step('c')
      .to('a');
    const elsewhere = scenario('s', 2)
      .step('menu')
      .to('d', { when: 'x == 1', priority: 1 })
      .to('b')
      .step('a')
      .step('b')
      .to('a')
      .step('d');
    expect(forks(menu(1), after)).toEqual({});
    expect(forks(menu(1), elsewhere)).toEqual({ menu: ['d'] });
  });
});

describe('no fork is new', () => {
  test('where "otherwise" is listed elsewhere: it is taken last anyway', () => {
    const first = scenario('s', 2).step('menu').to('b').to('a', { when: 'x == 1' }).step('a').step('b');
    expect(forks(menu(1), first)).toEqual({});
  });

  test('where the step was edited and decides as before', () => {
    const edited = scenario('s', 2)
      .step('menu', { description: 'Choose!' })
      .to('a', { when: 'x == 1', priority: 1 })
      .to('b')
      .step('a')
      .step('b');
    expect(forks(menu(1), edited)).toEqual({});
  });

  test('where a deleted target stands for the first matched steps beyond it', () => {
    const before = scenario()
      .step('menu')
      .to('old', { when: 'x' })
      .to('b')
      .step('old')
      .to('older')
      .step('older')
      .to('a')
      .step('a')
      .step('b');
    const direct = scenario('s', 2).step('menu').to('a', { when: 'x' }).to('b').step('a').step('b');
    const around = scenario('s', 2)
      .step('menu')
      .to('n1', { when: 'x' })
      .to('b')
      .step('n1')
      .to('n2')
      .step('n2')
      .to('a')
      .step('a')
      .step('b');
    expect(forks(before, direct)).toEqual({});
    expect(forks(before, around)).toEqual({});
  });

  test('where an ending was replaced by another: nobody who took that branch is at a step that has an image', () => {
    const endingIn = (...beyond: string[]) => {
      const made = scenario('s', 2)
        .step('menu')
        .to('bye', { when: 'x == 1', priority: 1 })
        .to('b')
        .step('bye');
      for (const id of beyond) made.to(id).step(id);
      return made.step('b');
    };
    expect(forks(menu(1), endingIn())).toEqual({});
    expect(forks(menu(1), endingIn('more', 'end'))).toEqual({});
    const goesOn = scenario('s', 2)
      .step('menu')
      .to('bye', { when: 'x == 1', priority: 1 })
      .to('b')
      .step('bye')
      .to('b')
      .step('b');
    expect(forks(menu(1), goesOn)).toEqual({ menu: ['bye'] });
  });

  test('where all branches lead to the same step: whatever is decided, nobody is led elsewhere', () => {
    const before = scenario().chain('start', 'menu', 'a');
    const after = scenario('s', 2)
      .step('start')
      .to('choose')
      .step('choose')
      .to('menu', { when: 'x == 1' })
      .to('menu')
      .step('menu')
      .to('a', { when: 'x == 2' })
      .to('a')
      .step('a');
    expect(forks(before, after)).toEqual({});
  });

  test('at a step with one way on, or one that the entry does not reach', () => {
    const before = scenario().step('start').to('a').step('a').step('lost').to('a', { when: 'x' }).to('start');
    const after = scenario('s', 2)
      .step('start')
      .to('b')
      .step('b')
      .to('a')
      .step('a')
      .step('lost')
      .to('a', { when: 'y' })
      .to('start');
    expect(forks(before, after)).toEqual({});
  });
});
