import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { ScenarioInput } from '../../../lib/scenario/model.ts';
import { startBrowser } from '../../support/browser.ts';
import type { FlowName } from '../../support/flows.ts';

export const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'midstream-page-'));
export const inFolder = (name: string): string => join(folder, name);

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Writes the page of two files as the command line does. */
export function written(old: string, now: string): string {
  const file = inFolder(`${old}-${now}.html`.replace(/[^\w.]+/g, '-'));
  const { status, stderr } = spawnSync(
    process.execPath,
    ['scripts/diff.ts', old, now, '--json', '--html', file],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  expect([status, stderr]).toEqual([0, '']);
  return file;
}

const made = new Map<string, string>();

export function flowPage(name: FlowName, from: number, to: number): string {
  const key = `${name} ${from} ${to}`;
  const file = made.get(key) ?? written(`flows/${name}/v${from}.json`, `flows/${name}/v${to}.json`);
  made.set(key, file);
  return file;
}

export function scenarioPage(v1: ScenarioInput, v2: ScenarioInput): string {
  const [old, now] = [v1, v2].map((scenario, at) => {
    const file = inFolder(`scenario-${at}.json`);
    writeFileSync(file, JSON.stringify(scenario));
    return file;
  });
  return written(old ?? '', now ?? '');
}

/** Opens a page. Whatever it loads beside itself, and whatever it complains about, fails the test. */
export async function open(file: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('console', (message) => wrong.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('dialog', async (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  const url = pathToFileURL(file).href;
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url) wrong.push(`request: ${request.url()}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(wrong).toEqual([]);
  });
  await page.goto(url);
  return page;
}

/** The number of the step that an element shows. */
export const stepAt = async (place: Locator): Promise<string> => {
  const number = await place.getAttribute('data-step');
  expect(number).not.toBeNull();
  return number ?? '';
};

/** What will be so once the browser got to it, however busy the machine is. */
export const eventually = <Value>(read: () => Value | Promise<Value>) =>
  expect.poll(read, { timeout: 30_000 });
