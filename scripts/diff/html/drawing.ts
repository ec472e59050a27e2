import { condition } from '../wording.ts';
import { BOX_WIDTH } from './box.ts';
import { kindsOf, type Side, tagsOf } from './labels.ts';
import type { Point } from './layout.ts';
import type { Line } from './lines.ts';
import { html, type Markup } from './markup.ts';
import { broken } from './names.ts';
import { pathOf, round } from './paths.ts';
import type { PageStep } from './steps.ts';
import type { View } from './view.ts';

/** One version's drawing: its lines, its steps, and an outline where only the other version has a step. */
export function drawing(view: View, side: Side): Markup {
  const { layout, diff } = view;
  const { version, steps } = (side === 'old' ? diff.v1 : diff.v2).graph.scenario;
  const other = (side === 'old' ? diff.v2 : diff.v1).graph.scenario.version;
  const lines = view.lines.filter((line) => line[side]);
  return html`<section class="side" aria-labelledby="${side}-title">
<h2 id="${side}-title">Version ${version} <small>${steps.length} steps</small></h2>
<div class="pane" id="${side}" tabindex="0" role="group" aria-label="Drawing of version ${version}">
<div class="sheet"><div class="scaled">
<svg class="lines" width="${layout.width}" height="${layout.height}" viewBox="0 0 ${layout.width} ${layout.height}" aria-hidden="true">
<defs>${['kept', 'added', 'removed', 'changed'].map((change) => arrowhead(side, change))}</defs>
${lines.map((line) => drawnLine(line, layout.routes.get(line) ?? [], side))}
</svg>
${view.drawn.map((step) => (step[side] ? box(step, side) : gap(step, other)))}
</div></div>
</div>
</section>
`;
}

const arrowhead = (side: Side, change: string): Markup =>
  html`<marker id="${side}-${change}" class="${change}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0.5L8,4L0,7.5z"/></marker>`;

function drawnLine(line: Line, points: readonly Point[], side: Side): Markup {
  const conditions = (line[side] ?? []).map(condition).join('\n');
  return html`<path class="line ${line.change}" data-from="${line.from}" data-to="${line.to}" d="${pathOf(points)}" marker-end="url(#${side}-${line.change})"><title>${conditions}</title></path>
`;
}

function box(step: PageStep, side: Side): Markup {
  const name = step[side]?.step.name ?? '';
  return html`<a class="step ${kindsOf(step, side)} at-${step.number}" href="#step-${step.number}" data-step="${step.number}" title="${name}"><span class="name">${broken(name)}</span>${tagsOf(step, side)}</a>
`;
}

const gap = (step: PageStep, version: number): Markup =>
  html`<a class="gap at-${step.number}" href="#step-${step.number}" data-step="${step.number}" aria-hidden="true" tabindex="-1">only in version ${version}</a>
`;

/** Where the steps are: rules of a style sheet, because the page allows no styles in attributes. */
export function places({ layout }: View): string {
  const rules = [...layout.boxes].map(
    ([number, { x, y, height }]) =>
      `.at-${number}{left:${round(x)}px;top:${round(y)}px;height:${round(height)}px}`,
  );
  return `:root{--box:${BOX_WIDTH}px;--width:${Math.ceil(layout.width)};--height:${Math.ceil(layout.height)}}\n${rules.join('\n')}`;
}
