/** What the page does when it is used: with a pointer, with the keyboard, in the dark, on paper. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { scenario } from '../../support/scenario-builder.ts';
import { eventually, flowPage, open, scenarioPage, stepAt } from './pages.ts';

const edd = () => flowPage('edd-reminders', 1, 2);
const transfer = () => flowPage('transfer-money', 3, 4);
const selected = (page: Page) => page.locator('.pane .selected');

/** Where the panes are: both must always be at the same place. */
async function position(page: Page): Promise<{ left: number; top: number }> {
  const [old, now] = await page
    .locator('.pane')
    .evaluateAll((panes) => panes.map((pane) => ({ left: pane.scrollLeft, top: pane.scrollTop })));
  await eventually(() => page.locator('#now').evaluate((pane) => pane.scrollTop)).toBe(old?.top);
  expect(now?.left).toBe(old?.left);
  return old ?? { left: -1, top: -1 };
}

describe('choosing a step', () => {
  test('marks it and its counterpart, tells what is known, and can be linked to and taken back', async () => {
    const page = await open(transfer());
    const complete = page.locator('#old .step', { hasText: 'utter_transfer_complete' });
    const number = await stepAt(complete);
    await complete.click();
    expect(page.url()).toMatch(new RegExp(`#step-${number}$`));
    await eventually(() => selected(page).count()).toBe(2);
    expect(await selected(page).evaluateAll((boxes) => boxes.map((box) => box.closest('.pane')?.id))).toEqual(
      ['old', 'now'],
    );

    const details = page.locator('article:visible');
    expect(await details.count()).toBe(1);
    const text = await details.innerText();
    expect(text).toContain('exact by content');
    expect(text).toMatch(/gap_fill[\s\S]*action_transfer_funds \(new, on every way here\): checkpoint/);
    expect(text).toMatch(/critical The checkpoint "action_transfer_funds"/);

    await page.goBack();
    await eventually(() => selected(page).count()).toBe(0);
  });

  test('scrolls both drawings to it', async () => {
    const page = await open(edd());
    expect((await position(page)).top).toBe(0);
    await page.locator('#list a', { hasText: 'display_edd_later_error' }).first().click();
    await eventually(() => selected(page).count()).toBe(2);
    expect((await position(page)).top).toBeGreaterThan(1000);
    for (const side of ['#old', '#now']) {
      const pane = await page.locator(side).boundingBox();
      const box = await page.locator(`${side} .selected`).boundingBox();
      expect(box && pane && box.y >= pane.y && box.y + box.height <= pane.y + pane.height).toBe(true);
      expect(box && pane && box.x >= pane.x && box.x + box.width <= pane.x + pane.width).toBe(true);
    }
  });

  test('of one that only one version has, marks where it would be in the other', async () => {
    const page = await open(transfer());
    await page.locator('#now .step.inserted').click();
    await eventually(() => page.locator('#old .gap.selected').count()).toBe(1);
    expect(await page.locator('#old .gap').innerText()).toBe('only in version 4');
  });

  test('of a deleted one, says where its sessions go, and leads there', async () => {
    const page = await open(edd());
    await page.locator('#list a', { hasText: 'EDDReminder / loading_message' }).click();
    const details = page.locator('article:visible');
    expect(await details.innerText()).toContain('Deleted in version 2');
    await details.locator('a', { hasText: 'EDDReminder / message' }).first().click();
    await eventually(() => page.locator('article:visible h3').innerText()).toBe('EDDReminder / message');
    expect(await page.locator('article:visible table').innerText()).toMatch(
      /modified[\s\S]*EDDReminder \/ loading_message[\s\S]*EDDReminder \/ button_labels/,
    );
  });

  test('of one behind a changed decision, names the fork and the conditions that lead away', async () => {
    const page = await open(flowPage('edd-reminders', 4, 5));
    await page.locator('#list a', { hasText: 'DisplayEDDUnknownError / display_edd_unknown_error' }).click();
    const reasons = page.locator('article:visible .reasons');
    expect(await reasons.innerText()).toMatch(
      /New fork DisplayEDDReminderError \/ display_edd_reminder_error leads away:\s+display_edd_reminder_error == "edd_got_it" → EDDGotIt \/ search/,
    );
  });

  test('tells what became of each of its ways, and what it was called', async () => {
    const built = (version: number) => scenario('ways', version);
    const v1 = built(1)
      .step('a', { name: 'Choose' })
      .to('b', { when: 'x > 1', priority: 3 })
      .to('c', { when: 'x > 2', priority: 2 })
      .to('d', { when: 'x > 3', priority: 1 })
      .to('b');
    const v2 = built(2)
      .step('a', { name: 'Decide' })
      .to('c', { when: 'x > 2', priority: 3 })
      .to('b', { when: 'x > 1', priority: 2 })
      .to('e', { when: 'x > 3', priority: 1 })
      .to('d', { when: 'y', priority: 0 });
    for (const version of [v1, v2]) version.chain('b').chain('c').chain('d').chain('e');
    const page = await open(scenarioPage(v1.build(), v2.build()));
    await page.locator('#search').fill('choose');
    await page.keyboard.press('Enter');
    const details = page.locator('article:visible');
    await eventually(() => details.locator('h3').innerText()).toBe('Decide');
    expect(await details.innerText()).toContain('In version 1 it was called Choose');
    const rows = await details.locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.replaceAll(/\s+/g, ' ').trim())).toEqual([
      'moved x > 2 c',
      'moved x > 1 b',
      'modified x > 3 d e',
      'added y d',
      'removed otherwise b',
    ]);
  });

  test('of an edited one, shows what was edited', async () => {
    const page = await open(edd());
    await page.locator('#list li.edited a').first().click();
    const edits = page.locator('article:visible dl').first();
    expect(await edits.innerText()).toContain('description');
    expect(await edits.locator('del').count()).toBe(1);
    expect(await edits.locator('ins').count()).toBe(1);
  });

  test('pointing at one lights up its counterpart', async () => {
    const page = await open(transfer());
    const box = page.locator('#now .step').first();
    await box.hover();
    expect(await page.locator('.pane .hover').count()).toBe(2);
    expect(await stepAt(page.locator('#old .hover'))).toBe(await stepAt(box));
  });
});

