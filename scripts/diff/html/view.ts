import type { Diff } from '../../../lib/diff/diff.ts';
import type { Problem } from '../../../lib/errors.ts';
import type { MigrationSummary, Warning } from '../../../lib/plan/model.ts';
import { BOX_WIDTH, boxHeight } from './box.ts';
import { type Layout, layOut } from './layout.ts';
import { type Line, pageLines } from './lines.ts';
import { html, type Markup } from './markup.ts';
import { type PageStep, pageSteps } from './steps.ts';
import { type Excerpt, excerpt } from './surroundings.ts';

/** Everything that the parts of the page are made from. */
export interface View {
  readonly diff: Diff;
  readonly summary: MigrationSummary;
  /** What the new version was accepted with. */
  readonly notes: readonly Problem[];
  /** All steps; their index is their number. */
  readonly steps: readonly PageStep[];
  readonly excerpt: Excerpt;
  /** Steps and lines that are drawn. */
  readonly drawn: readonly PageStep[];
  readonly lines: readonly Line[];
  readonly layout: Layout;
  readonly link: Links;
}

/** Names of steps that lead to their place on the page. */
export interface Links {
  /** A step of the old version. */
  old(id: string): Markup;
  /** A step of the new version. */
  now(id: string): Markup;
  /** The place of the first step that a warning is about; `undefined` if it is not drawn. */
  warning(warning: Warning): Markup | undefined;
}

export async function viewOf(
  diff: Diff,
  summary: MigrationSummary,
  notes: readonly Problem[],
): Promise<View> {
  const steps = pageSteps(diff, summary);
  const all = pageLines(diff, steps);
  const part = excerpt(steps, all);
  const drawn = steps.filter((step) => part.drawn.has(step.number));
  const lines = all.filter((line) => part.drawn.has(line.from) && part.drawn.has(line.to));
  const sizes = new Map(drawn.map((step) => [step.number, { width: BOX_WIDTH, height: boxHeight(step) }]));
  const layout = await layOut(sizes, lines);
  return { diff, summary, notes, steps, excerpt: part, drawn, lines, layout, link: linksTo(steps, part) };
}

function linksTo(steps: readonly PageStep[], { drawn }: Excerpt): Links {
  const byOldId = new Map(steps.map((step) => [step.old?.id, step]));
  const byNewId = new Map(steps.map((step) => [step.now?.id, step]));
  const link = (step: PageStep | undefined, id: string): Markup => {
    if (!step) return html`<bdi>${id}</bdi>`;
    return drawn.has(step.number)
      ? html`<a href="#step-${step.number}"><bdi>${step.name}</bdi></a>`
      : html`<bdi>${step.name}</bdi>`;
  };
  return {
    old: (id) => link(byOldId.get(id), id),
    now: (id) => link(byNewId.get(id), id),
    warning: (warning) => {
      const step = steps.find((each) => drawn.has(each.number) && each.warnings.includes(warning));
      return step && html`<a href="#step-${step.number}">show</a>`;
    },
  };
}
