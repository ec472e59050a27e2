import { painter, table } from '../../scripts/diff/table.ts';

/** One value of a row; numbers are printed with so many digits behind the point. */
export interface Column {
  readonly name: string;
  readonly digits?: number;
}

export interface Figures {
  readonly title: string;
  readonly columns: readonly Column[];
  /** A value for each column. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A figure and what it must reach. What depends on the machine is a ratio of two figures of the same run. */
export interface Bound {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At most this, or at least. */
  readonly limit: { readonly atMost: number } | { readonly atLeast: number };
}

export interface BenchmarkReport {
  readonly benchmark: string;
  readonly figures: readonly Figures[];
  readonly bounds: readonly Bound[];
  /** What the figures do not say: what was not measured, and why. */
  readonly notes?: readonly string[];
}

export const atMost = (name: string, value: number, unit: string, limit: number): Bound => ({
  name,
  value,
  unit,
  limit: { atMost: limit },
});

export const atLeast = (name: string, value: number, unit: string, limit: number): Bound => ({
  name,
  value,
  unit,
  limit: { atLeast: limit },
});

/** A figure that is not a number meets nothing. */
export const isMet = ({ value, limit }: Bound): boolean =>
  'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;

/** The report for people: a table for each kind of figure, and every bound, met or missed. */
export function asTables({ figures, bounds, notes = [] }: BenchmarkReport, out: NodeJS.WriteStream): string {
  const paint = painter(out);
  const sections = figures.flatMap(({ title, columns, rows }) => [
    paint('bold', title),
    ...table(
      columns.map((column) => column.name.toUpperCase()),
      rows.map((row) =>
        row.map((value, at) => ({
          text: show(value, columns[at]?.digits),
          right: typeof value === 'number',
        })),
      ),
      paint,
    ),
    '',
  ]);
  const judged = table(
    ['BOUND', 'REACHED', 'REQUIRED', ''],
    bounds.map((bound) => [
      { text: bound.name },
      { text: show(bound.value), right: true },
      {
        text:
          'atMost' in bound.limit
            ? `at most ${bound.limit.atMost} ${bound.unit}`
            : `at least ${bound.limit.atLeast} ${bound.unit}`,
      },
      isMet(bound) ? { text: 'met', colour: 'green' } : { text: 'missed', colour: 'red' },
    ]),
    paint,
  );
  return [...sections, ...notes.flatMap((note) => [note, '']), ...judged].join('\n');
}

/** The same for programs. */
export function asJson({ benchmark, figures, bounds, notes = [] }: BenchmarkReport): string {
  return JSON.stringify({
    benchmark,
    node: process.version,
    figures: figures.map(({ title, columns, rows }) => ({
      title,
      rows: rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, brief(row[at])]))),
    })),
    notes,
    bounds: bounds.map((bound) => ({
      ...bound,
      value: brief(bound.value),
      verdict: isMet(bound) ? 'met' : 'missed',
    })),
  });
}

/** Digits that mean something. */
const brief = (value: string | number | undefined) =>
  typeof value === 'number' ? Number(value.toPrecision(5)) : value;

function show(value: string | number, digits?: number): string {
  if (typeof value === 'string') return value;
  const places = digits ?? (Number.isInteger(value) ? 0 : 2);
  return value.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places });
}
