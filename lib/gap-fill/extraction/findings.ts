import * as z from 'zod';
import { checkValue } from '../field-value.ts';
import type { PhoneReader } from '../phone-reader.ts';
import type { ExtractedValue } from '../resolve-fields.ts';
import type { ExtractionRequest, WantedField } from './provider.ts';
import { turnQuoted } from './quotes.ts';
import { supportFor } from './support-for.ts';

/** Why something that a provider found does not count. */
export type Refusal =
  | 'malformed'
  | 'not_asked_for'
  | 'contradictory'
  | 'not_confident'
  | 'not_said'
  | 'not_valid'
  | 'not_supported';

export interface Refused {
  /** One that was asked for; what else a provider names is not repeated. */
  readonly field: string | undefined;
  readonly kind: Refusal;
}

/** What of a provider's findings may be used, or put to the customer. */
export interface Checked {
  readonly found: ReadonlyMap<string, ExtractedValue>;
  readonly refused: readonly Refused[];
}

export interface Thresholds {
  /** From here on a value is used. */
  readonly confirmation_threshold: number;
  /** From here on it is put to the customer; below it is not found. */
  readonly extraction_confidence_threshold: number;
}

/** Whoever quotes more than this does not say where the value is. */
const MAX_QUOTE = 500;

/** A provider's answer is data from elsewhere, whatever its types say. */
const FindingSchema = z.object({
  field_name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]),
  confidence: z.number().min(0).max(1),
  quote: z.string().min(1).max(MAX_QUOTE),
});
type Sound = z.infer<typeof FindingSchema>;

/**
 * Holds what a provider found against the conversation. A value counts if it was asked for, is valid, and stands in
 * words that a customer said; it is used only if it stands there as it is. One field never costs another.
 */
export function checkFindings(
  answer: readonly unknown[],
  request: ExtractionRequest,
  thresholds: Thresholds,
  readPhone?: PhoneReader,
): Checked {
  const wanted = new Map(request.fields.map((field) => [field.name, field]));
  const offers = new Map<string, Sound[]>();
  const refused: Refused[] = [];
  for (const each of answer) {
    const { data, success } = FindingSchema.safeParse(each);
    const named = nameIn(each);
    const field = named !== undefined && wanted.has(named) ? named : undefined;
    if (field === undefined)
      refused.push({ field, kind: named === undefined ? 'malformed' : 'not_asked_for' });
    else if (!success) refused.push({ field, kind: 'malformed' });
    else offers.set(field, [...(offers.get(field) ?? []), data]);
  }

  const found = new Map<string, ExtractedValue>();
  for (const [name, [finding, ...others]] of offers) {
    const field = wanted.get(name);
    if (!field || !finding) continue;
    const checked =
      others.length > 0 ? 'contradictory' : checkFinding(finding, field, request, thresholds, readPhone);
    if (typeof checked === 'string') refused.push({ field: name, kind: checked });
    else found.set(name, checked);
  }
  for (const [name, value] of found) {
    if (isSaidOfSeveral(value, found)) found.set(name, { ...value, needs_confirmation: true });
  }
  return { found, refused };
}

/** The same words as the text of several fields, "put admin everywhere": somebody had to understand that. */
const isSaidOfSeveral = ({ value, quote }: ExtractedValue, found: Checked['found']): boolean =>
  typeof value === 'string' &&
  [...found.values()].filter((other) => other.value === value && other.quote === quote).length > 1;

function checkFinding(
  { value, confidence, quote }: Sound,
  field: WantedField,
  request: ExtractionRequest,
  thresholds: Thresholds,
  readPhone: PhoneReader | undefined,
): ExtractedValue | Refusal {
  if (confidence < thresholds.extraction_confidence_threshold) return 'not_confident';
  const turn = turnQuoted({ quote }, request.conversation);
  if (!turn) return 'not_said';
  const checked = checkValue(value, field.definition, readPhone);
  if (!checked.valid) return 'not_valid';
  const support = supportFor(checked.value, quote, field, {
    at: turn.at,
    time_zone: request.time_zone,
    locale: request.locale,
  });
  if (support === 'unsupported') return 'not_supported';
  return {
    value: checked.value,
    confidence,
    needs_confirmation: support === 'inferred' || confidence < thresholds.confirmation_threshold,
    quote,
  };
}

const nameIn = (finding: unknown): string | undefined => {
  const named = z.object({ field_name: z.string() }).safeParse(finding);
  return named.success ? named.data.field_name : undefined;
};
