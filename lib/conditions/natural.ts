import type { Values } from '../session/model.ts';

/** Conditions in natural language, with what is known that they may be about. */
export interface Question {
  readonly conditions: readonly string[];
  readonly known: Values;
}

/** What was judged; a doubtful verdict is unknown. */
export type NaturalVerdict = boolean | 'unknown';

/** Verdicts that were given, by `verdictKey`. */
export type Verdicts = ReadonlyMap<string, NaturalVerdict>;

/** One condition in the light of what is known: with other values it may come to something else. */
export const verdictKey = (condition: string, known: Values): string => JSON.stringify([condition, known]);
