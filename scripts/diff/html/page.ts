import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Diff } from '../../../lib/diff/diff.ts';
import type { Problem } from '../../../lib/errors.ts';
import type { MigrationSummary } from '../../../lib/plan/model.ts';
import { details } from './details.ts';
import { drawing, places } from './drawing.ts';
import { legend } from './legend.ts';
import { html } from './markup.ts';
import { overview } from './overview.ts';
import { smallMap } from './small-map.ts';
import { stepList } from './step-list.ts';
import { type View, viewOf } from './view.ts';

/**
 * The difference of two versions as one HTML page that needs nothing else: both versions drawn side by side, with
 * what is known about every step. What is in the scenario is text on it, never markup, style or script.
 */
export async function page(
  diff: Diff,
  summary: MigrationSummary,
  notes: readonly Problem[],
): Promise<string> {
  const [view, style, script] = await Promise.all([
    viewOf(diff, summary, notes),
    bundled('page.css'),
    bundled('page.ts'),
  ]);
  const styles = `${style}${places(view)}`;
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(styles)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const [from, to] = [diff.v1.graph.scenario.version, diff.v2.graph.scenario.version];
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${diff.v2.graph.scenario.name}: version ${from} to ${to}</title>
`;
  return `${head}<style>${styles}</style>
</head>
${body(view)}<script>${script}</script>
</html>
`;
}

const body = (view: View) => html`<body>
${overview(view)}
<main>
<aside id="steps">
${stepList(view)}
<div id="details" aria-live="polite">
<p class="hint">Choose a step, here or in a drawing, to see what happens to the sessions there.</p>
${view.drawn.map((step) => details(view, step))}
</div>
</aside>
${(['old', 'now'] as const).map((side) => drawing(view, side))}
<aside id="tools">
<div class="buttons" role="group" aria-label="Changes">
<button type="button" data-go="back" title="The change before (p)">↑ change</button>
<button type="button" data-go="on" title="The next change (n)">↓ change</button>
</div>
<div class="buttons" role="group" aria-label="Size of the drawings">
<button type="button" data-zoom="out" title="Smaller (-)">−</button>
<button type="button" data-zoom="fit" title="Everything at once (0)">fit</button>
<button type="button" data-zoom="in" title="Larger (+)">+</button>
</div>
${smallMap(view)}
${legend()}
</aside>
</main>
</body>
`;

/** A file that runs or is shown in the browser, as one text. */
async function bundled(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`browser/${file}`, import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

/** The one style sheet and the one script that the page may have. */
const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
