import type { FieldDefinition } from '../../lib/scenario/model.ts';
import type { ProfileField } from '../../lib/session/model.ts';

/** Where a value was found; `found` is what an earlier turn of the same move found and kept. */
export type Source = 'provided' | 'profile' | 'session' | 'extraction';

/** A field that a move needs, and what is known about it. */
export type Finding =
  | { readonly kind: 'filled'; readonly value: unknown; readonly source: Source }
  | { readonly kind: 'to_confirm'; readonly value: unknown; readonly source: Source }
  | { readonly kind: 'to_ask' };

export interface Sources {
  readonly provided: Readonly<Record<string, unknown>>;
  readonly confirmations: Readonly<Record<string, boolean>>;
  /** What earlier turns of this move found. */
  readonly kept: ReadonlyMap<string, Finding>;
  readonly refused: ReadonlySet<string>;
  readonly profile: Readonly<Record<string, ProfileField>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the conversation was searched for and says; `sure` enough to be used without asking. */
  readonly heard: ReadonlyMap<string, { readonly value: unknown; readonly sure: boolean }>;
  readonly now: string;
}

/** The types that generated fields have; nothing is never a value. */
export function isValid(value: unknown, definition: FieldDefinition | undefined): boolean {
  if (value === null || value === undefined || value === '') return false;
  switch (definition?.type) {
    case undefined:
      return true;
    case 'integer':
      return (
        Number.isInteger(value) &&
        Number(value) >= (definition.minimum ?? -Infinity) &&
        Number(value) <= (definition.maximum ?? Infinity)
      );
    case 'boolean':
      return value === true || value === false;
    case 'enum':
      return definition.enum_values?.some((each) => each === value) ?? false;
    case 'email':
      return typeof value === 'string' && /^\S+@\S+\.\S+$/.test(value);
    default:
      throw new Error(`the model knows no ${definition?.type}`);
  }
}

/** What a customer's profile says today. */
export function unexpired(profile: Sources['profile'], now: string): Record<string, ProfileField> {
  return Object.fromEntries(
    Object.entries(profile).filter(([, { expires_at: at }]) => at === undefined || at > now),
  );
}

/** Provided now, found earlier, profile, session, conversation: the first valid value wins. */
export function find(field: string, definition: FieldDefinition | undefined, sources: Sources): Finding {
  const { provided, confirmations, kept, refused, variables } = sources;
  const profile = unexpired(sources.profile, sources.now)[field];
  if (isValid(provided[field], definition)) {
    return { kind: 'filled', value: provided[field], source: 'provided' };
  }
  if (refused.has(field) || confirmations[field] === false) return { kind: 'to_ask' };

  const confirmed = (finding: Finding): Finding =>
    finding.kind === 'to_confirm' && confirmations[field] ? { ...finding, kind: 'filled' } : finding;
  const earlier = kept.get(field);
  if (earlier && earlier.kind !== 'to_ask' && isValid(earlier.value, definition)) return confirmed(earlier);
  if (profile && isValid(profile.value, definition)) {
    const kind = profile.needs_confirmation ? 'to_confirm' : 'filled';
    return confirmed({ kind, value: profile.value, source: 'profile' });
  }
  if (isValid(variables[field], definition)) {
    return { kind: 'filled', value: variables[field], source: 'session' };
  }
  const heard = sources.heard.get(field);
  if (heard && isValid(heard.value, definition)) {
    // Found just now: a confirmation of this turn was about something else.
    return { kind: heard.sure ? 'filled' : 'to_confirm', value: heard.value, source: 'extraction' };
  }
  return { kind: 'to_ask' };
}
