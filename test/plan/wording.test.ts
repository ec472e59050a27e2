import { expect, test } from 'vitest';
import type { Place } from '../../lib/plan/warnings/facts.ts';
import { listed, steps } from '../../lib/plan/warnings/wording.ts';
import { scenario } from '../support/scenario-builder.ts';

const places = (...names: string[]): Place[] =>
  names.flatMap((name) =>
    scenario()
      .step(name)
      .graph()
      .nodes.map((node) => ({ key: name, node, sessions: 0, policy: undefined })),
  );

test('many names are cut short, and the rest is counted', () => {
  expect(listed(['a'])).toBe('"a"');
  expect(listed(['a', 'b', 'b', 'c'])).toBe('"a", "b" and "c"');
  expect(listed(['a', 'b', 'c'], 2, '`')).toBe('`a`, `b` and 1 more');
});

test('steps that share a name are steps of their own', () => {
  expect(steps(places('a'))).toBe('the step "a"');
  expect(steps(places('a', 'a', 'b'))).toBe('3 steps ("a" and "b")');
  expect(steps(places('a', 'a', 'b', 'c', 'd', 'e', 'f', 'f', 'g'))).toBe(
    '9 steps ("a", "b", "c", "d", "e" and 3 more)',
  );
});
