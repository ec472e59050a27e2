import { expect, test } from 'vitest';
import { browserPath } from './browser.ts';

test('without a browser the tests say what to install', () => {
  expect(() => browserPath({ CHROME_PATH: '/nowhere/chrome' })).toThrow(
    /CHROME_PATH is \/nowhere\/chrome.*apt-get install chromium fonts-liberation/,
  );
});

test('a browser that is named is the one that is used', () => {
  expect(browserPath({ CHROME_PATH: process.execPath })).toBe(process.execPath);
});
