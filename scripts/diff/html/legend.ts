import { html, type Markup } from './markup.ts';

const STEPS = [
  ['unchanged', 'unchanged'],
  ['edited', 'edited'],
  ['inserted', 'inserted'],
  ['deleted', 'deleted'],
  ['unchanged rests', 'a conversation rests here'],
  ['fork', 'new fork'],
] as const;
const CLASSES = [
  ['clean_graft', 'clean_graft: moves silently'],
  ['gap_fill', 'gap_fill: may be asked'],
  ['re_route', 're_route: may go elsewhere'],
] as const;
const LINES = [
  ['kept', 'way kept'],
  ['added', 'way added'],
  ['removed', 'way removed'],
  ['changed', 'condition or order changed'],
] as const;

/** What the shapes, patterns and colours mean. */
export const legend = (): Markup =>
  html`<details id="legend" open><summary>Legend</summary>
<ul>
${STEPS.map(([kinds, label]) => html`<li><span class="sample step ${kinds}"></span>${label}</li>`)}
${CLASSES.map(([scenario, label]) => html`<li><span class="sample stripe ${scenario}"></span>${label}</li>`)}
${LINES.map(([change, label]) => html`<li><svg class="sample" width="26" height="10"><path class="line ${change}" d="M1,5H25"/></svg>${label}</li>`)}
</ul></details>`;
