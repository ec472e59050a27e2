/** What a scenario holds is text on the page, whatever it looks like. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { html } from '../../../scripts/diff/html/markup.ts';
import { scenario } from '../../support/scenario-builder.ts';
import { eventually, inFolder, open, root, scenarioPage } from './pages.ts';

const HOSTILE = [
  '</script><script>window.hacked = 1</script>',
  '</style><style>* { display: none }</style>',
  '"><img src=x onerror="window.hacked = 1">',
  "' onmouseover='window.hacked = 1' x='",
  '<!-- <![CDATA[ ]]> -->',
  '</title></svg></a></bdi><iframe src="https://example.com"></iframe>',
  'javascript:window.hacked=1',
  '&lt;b&gt; &amp; &#60;b&#62; &nosuch;',
  '`\u0024{window.hacked = 1}` {{7*7}} <%= 7 %>',
  '\u202Eevitanretla\u202C and \u2066isolated',
  'a line\nand another\tand a tab',
  '#step-1',
  'x'.repeat(200),
  '界'.repeat(200),
  '🙂👩‍👩‍👧‍👦'.repeat(10),
] as const;

/** Every text that a scenario may hold, made of what a page could stumble over. */
function hostileScenario(version: number) {
  const built = scenario(HOSTILE[0], version);
  HOSTILE.forEach((text, at) => {
    built.step(text.slice(0, 200), {
      description: version === 1 ? text : `${text}${HOSTILE[1]}`,
      collects: [text.slice(0, 200)],
      awaits: at % 2 === 0,
      ...(version === 2 && at === 3 && { checkpoint: text }),
    });
    const next = HOSTILE[at + 1];
    if (next) built.to(next, { when: `${text} == ${version}`, fields: [text.slice(0, 200)] }).to(HOSTILE[0]);
  });
  if (version === 2) {
    built.step('new', { name: HOSTILE[2], checkpoint: HOSTILE[0], required: true }).to(HOSTILE[1]);
  }
  return built.build();
}

describe('names, conditions, descriptions and ids that look like markup', () => {
  test('are shown as they are, and do nothing', async () => {
    const page = await open(scenarioPage(hostileScenario(1), hostileScenario(2)));
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('style').count()).toBe(1);
    expect(await page.locator('img, iframe, [onerror], [onmouseover], [style]').count()).toBe(1);
    expect(await page.locator('[style]').evaluateAll((all) => all.map((each) => each.localName))).toEqual([
      'html',
    ]);

    expect(await page.title()).toBe(`${HOSTILE[0]}: version 1 to 2`);
    expect(await page.locator('h1').textContent()).toBe(HOSTILE[0]);
    const names = await page.locator('#old .name').allTextContents();
    expect(names.sort()).toEqual([...HOSTILE].map((text) => text.slice(0, 200)).sort());
    expect(
      await page.locator('#now .step').evaluateAll((all) => all.map((each) => each.getAttribute('title'))),
    ).toEqual(await page.locator('#now .name').allTextContents());

    for (const row of await page.locator('#list a').all()) {
      await row.click();
      await eventually(() => page.locator('article:visible h3').textContent()).toBe(
        await row.locator('.name').textContent(),
      );
    }
    expect(await page.evaluate('window.hacked')).toBeUndefined();
  });

  test('stay within their boxes', async () => {
    const page = await open(scenarioPage(hostileScenario(1), hostileScenario(2)));
    const out = await page.locator('.pane .step').evaluateAll(
      (boxes) =>
        boxes.filter((box) => {
          const { right, bottom } = box.getBoundingClientRect();
          return [...box.querySelectorAll('.tag')].some((tag) => {
            const rect = tag.getBoundingClientRect();
            return rect.right > right || rect.bottom > bottom;
          });
        }).length,
    );
    expect(out).toBe(0);
  });

  test('are on a page that allows its one style sheet and its one script, and leads nowhere', async () => {
    const page = await open(scenarioPage(hostileScenario(1), hostileScenario(2)));
    expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'$/,
    );
    expect(await page.locator('[src], [href]:not(a[href^="#step-"])').count()).toBe(0);
  });
});

test('any text reads the same after it was put into markup, but for control characters', async () => {
  const texts = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), {
    numRuns: 500,
    seed: 7,
  });
  const file = inFolder('texts.html');
  writeFileSync(
    file,
    `<!doctype html><meta charset="utf-8">${texts.map((text) => html`<pre title="${text}"><b>${text}</b></pre>`).join('')}`,
  );
  const page = await open(file);
  const shown = await page
    .locator('pre')
    .evaluateAll((all) => all.map((each) => [each.getAttribute('title'), each.textContent]));
  const expected = texts.map((text) =>
    text
      .toWellFormed()
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\t\n]/gu, '\uFFFD'),
  );
  expect(shown).toEqual(expected.map((text) => [text, text]));
});

describe('the file', () => {
  const [v3, v4] = ['flows/transfer-money/v3.json', 'flows/transfer-money/v4.json'];
  const diff = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/diff.ts', ...args], { cwd: root, encoding: 'utf8' });

  test('is written besides the table, or besides the JSON', () => {
    const file = inFolder('besides.html');
    const plain = diff(v3, v4);
    expect(diff(v3, v4, `--html=${file}`)).toMatchObject({ status: 0, stdout: plain.stdout, stderr: '' });
    const first = readFileSync(file, 'utf8');
    const json = diff(v3, v4, '--json');
    expect(diff('--html', file, '--json', v3, v4)).toMatchObject({
      status: 0,
      stdout: json.stdout,
      stderr: '',
    });
    expect(readFileSync(file, 'utf8')).toBe(first);
  });

  test('that cannot be written is an error, and nothing is printed', () => {
    const file = inFolder('nowhere/page.html');
    const { status, stdout, stderr } = diff(v3, v4, '--html', file);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${file}: cannot be written (ENOENT`);
  });

  test('is never one of the versions', () => {
    const before = readFileSync(new URL(v3, `file://${root}/`), 'utf8');
    const { status, stderr } = diff(v3, v4, '--html', `./${v3}`);
    expect(status).toBe(2);
    expect(stderr).toContain('is one of the versions');
    expect(readFileSync(new URL(v3, `file://${root}/`), 'utf8')).toBe(before);
  });

  test.each([
    [['--html'], '--html needs the name of the file to write'],
    [['--html='], '--html needs the name of the file to write'],
    [['--html', '--json'], '--html needs the name of the file to write'],
    [['--html', 'a.html', '--html', 'b.html'], '--html is given 2 times'],
  ])('for the command line %j', (args, message) => {
    const { status, stderr } = diff(v3, v4, ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(`${root}/a.html`)).toBe(false);
  });
});
