/** Holds what a provider finds against what a careful reader finds. */
import { isDeepStrictEqual } from 'node:util';
import type { ExtractionProvider, ExtractionRequest } from '../../lib/gap-fill/extraction/provider.ts';
import { search } from '../../lib/gap-fill/extraction/search.ts';
import { loadPhoneReader } from '../../lib/gap-fill/phone-reader.ts';
import type { FieldDefinition } from '../../lib/scenario/model.ts';
import { type Conversation, type Language, settingOf, turnsOf } from './conversation.ts';
import { isHeldOut, LANGUAGES } from './set.ts';

/** One field of one conversation. */
export interface Outcome {
  readonly id: string;
  readonly language: string;
  readonly kind: Conversation['kind'];
  readonly type: FieldDefinition['type'];
  readonly heldOut: boolean;
  readonly field: string;
  /** Undefined: there is nothing to be found. */
  readonly expected: unknown;
  readonly found: Found | undefined;
  /** What was found is what was said. */
  readonly right: boolean;
}

/** A finding that passed the checks that all findings pass. */
interface Found {
  readonly value: unknown;
  /** From `USED` on only where the value is used without asking. */
  readonly confidence: number;
  readonly quote: string | undefined;
}

/** From here on a value is put to the customer, and from there on it is used: the defaults of `gap_fill`. */
export const PUT = 0.85;
export const USED = 0.95;
/** What nobody counts on is found as well, so that one sees what confidences are worth. */
const THRESHOLDS = { extraction_confidence_threshold: 0, confirmation_threshold: USED };

/** What a provider is asked about a conversation of the set. */
export function requestFor(conversation: Conversation, language: Language): ExtractionRequest {
  const { locale, time_zone, default_region, at } = settingOf(conversation, language);
  return {
    fields: conversation.fields.map((name) => ({ name, definition: language.definitions[name] })),
    conversation: turnsOf(conversation, { at }),
    locale,
    time_zone,
    default_region,
  };
}

/** Asks a provider about every conversation, one after the other, and checks its findings as reconcile does. */
export async function evaluate(
  provider: ExtractionProvider,
  signal: () => AbortSignal,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const language of LANGUAGES) {
    for (const conversation of language.conversations) {
      const request = requestFor(conversation, language);
      const readPhone = await loadPhoneReader(request.default_region);
      const checked = await search(request, provider, signal(), THRESHOLDS, readPhone);
      for (const field of conversation.fields) {
        const type = language.definitions[field]?.type;
        if (!type) throw new ReferenceError(`${conversation.id}: there is no field ${field}`);
        const expected = Object.hasOwn(conversation.expected, field)
          ? conversation.expected[field]
          : undefined;
        const value = checked.found.get(field);
        const found = value && {
          value: value.value,
          confidence: value.needs_confirmation ? Math.min(value.confidence, USED - 0.001) : value.confidence,
          quote: value.quote,
        };
        outcomes.push({
          id: conversation.id,
          language: language.name,
          kind: conversation.kind,
          type,
          heldOut: isHeldOut(conversation),
          field,
          expected,
          found,
          right: found !== undefined && isDeepStrictEqual(found.value, expected),
        });
      }
    }
  }
  return outcomes;
}

/** How a provider did, when findings count from a confidence on. */
export interface Score {
  /** How many values there are to be found. */
  readonly expected: number;
  /** How many findings count. */
  readonly found: number;
  readonly right: number;
  /** Of what is there, how much is found; 1 where there is nothing. */
  readonly recall: number;
  /** Of what is found, how much is right; 1 where nothing is found. */
  readonly precision: number;
}

/** @param from the least confidence that counts */
export function score(outcomes: readonly Outcome[], from: number): Score {
  const expected = outcomes.filter((each) => each.expected !== undefined).length;
  const findings = outcomes.filter(({ found }) => found !== undefined && found.confidence >= from);
  const right = findings.filter((each) => each.right).length;
  return {
    expected,
    found: findings.length,
    right,
    recall: expected === 0 ? 1 : right / expected,
    precision: findings.length === 0 ? 1 : right / findings.length,
  };
}
