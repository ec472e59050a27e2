import type { FieldDefinition } from '../scenario/model.ts';
import type { GapFillResult, MigrationProgress, ProfileField } from '../session/model.ts';
import { isExpired } from '../session/profile-field.ts';
import { checkValue } from './field-value.ts';
import type { PhoneReader } from './phone-reader.ts';

type Named<T> = Readonly<Record<string, T>>;

/** What extraction found in the conversation, above the threshold below which it found nothing. */
export interface ExtractedValue {
  readonly value: unknown;
  readonly confidence: number;
  readonly needs_confirmation: boolean;
  readonly quote?: string;
}

/** Where a value may come from. */
export interface FieldSources {
  /** What the engine provides with this turn. */
  readonly provided?: Named<unknown> | undefined;
  /** What the customer said to values that were put to them. */
  readonly confirmations?: Named<boolean> | undefined;
  /** What earlier turns of this move found. */
  readonly progress?: Pick<MigrationProgress, 'fields' | 'refused_fields'> | undefined;
  readonly profile?: Named<ProfileField> | undefined;
  readonly variables?: Named<unknown> | undefined;
  readonly extraction?: Named<ExtractedValue> | undefined;
  readonly readPhone?: PhoneReader | undefined;
  readonly now: Date;
}

/** A value that one source offers. */
type Candidate = Pick<GapFillResult, 'source' | 'confidence' | 'needs_confirmation' | 'extraction_quote'> & {
  readonly value: unknown;
};

/**
 * Finds a field's value: the first source with a valid one wins. `filled` means use it;
 * `needs_confirmation` means put it to the customer first; neither means ask. `validation_errors` say why values
 * were passed over.
 */
export function resolveField(
  field: string,
  definition: FieldDefinition | undefined,
  sources: FieldSources,
): GapFillResult {
  const errors: string[] = [];
  for (const candidate of candidates(field, sources)) {
    const checked = checkValue(candidate.value, definition, sources.readPhone);
    if (!checked.valid) {
      errors.push(...checked.errors.map((error) => `${candidate.source}: ${error}`));
      continue;
    }
    return {
      ...candidate,
      field_name: field,
      value: checked.value,
      filled: !candidate.needs_confirmation,
      validation_errors: errors,
    };
  }
  return {
    field_name: field,
    filled: false,
    source: 'not_found',
    confidence: 0,
    needs_confirmation: false,
    validation_errors: errors,
  };
}

/** Every value on offer, best source first. Nothing is asked twice: what an earlier turn found comes early. */
function* candidates(field: string, sources: FieldSources): Generator<Candidate> {
  const { progress, now } = sources;
  const certain = { confidence: 1, needs_confirmation: false };
  const confirmation = own(sources.confirmations, field);

  const provided = own(sources.provided, field);
  if (provided !== undefined) yield { value: provided, source: 'provided', ...certain };

  // A refused value is asked for: no other source is likely to know better than the customer.
  if (confirmation === false || progress?.refused_fields.includes(field)) return;

  const earlier = own(progress?.fields, field);
  if (earlier?.value !== undefined)
    yield confirmedBy(confirmation, { ...pick(earlier), value: earlier.value });

  const known = own(sources.profile, field);
  if (known && !isExpired(known, now)) {
    const { value, confidence, needs_confirmation } = known;
    yield confirmedBy(confirmation, { value, source: 'profile', confidence, needs_confirmation });
  }

  const variable = own(sources.variables, field);
  if (variable !== undefined) yield { value: variable, source: 'session', ...certain };

  const extracted = own(sources.extraction, field);
  if (extracted) {
    const { value, confidence, needs_confirmation, quote } = extracted;
    // Found just now: a confirmation of this turn was about something else.
    yield {
      value,
      source: 'extraction',
      confidence,
      needs_confirmation,
      ...(quote === undefined ? {} : { extraction_quote: quote }),
    };
  }
}

const confirmedBy = (confirmation: boolean | undefined, candidate: Candidate): Candidate =>
  confirmation ? { ...candidate, needs_confirmation: false } : candidate;

function pick({ source, confidence, needs_confirmation, extraction_quote: quote }: GapFillResult) {
  const rest = { source, confidence, needs_confirmation };
  return quote === undefined ? rest : { ...rest, extraction_quote: quote };
}

const own = <T>(values: Named<T> | undefined, field: string): T | undefined =>
  values && Object.hasOwn(values, field) ? values[field] : undefined;
