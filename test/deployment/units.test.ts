import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutUnits, unitOf } from '../../lib/deployment/units.ts';
import type { ScenarioGraph } from '../../lib/scenario/graph.ts';
import { scenario } from '../support/scenario-builder.ts';

/** The most units that a deployment may have, whatever the plan's size. */
const MOST = 2_000;

/** A graph with so many different contents; each third step repeats the content of the one before. */
function graphOf(contents: number): ScenarioGraph {
  const built = scenario();
  for (let each = 0; each < contents; each += 1) {
    built.step(`s${each}`, { name: `Step ${each}` });
    if (each % 3 === 0) built.step(`s${each}-again`, { name: `Step ${each}` });
  }
  return built.graph();
}

describe('the units of a deployment', () => {
  const contents = fc.integer({ min: 1, max: 700 });
  const shards = fc.integer({ min: 1, max: 64 });
  const expected = fc.nat({ max: 1_000_000 });

  it('hold every step content in every index shard exactly once, and are never more than 2,000', () => {
    fc.assert(
      fc.property(contents, shards, expected, (contents, shards, expected) => {
        const graph = graphOf(contents);
        const layout = layoutUnits(graph, shards, expected);
        expect(layout.units).toBeLessThanOrEqual(MOST);
        const held = Array.from({ length: layout.units }, (_, unit) => unitOf(graph, layout, unit)).flatMap(
          ({ shard, hashes }) => hashes.map((hash) => `${hash} ${shard}`),
        );
        const all = [...graph.byHash.keys()].flatMap((hash) =>
          Array.from({ length: shards }, (_, shard) => `${hash} ${shard}`),
        );
        expect(held.toSorted()).toEqual(all.toSorted());
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [5_000, 1],
    [5_000, 8],
    [5_000, 64],
    [1, 64],
  ])('of %i contents in %i shards are no more than 2,000, and none is empty', (contents, shards) => {
    const graph = graphOf(contents);
    const layout = layoutUnits(graph, shards, 1e9);
    expect(layout.units).toBeLessThanOrEqual(MOST);
    for (const unit of [0, layout.units - 1]) {
      expect(unitOf(graph, layout, unit).hashes.length).toBeGreaterThan(0);
    }
  });

  it('are the more, the more sessions are expected, within limits', () => {
    const graph = graphOf(700);
    const units = [0, 1_000, 100_000, 200_000, 1_000_000, 1e9].map(
      (count) => layoutUnits(graph, 8, count).units,
    );
    expect(units).toEqual([16, 16, 48, 96, 240, 240]);
  });

  it('are the same for the same graph, in whatever order its steps come', () => {
    const forwards = scenario().chain('a', 'b', 'c', 'd').build();
    const backwards = { ...forwards, steps: forwards.steps.toReversed() };
    const all = ({ steps }: typeof forwards) => {
      const built = scenario();
      for (const { id } of steps) built.step(id);
      const graph = built.entry('a').graph();
      const layout = layoutUnits(graph, 2, 100);
      return Array.from({ length: layout.units }, (_, unit) => unitOf(graph, layout, unit));
    };
    expect(all(backwards)).toEqual(all(forwards));
  });
});
