import { describe, expect, test } from 'vitest';
import { median, medianTimes } from './measure.ts';
import { asJson, asTables, type BenchmarkReport, isMet } from './report.ts';

const report: BenchmarkReport = {
  benchmark: 'soup',
  figures: [
    { title: 'Pots', columns: [{ name: 'pot' }, { name: 'ms', digits: 1 }], rows: [['small', 2.25]] },
  ],
  bounds: [
    { name: 'time', value: 2.25, unit: 'ms', limit: { atMost: 2.25 } },
    { name: 'portions', value: 3, unit: 'plates', limit: { atLeast: 4 } },
    { name: 'taste', value: Number.NaN, unit: 'points', limit: { atMost: 9 } },
  ],
  notes: ['No salt was at hand.'],
};

describe('a benchmark report', () => {
  test('says of each bound whether it is met; what could not be measured is not', () => {
    expect(report.bounds.map(isMet)).toEqual([true, false, false]);
  });

  test('as tables', () => {
    const text = asTables(report, process.stdout);
    expect(text).toMatch(/POT +MS\nsmall +2\.3/);
    expect(text).toMatch(/time +2\.25 +at most 2\.25 ms +met\n/);
    expect(text).toContain('\nNo salt was at hand.\n');
    expect(text).toMatch(/portions +3 +at least 4 plates +missed\n/);
    expect(text).toMatch(/taste +NaN +at most 9 points +missed$/);
  });

  test('as JSON', () => {
    expect(JSON.parse(asJson(report))).toMatchObject({
      benchmark: 'soup',
      notes: ['No salt was at hand.'],
      figures: [{ title: 'Pots', rows: [{ pot: 'small', ms: 2.25 }] }],
      bounds: [{ verdict: 'met' }, { verdict: 'missed' }, { verdict: 'missed' }],
    });
  });
});

describe('measuring', () => {
  test('the middle value', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
    expect(() => median([])).toThrow(RangeError);
  });

  test('the time of one run is told, whatever else goes on', () => {
    const spin = (until: number) => () => {
      let sum = 0;
      for (let at = 0; at < until; at += 1) sum += Math.sqrt(at);
      return sum;
    };
    const [less, more] = medianTimes(spin(1e4), spin(1e7), { warmUpMs: 100, measurements: 3 });
    expect(less).toBeGreaterThan(0);
    expect(more).toBeGreaterThan(10 * less);
  });
});
