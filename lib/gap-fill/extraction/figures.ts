import { plain } from './words.ts';

const FIGURE = /\d+(?:[.,'’ ]\d+)*/g;

/** What is said behind a figure to make it a thousand or a million times as much. */
const UNITS: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  tausend: 1e3,
  mil: 1e3,
  m: 1e6,
  mio: 1e6,
  million: 1e6,
  millionen: 1e6,
  millón: 1e6,
  millones: 1e6,
};

/** Every number that the figures of a text may stand for: `1.500` is one and a half as well as fifteen hundred. */
export function figuresIn(text: string): ReadonlySet<number> {
  const readings = new Set<number>();
  const said = plain(text);
  for (const match of said.matchAll(FIGURE)) {
    const unit = /^\s?(\p{L}+)/u.exec(said.slice(match.index + match[0].length))?.[1]?.toLowerCase();
    const factor = (unit && UNITS[unit]) || 1;
    for (const reading of readingsOf(match[0])) {
      readings.add(reading);
      readings.add(reading * factor);
    }
  }
  return readings;
}

function* readingsOf(figure: string): Generator<number> {
  for (const part of figure.split(' ')) yield* readingsOfPart(part);
  if (/^\d{1,3}(?: \d{3})+(?:[.,]\d+)?$/.test(figure)) yield* readingsOfPart(figure.replaceAll(' ', ''));
}

/** Separators are thousands where groups of three follow; the last one may be the decimal point. */
function* readingsOfPart(part: string): Generator<number> {
  if (/^\d+$/.test(part)) yield Number(part);
  else if (/^\d{1,3}(?:[.,'’]\d{3})+$/.test(part)) yield Number(part.replace(/\D/g, ''));
  const decimal = /^(\d+(?:[.,'’]\d{3})*)[.,](\d+)$/.exec(part);
  if (decimal) yield Number(`${decimal[1]?.replace(/\D/g, '')}.${decimal[2]}`);
}

/** All figures of a text in a row, as telephone numbers are compared. */
export const digitsOf = (text: string): string => text.replace(/\D/g, '');
