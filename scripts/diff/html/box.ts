import { labelsOf, type Side } from './labels.ts';
import { breakable } from './names.ts';
import type { PageStep } from './steps.ts';
import { linesOf, textWidth } from './text-width.ts';

/** Sizes of a step's box, in CSS pixels; those of the text are the style sheet's. */
export const BOX_WIDTH = 204;
const TEXT_WIDTH = 176;
const NAME = { fontSize: 12, lineHeight: 15, mostLines: 5 };
const TAG = { fontSize: 10, lineHeight: 19, around: 16 };
const AROUND = 14;

/** As high as the step needs in the drawing where it needs more. */
export const boxHeight = (step: PageStep): number =>
  Math.max(...(['old', 'now'] as const).map((side) => heightAt(step, side)));

function heightAt(step: PageStep, side: Side): number {
  const name = breakable(step[side]?.step.name ?? '').map((part) =>
    textWidth(part, NAME.fontSize, step.rests),
  );
  const labels = labelsOf(step, side).map(({ text }) => textWidth(text, TAG.fontSize, true) + TAG.around);
  const nameLines = Math.min(NAME.mostLines, linesOf(name, TEXT_WIDTH));
  return AROUND + nameLines * NAME.lineHeight + linesOf(labels, TEXT_WIDTH) * TAG.lineHeight;
}
