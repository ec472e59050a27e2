import type { FieldDefinition } from '../../scenario/model.ts';
import type { JsonValue } from '../../session/json-value.ts';
import type { ConversationTurn } from './conversation.ts';

/** What is known of the customer beside what was said. */
interface Setting {
  /** Already cut to the newest turns that may be read, oldest first. */
  readonly conversation: readonly ConversationTurn[];
  /** BCP 47, such as `de-AT`. */
  readonly locale?: string | undefined;
  /** IANA, such as `Europe/Vienna`. Relative dates are not found without it. */
  readonly time_zone?: string | undefined;
  /** ISO 3166: where phone numbers without a country code belong. */
  readonly default_region?: string | undefined;
}

/** A field that is looked for. */
export interface WantedField {
  readonly name: string;
  /** Without one, nothing is known of the field but its name. */
  readonly definition: FieldDefinition | undefined;
}

/** Every field that a move lacks, to be looked for at once. */
export interface ExtractionRequest extends Setting {
  readonly fields: readonly WantedField[];
}

/** A value that the customer gave. */
export interface Finding {
  readonly field_name: string;
  /** As the field's definition stores it: a date as `YYYY-MM-DD`, a number as a number. */
  readonly value: unknown;
  /** 0..1: the share of findings with this confidence that are right. */
  readonly confidence: number;
  /** The words that say it, as they occur in one of the customer's turns. */
  readonly quote: string;
}

/** Conditions in natural language, to be judged at once. */
export interface JudgementRequest extends Setting {
  /** The operator's words. */
  readonly conditions: readonly string[];
  /** Values by field name. */
  readonly known: Readonly<Record<string, JsonValue>>;
}

/** Whether a condition holds for a customer. */
export interface Judgement {
  readonly condition: string;
  readonly verdict: boolean | 'unknown';
  /** 0..1 */
  readonly confidence: number;
}

/**
 * Understands what was said. Whatever a provider answers is checked before anything depends on it: fields that were
 * not asked for, values that do not fit, quotes that nobody said count as not found.
 */
export interface ExtractionProvider {
  /** For logs and metrics. */
  readonly name: string;
  /**
   * Looks for values in what the customer said.
   * @returns at most one finding a field; none for what is not there
   * @throws when it cannot answer, or when the signal ends its time
   */
  extract(request: ExtractionRequest, signal: AbortSignal): Promise<readonly Finding[]>;
  /**
   * Judges conditions by what is known and was said.
   * @returns at most one judgement a condition; a condition without one is unknown
   * @throws when it cannot answer, or when the signal ends its time
   */
  judge(request: JudgementRequest, signal: AbortSignal): Promise<readonly Judgement[]>;
}

/** A provider's model answered, and not what it was asked for: asked the same again, it would again. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';
}
