import type { Warning } from '../../../lib/plan/model.ts';
import { html, type Markup } from './markup.ts';
import type { PageStep } from './steps.ts';

/** The drawing of one version or of the other. */
export type Side = 'old' | 'now';

/** Something about a step in a word or two; the kind is its style. */
export interface Label {
  readonly kind: string;
  readonly text: string;
}

/** What is said about a step wherever it is shown: in general, or in one version's drawing. */
export function labelsOf(step: PageStep, side?: Side): Label[] {
  const { anchor, fate, match, fork, transitions, warnings } = step;
  const shown = side ? step[side] : (step.now ?? step.old);
  const worst = worstOf(warnings);
  return [
    ...(anchor ? [{ kind: anchor.scenario, text: anchor.scenario }] : []),
    ...(fate === 'unchanged' ? [] : [{ kind: fate, text: fate }]),
    ...(shown?.step.is_checkpoint ? [{ kind: 'checkpoint', text: 'checkpoint' }] : []),
    ...(match?.ambiguous ? [{ kind: 'ambiguous', text: 'ambiguous' }] : []),
    ...(fork && side !== 'old' ? [{ kind: 'fork', text: 'new fork' }] : []),
    ...(transitions.length > 0 && !fork ? [{ kind: 'ways', text: 'ways changed' }] : []),
    ...(worst ? [{ kind: worst, text: `! ${warnings.length}` }] : []),
  ];
}

const SEVERITIES = ['critical', 'warning', 'info'] as const;

const worstOf = (warnings: readonly Warning[]): Warning['severity'] | undefined =>
  SEVERITIES.find((severity) => warnings.some((warning) => warning.severity === severity));

export const tagsOf = (step: PageStep, side?: Side): Markup =>
  html`<span class="tags">${labelsOf(step, side).map(
    ({ kind, text }) => html`<span class="tag ${kind}">${text}</span>`,
  )}</span>`;

/** What a step is, for styles and for filters. */
export const kindsOf = (step: PageStep, side?: Side): string =>
  [
    step.fate,
    step.anchor?.scenario,
    step.rests && 'rests',
    step.fork && side !== 'old' && 'fork',
    step.changed && 'changed',
    step.warnings.length > 0 && 'warned',
  ]
    .filter((kind) => typeof kind === 'string')
    .join(' ');