describe('finding steps', () => {
  test('by name: the list keeps them, the drawings let the others step back', async () => {
    const page = await open(edd());
    await page.keyboard.press('/');
    await page.keyboard.type('eddmonth ERROR');
    const rows = await page.locator('#list li:visible .name').allInnerTexts();
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect(row.toLowerCase()).toMatch(/eddmonth.*error|error.*eddmonth/);
    expect(await page.locator('#found').innerText()).toBe(`${rows.length} of 129 steps`);
    expect(await page.locator('#old .step:not(.dim), #old .gap:not(.dim)').count()).toBe(rows.length);
    await page.keyboard.press('Enter');
    await eventually(() => page.locator('article:visible').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await page.locator('.dim').count()).toBe(0);
    await eventually(() => page.locator('article:visible').count()).toBe(0);
  });

  test('by what they are', async () => {
    const page = await open(edd());
    const shown = (): Promise<number> => page.locator('#list li:visible').count();
    await page.getByLabel('resting').check();
    const resting = await shown();
    expect(resting).toBe(await page.locator('#list li.rests').count());
    await page.locator('#filters select').selectOption('re_route');
    expect(await shown()).toBe(16);
    await page.getByLabel('with warnings').check();
    expect(await shown()).toBe(1);
    await page.getByLabel('changed', { exact: true }).check();
    expect(await shown()).toBe(1);
  });

  test('change by change, with buttons and keys', async () => {
    const page = await open(transfer());
    const name = (): Promise<string> => page.locator('article:visible h3').innerText();
    await page.locator('[data-go=on]').click();
    await eventually(name).toBe('Ask final_confirmation');
    await page.keyboard.press('n');
    await eventually(name).toBe('action_transfer_funds');
    await page.keyboard.press('n');
    await eventually(name).toBe('Ask final_confirmation');
    await page.keyboard.press('p');
    await eventually(name).toBe('action_transfer_funds');
  });

  test('from the warnings', async () => {
    const page = await open(transfer());
    await page.locator('.warnings summary.critical').click();
    await page.locator('.warnings[open] a').click();
    await eventually(() => page.locator('article:visible h3').innerText()).toBe('utter_transfer_complete');
    expect(await page.locator('.warnings[open]').count()).toBe(0);
  });
});

