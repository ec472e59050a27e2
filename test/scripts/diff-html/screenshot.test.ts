/** The page of the README's command looks as the README shows it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectScreenshot } from '../../support/screenshot.ts';
import { eventually, inFolder, open, root } from './pages.ts';

test('the README’s page of edd-reminders, version 1 to 2', async () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const command = /^npm run -s diff -- .* --html diff\.html$/m.exec(readme)?.[0] ?? '';
  const picture = /!\[.*\]\((?<file>docs\/.*\.png)\)/.exec(readme)?.groups?.file ?? '';
  const file = inFolder('readme.html');
  const { status, stdout } = spawnSync('bash', ['-c', command.replace('diff.html', file)], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stdout).toContain('stack: version 1 -> 2');

  const page = await open(file, { reducedMotion: 'reduce' });
  const fonts = await page.evaluate<boolean>(`(() => {
    const width = (font) => {
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      context.font = font;
      return context.measureText('MWil').width;
    };
    return width('40px "Liberation Sans", monospace') !== width('40px monospace');
  })()`);
  expect(fonts, 'the font Liberation Sans is missing (on Debian: apt-get install fonts-liberation)').toBe(
    true,
  );

  await page.locator('#now .step.inserted').first().click();
  await eventually(() => page.locator('article:visible').count()).toBe(1);
  await page.keyboard.press('-');
  await page.mouse.move(0, 0);
  expectScreenshot(await page.screenshot({ animations: 'disabled' }), join(root, picture));
});
