/** What is drawn of scenarios that are too large to be drawn whole. */
import { describe, expect, test } from 'vitest';
import { diffScenarios } from '../../../lib/diff/diff.ts';
import { buildGraph } from '../../../lib/scenario/graph.ts';
import { MAX_STEPS, type ScenarioInput } from '../../../lib/scenario/model.ts';
import { pageLines } from '../../../scripts/diff/html/lines.ts';
import { pageSteps } from '../../../scripts/diff/html/steps.ts';
import { excerpt, MOST_DRAWN } from '../../../scripts/diff/html/surroundings.ts';
import { scenario } from '../../support/scenario-builder.ts';
import { eventually, open, scenarioPage } from './pages.ts';

/** A flow of so many steps in a row, of which some are described anew in version 2. */
function row(length: number, version: number, edited: (at: number) => boolean = () => false): ScenarioInput {
  const built = scenario('row', version);
  for (let at = 0; at < length; at += 1) {
    built.step(`s${at}`, { description: version === 2 && edited(at) ? 'edited' : '', awaits: at % 4 === 0 });
    if (at + 1 < length) built.to(`s${at + 1}`);
  }
  return built.build();
}

function excerptOf(length: number, edited: (at: number) => boolean, most: number) {
  const diff = diffScenarios(buildGraph(row(length, 1)), buildGraph(row(length, 2, edited)));
  const steps = pageSteps(diff, NO_SUMMARY);
  const { drawn, ...rest } = excerpt(steps, pageLines(diff, steps), most);
  return { ...rest, drawn: steps.flatMap((step) => (drawn.has(step.number) ? [step.name] : [])) };
}

const NO_SUMMARY = { warnings: [], fields_to_collect: [] };

describe('of a flow', () => {
  test('that is small enough, everything', () => {
    expect(excerptOf(10, (at) => at === 5, 10)).toMatchObject({ around: undefined, missing: 0 });
    expect(excerptOf(10, () => false, 10).drawn).toHaveLength(10);
  });

  test('that is not, what changed and up to three ways around it', () => {
    expect(excerptOf(50, (at) => at === 20, 20)).toEqual({
      around: 3,
      missing: 0,
      drawn: ['s17', 's18', 's19', 's20', 's21', 's22', 's23'],
    });
  });

  test('with many changes, fewer ways around them', () => {
    expect(excerptOf(50, (at) => at === 10 || at === 30, 11)).toMatchObject({ around: 2, missing: 0 });
    expect(excerptOf(50, (at) => at % 5 === 0, 12)).toMatchObject({ around: 0, missing: 0 });
  });

  test('with more changes than may be drawn, the first of them', () => {
    const { around, missing, drawn } = excerptOf(50, (at) => at % 2 === 0, 10);
    expect([around, missing]).toEqual([0, 15]);
    expect(drawn).toEqual(['s0', 's2', 's4', 's6', 's8', 's10', 's12', 's14', 's16', 's18']);
  });

  test('without any change, nothing', () => {
    expect(excerptOf(50, () => false, 10)).toMatchObject({ drawn: [], missing: 0 });
  });
});

test('of the largest scenario that there may be the page shows what changed, and says so', async () => {
  const edited = (at: number): boolean => at % 250 === 100;
  const page = await open(scenarioPage(row(MAX_STEPS, 1), row(MAX_STEPS, 2, edited)));
  expect(await page.locator('#now .step.edited').count()).toBe(20);
  const drawn = await page.locator('#now .step').count();
  expect(drawn).toBe(20 * 7);
  expect(drawn).toBeLessThanOrEqual(MOST_DRAWN);
  expect(await page.locator('.partial').innerText()).toBe(
    'Of 5000 steps the page shows 140: the changed ones and those up to 3 ways from them. ' +
      'The table (--all) and --json have everything.',
  );
  await page.locator('[data-go=on]').click();
  await eventually(() => page.locator('article:visible h3').innerText()).toBe('s100');
});

test('of a large scenario without any change the page shows that', async () => {
  const page = await open(scenarioPage(row(400, 1), row(400, 2)));
  expect(await page.locator('.partial').innerText()).toContain('nothing changed');
});