describe('moving about', () => {
  test('both drawings scroll as one, and so does the frame in the small one', async () => {
    const page = await open(edd());
    const before = await page.locator('#view').boundingBox();
    await page.locator('#now').hover();
    await page.mouse.wheel(0, 1500);
    await eventually(async () => (await position(page)).top).toBe(1500);
    const after = await page.locator('#view').boundingBox();
    expect((after?.y ?? 0) - (before?.y ?? 0)).toBeGreaterThan(20);
    await page.locator('#map').click({ position: { x: 60, y: 10 } });
    await eventually(async () => (await position(page)).top).toBeLessThan(500);
  });

  test('the drawing that is scrolled is not held back by the one that follows', async () => {
    const page = await open(edd());
    await page.locator('#now').evaluate(async (pane) => {
      for (let frame = 0; frame < 20; frame += 1) {
        pane.scrollTop += 50;
        await new Promise(requestAnimationFrame);
      }
    });
    await eventually(async () => (await position(page)).top).toBe(1000);
  });

  test('everything fits at once, and names are read again from near', async () => {
    const page = await open(edd());
    await page.locator('[data-zoom=fit]').click();
    const scrolls = await page
      .locator('.pane')
      .evaluateAll((panes) =>
        panes.map((pane) => pane.scrollHeight > pane.clientHeight || pane.scrollWidth > pane.clientWidth),
      );
    expect(scrolls).toEqual([false, false]);
    expect(await page.locator('#old .name').first().isVisible()).toBe(false);
    for (let times = 0; times < 6; times += 1) await page.keyboard.press('+');
    expect(await page.locator('#old .name').first().isVisible()).toBe(true);
  });

  test('with the keyboard alone', async () => {
    const page = await open(transfer());
    const focused = (): Promise<string> =>
      page.evaluate<string>(
        "document.activeElement.closest('.pane, #list')?.id + ' ' + document.activeElement.textContent",
      );
    await page.locator('#list a').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('list Ask amount');
    await page.keyboard.press('End');
    expect(await focused()).toContain('utter_insufficient_funds');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await eventually(() => page.locator('article:visible h3').innerText()).toBe('Ask recipient');

    await page.locator('#old .step').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('old Ask amount');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toContain('now Ask amount');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toContain('now Ask recipient');
    await page.keyboard.press('Enter');
    await eventually(() => selected(page).count()).toBe(2);
  });

  test('the tab key stops once in the list and once in each drawing', async () => {
    const page = await open(edd());
    expect(await page.locator('#list a:not([tabindex="-1"])').count()).toBe(1);
    expect(await page.locator('#old a:not([tabindex="-1"])').count()).toBe(1);
    expect(await page.locator('#now a:not([tabindex="-1"])').count()).toBe(1);
  });
});

test('it can be read without its script', async () => {
  const page = await open(transfer(), { javaScriptEnabled: false });
  await page.locator('#now .step.inserted').click();
  expect(await page.locator('article:visible').innerText()).toContain('Inserted in version 4');
});

describe('colours', () => {
  /** The least contrast of any text with what is behind it. */
  const leastContrast = (page: Page): Promise<number> =>
    page
      .locator('.pane .name, .tag, #list .name, #legend li, .fates li:not(.none), .find label')
      .evaluateAll((texts) => {
        const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
        if (!canvas) throw new Error('the browser draws nothing');
        const luminance = (colours: readonly string[]): number => {
          for (const colour of colours) {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
          }
          const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
        };
        return Math.min(
          ...texts.map((text) => {
            const behind: string[] = [];
            for (let at: Element | null = text; at; at = at.parentElement)
              behind.unshift(getComputedStyle(at).backgroundColor);
            const [low, high] = [
              luminance(behind),
              luminance([...behind, getComputedStyle(text).color]),
            ].sort((a, b) => a - b);
            return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
          }),
        );
      });

  test.each(['light', 'dark'] as const)(
    '%s: every text stands out from what is behind it',
    async (colorScheme) => {
      for (const file of [flowPage('edd-reminders', 4, 5), transfer()]) {
        const page = await open(file, { colorScheme });
        expect(await leastContrast(page)).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test('follow the system', async () => {
    const page = await open(transfer());
    const paper = (): Promise<string> =>
      page.locator('header').evaluate((header) => getComputedStyle(header).backgroundColor);
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await paper()).not.toBe(light);
  });
});

test('on paper both drawings are whole, and every change is told', async () => {
  const page = await open(edd());
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 1046, height: 720 });
  const cut = await page
    .locator('.pane')
    .evaluateAll((panes) => panes.filter((pane) => pane.scrollWidth > pane.clientWidth + 1).length);
  expect(cut).toBe(0);
  expect(await page.locator('article:visible').count()).toBe(await page.locator('article.changed').count());
  expect(await page.locator('#list').isVisible()).toBe(false);
  expect((await page.pdf({ preferCSSPageSize: true })).byteLength).toBeGreaterThan(10_000);
});
