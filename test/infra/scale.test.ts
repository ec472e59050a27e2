import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { PAGE } from '../../lib/deployment/find-page.ts';
import { MARKS_A_SECOND } from '../../lib/deployment/pace.ts';
import { MOST_UNITS, UNITS_AT_ONCE } from '../../lib/deployment/units.ts';

const text = readFileSync('infra/SCALE.md', 'utf8');

/** As the text says: measured by the benchmark, and published by AWS. */
const WRITE_UNITS = 1.03;
const READ_UNITS = 0.05;
const TABLE_AT_FIRST = 4_000;
const DOUBLING_S = 30 * 60;
const WRITES_A_MILLION = 0.625;
const READS_A_MILLION = 0.125;
const GB_SECOND = 0.0000133334;
const TRANSITION = 0.025 / 1_000;
/** One invocation of the marking Lambda. */
const WORKING_S = 240;

const perSecond = UNITS_AT_ONCE * MARKS_A_SECOND;
const memoryGb = (FUNCTIONS.find(({ name }) => name === 'mark-sessions')?.memoryMb ?? Number.NaN) / 1_024;
const inEnglish = (value: number): string => value.toLocaleString('en');

function secondsOnNewTable(sessions: number): number {
  let left = sessions;
  for (let period = 0; ; period += 1) {
    const rate = Math.min(perSecond, (TABLE_AT_FIRST * 2 ** period) / WRITE_UNITS);
    if (rate === perSecond || left <= rate * DOUBLING_S) return period * DOUBLING_S + left / rate;
    left -= rate * DOUBLING_S;
  }
}

const duration = (seconds: number): string =>
  seconds < 100 ? `${seconds} s` : `${(seconds / 60).toFixed(1)} min`;
const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

it.each([1, 10, 100])('the calculation for %i million sessions follows from the code', (millions) => {
  const workerSeconds = (millions * 1e6) / MARKS_A_SECOND;
  const further = Math.max(0, workerSeconds / WORKING_S - MOST_UNITS);
  const costs = [
    WRITE_UNITS * millions * WRITES_A_MILLION,
    READ_UNITS * millions * READS_A_MILLION,
    workerSeconds * memoryGb * GB_SECOND,
    (4 * MOST_UNITS + 2 * further) * TRANSITION,
  ];
  const row = [
    `${millions} million`,
    duration((millions * 1e6) / perSecond),
    duration(secondsOnNewTable(millions * 1e6)),
    ...costs.map(dollars),
    dollars(costs.reduce((sum, each) => sum + each, 0)),
  ];
  expect(text).toContain(`| ${row.join(' | ')} |`);
});

it('names the constants of the code as they are', () => {
  expect(text).toContain(`\`MARKS_A_SECOND\` = ${inEnglish(MARKS_A_SECOND)} sessions`);
  expect(text).toContain(`\`UNITS_AT_ONCE\` = ${UNITS_AT_ONCE} of them: ${inEnglish(perSecond)} sessions`);
  expect(text).toContain(`one write a page of ${PAGE} sessions`);
  expect(text).toContain(`| units, 2,000 by the specification of this project | ${MOST_UNITS} |`);
  expect(text).toContain(`${MOST_UNITS} units with 4 of them`);
});
