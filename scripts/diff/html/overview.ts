import type { MigrationScenario } from '../../../lib/diff/model.ts';
import type { Warning } from '../../../lib/plan/model.ts';
import { html, type Markup } from './markup.ts';
import type { PageStep } from './steps.ts';
import type { View } from './view.ts';

/** The change as a whole: which versions, what became of their steps, what it means, what to look at. */
export function overview(view: View): Markup {
  const { v1, v2 } = view.diff;
  return html`<header>
<div class="title">
<h1><bdi>${v2.graph.scenario.name}</bdi></h1>
<p class="versions">version ${v1.graph.scenario.version} → ${v2.graph.scenario.version}</p>
</div>
${fates(view)}
${classes('all steps', view.steps)}
${classes(
  'where conversations rest',
  view.steps.filter((step) => step.rests),
)}
${warnings(view)}
</header>
${partial(view)}
`;
}

function fates({ steps, summary, diff }: View): Markup {
  const matched = diff.matching.matches.length;
  const ambiguous = diff.matching.matches.filter((match) => match.ambiguous).length;
  const counts: readonly (readonly [number, string, string])[] = [
    [matched - summary.nodes_edited, 'unchanged', 'unchanged'],
    [summary.nodes_edited, 'edited', 'edited'],
    [summary.nodes_added, 'inserted', 'inserted'],
    [summary.nodes_deleted, 'deleted', 'deleted'],
    [diff.map.new_forks.length, 'fork', diff.map.new_forks.length === 1 ? 'new fork' : 'new forks'],
    ...(ambiguous > 0 ? [[ambiguous, 'ambiguous', 'ambiguous'] as const] : []),
  ];
  return html`<ul class="fates" aria-label="What became of ${steps.length} steps">${counts.map(
    ([count, kind, label]) =>
      html`<li class="${kind}${count === 0 && ' none'}"><b>${count}</b> ${label}</li>`,
  )}</ul>`;
}

const CLASSES: readonly MigrationScenario[] = ['clean_graft', 'gap_fill', 're_route'];

/** A bar whose parts are as long as there are steps of each class. */
function classes(label: string, steps: readonly PageStep[]): Markup | false {
  const counts = CLASSES.map(
    (scenario) => [scenario, steps.filter((step) => step.anchor?.scenario === scenario).length] as const,
  );
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  let x = 0;
  const bars = counts.map(([scenario, count]) => {
    const width = total === 0 ? 0 : (count / total) * 100;
    const bar = width > 0 && html`<rect class="${scenario}" x="${x}" y="0" width="${width}" height="8"/>`;
    x += width;
    return bar;
  });
  return (
    total > 0 &&
    html`<div class="classes"><p>${label}</p>
<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>
<ul>${counts.map(([scenario, count]) => html`<li class="${scenario}${count === 0 && ' none'}"><b>${count}</b> ${scenario}</li>`)}</ul></div>`
  );
}

const SEVERITIES: readonly Warning['severity'][] = ['critical', 'warning', 'info'];

function warnings({ summary, notes, link, diff }: View): Markup {
  const bySeverity = Map.groupBy(summary.warnings, (warning) => warning.severity);
  const sections = SEVERITIES.map((severity) => {
    const found = bySeverity.get(severity) ?? [];
    return (
      found.length > 0 &&
      html`<details class="warnings" name="alerts"><summary class="tag ${severity}">${found.length} ${severity === 'warning' && found.length > 1 ? 'warnings' : severity}</summary>
<ul>${found.map((warning) => html`<li><bdi>${warning.message}</bdi> ${link.warning(warning)}</li>`)}</ul></details>`
    );
  });
  const remarks =
    notes.length > 0 &&
    html`<details class="warnings" name="alerts"><summary class="tag note">${notes.length} ${notes.length === 1 ? 'note' : 'notes'} on version ${diff.v2.graph.scenario.version}</summary>
<ul>${notes.map(({ path, message }) => html`<li><code>${path}</code> <bdi>${message}</bdi></li>`)}</ul></details>`;
  return html`<div class="alerts" aria-label="Warnings">${
    summary.warnings.length === 0 && html`<p class="quiet">no warnings</p>`
  }${sections}${remarks}</div>`;
}

/** Says so where not every step is drawn. */
function partial({ steps, drawn, excerpt: { around, missing } }: View): Markup | false {
  if (around === undefined) return false;
  const shown =
    missing > 0
      ? `the first ${drawn.length} of ${drawn.length + missing} changed ones`
      : around === 0
        ? `the ${drawn.length} changed ones`
        : `${drawn.length}: the changed ones and those up to ${around} ${around === 1 ? 'way' : 'ways'} from them`;
  const what = drawn.length === 0 ? 'none: nothing changed' : shown;
  return html`<p class="partial" role="note">Of ${steps.length} steps the page shows ${what}. The table (--all) and --json have everything.</p>`;
}
