import type { Line } from './lines.ts';
import type { PageStep } from './steps.ts';

/** So many steps are drawn at the most. 300 take about 3 s to lay out, and nobody reads more. */
export const MOST_DRAWN = 300;
/** So many ways around a change are drawn where not everything is. */
const WIDEST = 3;

/** Which steps are drawn, by number. */
export interface Excerpt {
  readonly drawn: ReadonlySet<number>;
  /** How many ways around every change are drawn; `undefined` where everything is. */
  readonly around: number | undefined;
  /** Changed steps that are not drawn, because there are too many of them. */
  readonly missing: number;
}

/** Everything; of large scenarios what changed, with as much around it as may be drawn. */
export function excerpt(steps: readonly PageStep[], lines: readonly Line[], most = MOST_DRAWN): Excerpt {
  if (steps.length <= most) {
    return { drawn: new Set(steps.map((step) => step.number)), around: undefined, missing: 0 };
  }
  const neighbours = new Map<number, number[]>();
  const connect = (from: number, to: number): void => {
    const known = neighbours.get(from);
    if (known) known.push(to);
    else neighbours.set(from, [to]);
  };
  for (const { from, to } of lines) {
    connect(from, to);
    connect(to, from);
  }

  const changed = steps.filter((step) => step.changed).map((step) => step.number);
  let drawn: ReadonlySet<number> = new Set(changed.slice(0, most));
  let around = 0;
  while (around < WIDEST) {
    const wider = new Set([...drawn].flatMap((at) => [at, ...(neighbours.get(at) ?? [])]));
    if (changed.length > most || wider.size > most) break;
    drawn = wider;
    around += 1;
  }
  return { drawn, around, missing: Math.max(0, changed.length - most) };
}
