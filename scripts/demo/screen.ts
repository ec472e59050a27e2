import { type Cell, type Paint, painter, table, wrap } from '../diff/table.ts';

const WIDTH = 100;
const BAR = 30;
const LABEL = 12;
/** Often enough to look alive, seldom enough to cost nothing. */
const REDRAW_MS = 80;

/** Something that takes a while. */
export interface Progress {
  /** So many of the total are done. */
  at(done: number, total: number): void;
  /** What came of it; the bar makes room for it. */
  done(text: string): void;
}

/** Where the demo tells its story: on a terminal with colours and a bar that moves, else in plain lines. */
export class Screen {
  readonly paint: Paint;
  readonly #out: NodeJS.WriteStream;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.paint = painter(out);
  }

  chapter(title: string): void {
    const rule = '='.repeat(Math.max(3, WIDTH - title.length - 4));
    this.#write(['', this.paint('bold', `== ${title} ${rule}`)]);
  }

  section(title: string): void {
    this.#write(['', this.paint('bold', title)]);
  }

  say(...lines: readonly string[]): void {
    this.#write(lines.map((line) => (line === '' ? '' : `  ${line}`)));
  }

  /** A text of any length, after a label that its further lines stand clear of. */
  note(label: string, text: string, painted = label): void {
    const [first = '', ...more] = wrap(`${label}${text}`, ' '.repeat(label.length), WIDTH);
    this.say(painted + first.slice(label.length), ...more);
  }

  /** What was done, and how. */
  fact(what: string, text: string): void {
    this.note(what.padEnd(LABEL), text);
  }

  table(headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
    this.say(...table(headings, rows, this.paint));
  }

  progress(label: string): Progress {
    const live = this.#out.isTTY === true;
    const started = performance.now();
    let drawn = 0;
    return {
      at: (done, total) => {
        if (!live || performance.now() - drawn < REDRAW_MS) return;
        drawn = performance.now();
        const filled = total === 0 ? 0 : Math.round((BAR * Math.min(done, total)) / total);
        const bar = this.paint('cyan', '#'.repeat(filled)) + '-'.repeat(BAR - filled);
        this.#out.write(`\r\u001b[2K  ${label.padEnd(LABEL)}[${bar}] ${number(done)} of ${number(total)}`);
      },
      done: (text) => {
        if (live) this.#out.write('\r\u001b[2K');
        this.say(
          `${label.padEnd(LABEL)}${text} ${this.paint('dim', `(${seconds(performance.now() - started)})`)}`,
        );
      },
    };
  }

  #write(lines: readonly string[]): void {
    this.#out.write(`${lines.join('\n')}\n`);
  }
}

export const number = (value: number): string => value.toLocaleString('en');

export const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

/** `1 session`, `2 sessions`. */
export const some = (count: number, thing: string): string =>
  `${number(count)} ${thing}${count === 1 ? '' : 's'}`;
