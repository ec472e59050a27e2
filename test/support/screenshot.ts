import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { expect } from 'vitest';

/** So many pixels in a thousand may differ: browsers smooth letters and corners a little differently. */
const TOLERATED = 1;

/**
 * Compares a screenshot with the one that is kept, and keeps it instead where `UPDATE_SCREENSHOTS` is set. On a
 * difference, what was seen and where it differs are left in `dist/screenshots`.
 */
export function expectScreenshot(actual: Buffer, reference: string): void {
  if (process.env.UPDATE_SCREENSHOTS) {
    writeFileSync(reference, small(actual));
    return;
  }
  expect(
    existsSync(reference),
    `${reference} is missing: set UPDATE_SCREENSHOTS=1, look at it, and keep it`,
  ).toBe(true);
  const [seen, kept] = [PNG.sync.read(actual), PNG.sync.read(readFileSync(reference))];
  expect([seen.width, seen.height]).toEqual([kept.width, kept.height]);
  const { width, height } = kept;
  const differences = new PNG({ width, height });
  const differing = pixelmatch(seen.data, kept.data, differences.data, width, height);
  const share = Math.round((differing / (width * height)) * 10_000) / 10;
  if (share <= TOLERATED) return;

  const folder = join(import.meta.dirname, '../../dist/screenshots');
  mkdirSync(folder, { recursive: true });
  const name = basename(reference, '.png');
  writeFileSync(join(folder, `${name}.png`), actual);
  writeFileSync(join(folder, `${name}-differences.png`), PNG.sync.write(differences));
  expect.fail(
    `${share} ‰ of the pixels differ from ${reference}; see ${folder}. ` +
      'If it should look like that now, run the test with UPDATE_SCREENSHOTS=1, and look at what changed.',
  );
}

/** The same picture in fewer bytes, in steps of colour that nobody sees: it is kept in the repository. */
function small(png: Buffer): Buffer {
  const picture = PNG.sync.read(png);
  picture.data = Buffer.from(picture.data.map((value) => Math.min(255, Math.round(value / 8) * 8)));
  return PNG.sync.write(picture, { colorType: 2, filterType: 0, deflateLevel: 9, deflateStrategy: 0 });
}
