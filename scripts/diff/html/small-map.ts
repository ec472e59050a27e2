import { kindsOf } from './labels.ts';
import { html, type Markup } from './markup.ts';
import { pathOf, round } from './paths.ts';
import type { View } from './view.ts';

/** Both versions in one small picture, with what the panes show of it. */
export function smallMap({ layout, drawn, lines }: View): Markup {
  return html`<svg id="map" viewBox="0 0 ${layout.width} ${layout.height}" role="img" aria-label="Both versions in small">
<g class="lines">${lines.map((line) => html`<path class="line ${line.change}" d="${pathOf(layout.routes.get(line) ?? [])}"/>`)}</g>
${drawn.map((step) => {
  const place = layout.boxes.get(step.number);
  return (
    place &&
    html`<rect class="step ${kindsOf(step)}" data-step="${step.number}" x="${round(place.x)}" y="${round(place.y)}" width="${place.width}" height="${place.height}"/>`
  );
})}
<rect id="view" x="0" y="0" width="0" height="0"/>
</svg>`;
}
