/** What is drawn, looked at in a browser: everything once, in its place, readable, with what the diff says of it. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { CompactAnchor } from '../../../lib/diff/compact-map.ts';
import { diffScenarios } from '../../../lib/diff/diff.ts';
import { type FlowName, flowGraph } from '../../support/flows.ts';
import { flowPage, open } from './pages.ts';

interface Drawn {
  readonly step: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Whether anything that it holds is cut off or sticks out. */
  readonly overflows: boolean;
}

const drawnIn = (page: Page, side: 'old' | 'now'): Promise<Drawn[]> =>
  page.locator(`#${side} .step`).evaluateAll((boxes) =>
    boxes.map((box) => {
      const { left, top, right, bottom } = box.getBoundingClientRect();
      const name = box.querySelector('.name');
      const inside = (part: Element): boolean => {
        const rect = part.getBoundingClientRect();
        return rect.left >= left && rect.right <= right && rect.top >= top && rect.bottom <= bottom;
      };
      return {
        step: box.getAttribute('data-step') ?? '',
        name: name?.textContent ?? '',
        tags: [...box.querySelectorAll('.tag')].map((tag) => tag.textContent ?? ''),
        left,
        top,
        right,
        bottom,
        overflows:
          !name ||
          name.scrollHeight > name.clientHeight ||
          name.scrollWidth > name.clientWidth ||
          box.scrollHeight > box.clientHeight ||
          ![name, ...box.querySelectorAll('.tag')].every(inside),
      };
    }),
  );

const overlap = (a: Drawn, b: Drawn): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const PAIRS: readonly (readonly [FlowName, number, number])[] = [
  ['edd-reminders', 1, 2],
  ['edd-reminders', 5, 6],
  ['intro-and-welcome', 1, 2],
  ['transfer-money', 3, 4],
];

describe.each(PAIRS)('%s, version %i to %i', (name, from, to) => {
  const diff = diffScenarios(flowGraph(name, from), flowGraph(name, to));

  test('every step is drawn once in each version that has it, in a box of its own that holds its text', async () => {
    const page = await open(flowPage(name, from, to));
    for (const [side, version] of [
      ['old', from],
      ['now', to],
    ] as const) {
      const boxes = await drawnIn(page, side);
      expect(boxes.map((box) => box.name).sort()).toEqual(
        flowGraph(name, version)
          .nodes.map((node) => node.step.name)
          .sort(),
      );
      expect(new Set(boxes.map((box) => box.step)).size).toBe(boxes.length);
      expect(boxes.filter((box) => box.overflows)).toEqual([]);
      expect(boxes.filter((a, at) => boxes.slice(at + 1).some((b) => overlap(a, b)))).toEqual([]);
    }
  });

  test('a step and its image are beside each other', async () => {
    const page = await open(flowPage(name, from, to));
    const [old, now] = [await drawnIn(page, 'old'), await drawnIn(page, 'now')];
    const images = new Map(now.map((box) => [box.step, box]));
    const both = old.filter((box) => images.has(box.step));
    expect(both).toHaveLength(diff.matching.matches.length);
    const shifts = both.map((box) => {
      const image = images.get(box.step);
      return `${Math.round((image?.left ?? 0) - box.left)} ${Math.round((image?.top ?? 0) - box.top)}`;
    });
    expect(new Set(shifts).size).toBe(1);
  });

  test('each says its class, what became of it, and that it is a new fork', async () => {
    const page = await open(flowPage(name, from, to));
    const [old, now] = [await drawnIn(page, 'old'), await drawnIn(page, 'now')];
    const count = (boxes: readonly Drawn[], tag: string): number =>
      boxes.filter((box) => box.tags.includes(tag)).length;
    const edited = diff.matching.matches.filter((match) => match.match === 'edited').length;
    for (const scenario of ['clean_graft', 'gap_fill', 're_route'] satisfies CompactAnchor['scenario'][]) {
      const expected = diff.map.anchors.filter((anchor) => anchor.scenario === scenario).length;
      expect([count(old, scenario), count(now, scenario)]).toEqual([expected, expected]);
    }
    expect([count(old, 'edited'), count(now, 'edited')]).toEqual([edited, edited]);
    expect([count(old, 'deleted'), count(now, 'deleted')]).toEqual([diff.map.deleted_nodes.length, 0]);
    expect([count(old, 'inserted'), count(now, 'inserted')]).toEqual([0, diff.map.new_node_ids.length]);
    expect([count(old, 'new fork'), count(now, 'new fork')]).toEqual([0, diff.map.new_forks.length]);
  });

  test('ways are lines from step to step', async () => {
    const page = await open(flowPage(name, from, to));
    for (const [side, version] of [
      ['old', from],
      ['now', to],
    ] as const) {
      const graph = flowGraph(name, version);
      const ways = graph.nodes.reduce((sum, node) => sum + node.successors.length, 0);
      const lines = page.locator(`#${side} .line`);
      expect(await lines.count()).toBe(ways);
      expect(
        await lines.evaluateAll(
          (all) =>
            all.filter((line) => !(line instanceof SVGPathElement && line.getTotalLength() > 5)).length,
        ),
      ).toBe(0);
    }
    expect(await page.locator('#old .line.added, #now .line.removed').count()).toBe(0);
  });
});

test('the flow begins at the top', async () => {
  const page = await open(flowPage('edd-reminders', 1, 2));
  const boxes = await drawnIn(page, 'now');
  const highest = boxes.reduce((best, box) => (box.top < best.top ? box : best));
  expect(highest.name).toBe(flowGraph('edd-reminders', 2).entry.step.name);
});

test('the header counts what became of the steps, and what that means', async () => {
  const page = await open(flowPage('edd-reminders', 1, 2));
  const header = (await page.locator('header').innerText()).replaceAll(/\s+/g, ' ');
  expect(header).toContain('stack version 1 → 2');
  for (const text of ['120 unchanged', '1 edited', '2 inserted', '6 deleted', '2 new forks', '9 warnings']) {
    expect(header).toContain(text);
  }
  expect(header).toContain('all steps 22 clean_graft 0 gap_fill 99 re_route');
  expect(header).toContain('where conversations rest 0 clean_graft 0 gap_fill 16 re_route');
});
