import { styleText } from 'node:util';

export type Colour = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan' | 'magenta';

/** Colours a text where the output is a terminal that wants colours. */
export type Paint = (colour: Colour, text: string) => string;

export function painter(stream: NodeJS.WriteStream): Paint {
  const colours = stream.isTTY === true && stream.hasColors() && !process.env.NO_COLOR;
  return (colour, text) => (colours ? styleText(colour, text, { validateStream: false }) : text);
}

/** Text from a file on one line: control characters could steer the terminal. */
export const plain = (text: string): string => text.replace(/\p{Cc}+|\p{White_Space}+/gu, ' ').trim();

/** A text with at most so many letters. */
export function cut(text: string, most: number): string {
  const letters = [...plain(text)];
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`;
}

export interface Cell {
  readonly text: string;
  readonly colour?: Colour | undefined;
  /** Numbers end below each other; a column is one way or the other, its heading as well. */
  readonly right?: boolean;
}

const MOST_WIDE = 56;

/** Aligned columns under headings; a text that is too long is cut, but for the last column. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string[] {
  const last = headings.length - 1;
  const texts = rows.map((row) =>
    row.map((cell, at) => cut(cell.text, at === last ? Number.POSITIVE_INFINITY : MOST_WIDE)),
  );
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...texts.map((row) => [...(row[at] ?? '')].length)),
  );
  const right = headings.map((_, at) => rows.some((row) => row[at]?.right));
  const pad = (text: string, at: number): string => {
    const space = ' '.repeat((widths[at] ?? 0) - [...text].length);
    if (right[at]) return space + text;
    return at === last ? text : text + space;
  };
  return [
    paint('dim', headings.map(pad).join('  ').trimEnd()),
    ...texts.map((row, line) =>
      row
        .map((text, at) => {
          const colour = rows[line]?.[at]?.colour;
          const padded = pad(text, at);
          return colour ? paint(colour, padded) : padded;
        })
        .join('  ')
        .trimEnd(),
    ),
  ];
}

/** Breaks a text into lines at spaces; lines after the first are indented. */
export function wrap(text: string, indent: string, width = 110): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(/\p{Cc}+/gu, ' ').split(/(?<=\S) (?=\S)/)) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
