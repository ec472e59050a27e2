/** What a provider finds in the evaluation set, as tables and bounds. */
import type { ExtractionProvider } from '../../../lib/gap-fill/extraction/provider.ts';
import { evaluate, type Outcome, PUT, type Score, score, USED } from '../../evaluation/evaluate.ts';
import { LANGUAGES } from '../../evaluation/set.ts';
import { atLeast, atMost, type Bound, type Column, type Figures } from '../report.ts';

/** The bands of the calibration; below the first threshold nothing is used, but it shows what was passed over. */
const BANDS: readonly (readonly [number, number])[] = [
  [0, 0.7],
  [0.7, PUT],
  [PUT, 0.9],
  [0.9, USED],
  [USED, 1],
];

const COLUMNS: readonly Column[] = [
  { name: 'values', digits: 0 },
  { name: 'found right', digits: 0 },
  { name: 'recall', digits: 3 },
  { name: 'precision', digits: 3 },
  { name: `wrong from ${PUT}`, digits: 0 },
  { name: `wrong from ${USED}`, digits: 0 },
];

export interface Quality {
  readonly figures: readonly Figures[];
  readonly bounds: readonly Bound[];
}

/** @param timeLimitMs for each conversation; undefined: as long as it takes */
export async function measureQuality(provider: ExtractionProvider, timeLimitMs?: number): Promise<Quality> {
  const signal = (): AbortSignal =>
    timeLimitMs === undefined ? new AbortController().signal : AbortSignal.timeout(timeLimitMs);
  const outcomes = await evaluate(provider, signal);
  return {
    figures: [
      byHalf(provider.name, outcomes),
      byLanguage(provider.name, outcomes),
      calibration(provider.name, outcomes),
    ],
    bounds: boundsOf(provider.name, outcomes),
  };
}

const row = (outcomes: readonly Outcome[]): number[] => {
  const put = score(outcomes, PUT);
  return [put.expected, put.right, put.recall, put.precision, wrong(put), wrong(score(outcomes, USED))];
};

const wrong = ({ found, right }: Score): number => found - right;

const byHalf = (name: string, outcomes: readonly Outcome[]): Figures => ({
  title: `${name}: the half it was made with, and the half that was held out`,
  columns: [{ name: 'conversations' }, ...COLUMNS],
  rows: [
    ['made with', ...row(outcomes.filter(({ heldOut }) => !heldOut))],
    ['held out', ...row(outcomes.filter(({ heldOut }) => heldOut))],
    ['all', ...row(outcomes)],
  ],
});

function byLanguage(name: string, outcomes: readonly Outcome[]): Figures {
  const types = [...new Set(outcomes.map(({ type }) => type))];
  return {
    title: `${name}: by type and language`,
    columns: [{ name: 'type' }, { name: 'language' }, ...COLUMNS],
    rows: types.flatMap((type) =>
      LANGUAGES.map(({ name: language }) => [
        type,
        language,
        ...row(outcomes.filter((each) => each.type === type && each.language === language)),
      ]),
    ),
  };
}

const calibration = (name: string, outcomes: readonly Outcome[]): Figures => ({
  title: `${name}: what its confidences are worth`,
  columns: [
    { name: 'confidence' },
    { name: 'findings', digits: 0 },
    { name: 'mean confidence', digits: 3 },
    { name: 'right', digits: 3 },
  ],
  rows: BANDS.map(([from, to]) => {
    const band = outcomes.flatMap(({ found, right }) =>
      found && found.confidence >= from && (found.confidence < to || to === 1)
        ? [{ confidence: found.confidence, right }]
        : [],
    );
    const mean = band.reduce((sum, { confidence }) => sum + confidence, 0) / band.length;
    const right = band.filter((each) => each.right).length / band.length;
    return [`${from} to ${to}`, band.length, ...(band.length === 0 ? ['-', '-'] : [mean, right])];
  }),
});

function boundsOf(name: string, outcomes: readonly Outcome[]): Bound[] {
  const put = score(outcomes, PUT);
  return [
    atLeast(`${name}: recall from ${PUT}`, put.recall, 'of what is there', 0.8),
    atLeast(`${name}: precision from ${PUT}`, put.precision, 'of what is found', 0.98),
    atMost(`${name}: wrong values from ${USED}`, wrong(score(outcomes, USED)), 'values', 0),
  ];
}
