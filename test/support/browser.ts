import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Chrome or Chromium as it is installed: `CHROME_PATH`, else by its usual names. */
export function browserPath(env: NodeJS.ProcessEnv = process.env): string {
  const { CHROME_PATH: chosen, PATH: path = '' } = env;
  const candidates = chosen
    ? [chosen]
    : [...path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES];
  const found = candidates.find(isExecutable);
  if (found) return found;
  throw new Error(
    `${chosen ? `CHROME_PATH is ${chosen}, which cannot be run` : 'no Chrome or Chromium found'}: install one ` +
      '(on Debian: apt-get install chromium fonts-liberation), or say in CHROME_PATH where it is',
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser that shows nothing and calls nobody. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--font-render-hinting=none',
    ],
  });
