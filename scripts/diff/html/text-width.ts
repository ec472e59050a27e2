/** Widths of Arial's letters in thousandths of the font size; those of Liberation Sans and Helvetica are the same. */
const WIDTHS: readonly (readonly [letters: RegExp, width: number])[] = [
  [/['ijl|:]/, 250],
  [/[fItr!,./\\;[\]()\s-]/, 333],
  [/[ckJsvxyz*^"]/, 500],
  [/[mMw%W@]/, 950],
  [/[A-FHIK-NPR-VX-Z&+=<>~]/, 722],
  [/[GOQ]/, 778],
  [/[\u0020-\u024F]/, 556],
];
/** Of other scripts the widest, a full square. */
const WIDEST = 1000;
/** Bold letters are wider by about so much. */
const BOLD = 1.08;

/** How wide a text is in Arial, rather too wide than too narrow. */
export function textWidth(text: string, fontSize: number, bold: boolean): number {
  let width = 0;
  for (const letter of text) width += WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? WIDEST;
  return (width / 1000) * fontSize * (bold ? BOLD : 1);
}

/** How many lines parts take that are put one behind the other, and broken where they are longer than a line. */
export function linesOf(parts: readonly number[], width: number): number {
  let lines = 1;
  let used = 0;
  for (const part of parts) {
    if (used > 0 && used + part > width) {
      lines += 1;
      used = 0;
    }
    lines += Math.floor(part / width);
    used += part % width;
  }
  return lines;
}
