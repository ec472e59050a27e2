import { kindsOf, tagsOf } from './labels.ts';
import { html, type Markup } from './markup.ts';
import { broken } from './names.ts';
import type { PageStep } from './steps.ts';
import type { View } from './view.ts';

/** Every step by name, in the order of the flow, to search, filter and choose from. */
export const stepList = ({ drawn }: View): Markup =>
  html`<div class="find">
<input id="search" type="search" placeholder="Find a step…" aria-label="Find a step by name" autocomplete="off">
<fieldset id="filters"><legend>Show only</legend>
<label><input type="checkbox" value="changed"> changed</label>
<label><input type="checkbox" value="rests"> resting</label>
<label><input type="checkbox" value="warned"> with warnings</label>
<label>class <select><option value="">any</option><option>clean_graft</option><option>gap_fill</option><option>re_route</option></select></label>
</fieldset>
<p id="found" role="status">${drawn.length} steps</p>
</div>
<ol id="list" aria-label="Steps in the order of the flow">
${drawn.map(
  (
    step,
  ) => html`<li class="${kindsOf(step)}" data-step="${step.number}" data-name="${namesOf(step)}"><a href="#step-${step.number}"><span class="name">${broken(step.name)}</span>${tagsOf(step)}</a></li>
`,
)}</ol>
`;

/** What a step is found by: its name in either version. */
const namesOf = ({ old, now }: PageStep): string =>
  [...new Set([old?.step.name, now?.step.name])].join(' ').toLowerCase();
