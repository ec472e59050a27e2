import type { JsonValue } from '../../../session/json-value.ts';
import type { Span } from '../fold.ts';
import type { Clause } from './clauses.ts';
import type { Reading, Reply } from './reading.ts';
import type { Asked, Topic } from './topic.ts';

/** Words of a reply that may be a field's value. */
export interface Mention extends Span {
  readonly value: JsonValue;
  /** 0..1: how surely these words mean this value, whatever it is the value of. */
  readonly sure: number;
}

/** A mention that was held against a field. */
export interface Candidate extends Mention {
  readonly reply: Reply;
  /** 0..1: how surely it is this field's value. 0: it certainly is not. */
  readonly confidence: number;
}

/** Where a value is looked for, and what the agent had asked. */
export interface Search {
  readonly topic: Topic;
  readonly reading: Reading;
  readonly reply: Reply;
  readonly asked: Asked;
  /** ... in the words of the field's own question. */
  readonly verbatim: boolean;
  /** The agent did not ask anew: what was asked before is still open. */
  readonly reopened: boolean;
  /** The field's candidates of earlier replies. */
  readonly earlier: readonly Candidate[];
}

/** The clause that a mention begins in. */
export const clauseOf = ({ clauses }: Reply, { start }: Pick<Span, 'start'>): Clause | undefined =>
  clauses.findLast((clause) => clause.start <= start);

/** Is what is said here somebody else's? */
export const isOthers = ({ othersFrom }: Clause, { start }: Pick<Span, 'start'>): boolean =>
  othersFrom !== undefined && othersFrom <= start;

/** How many words a text has. */
export const wordCount = (text: string): number => text.match(/[\p{L}\p{N}@'_+-]+/gu)?.length ?? 0;

export const overlaps = (one: Span, other: Span): boolean => one.start < other.end && other.start < one.end;
