import type { GapFillResult, ProfileField } from '../session/model.ts';
import type { SessionRecord } from '../session/record.ts';

/** What the profile did not know, or knew with a doubt that the customer has removed. */
export function learned(
  filled: readonly GapFillResult[],
  session: SessionRecord,
  profile: Readonly<Record<string, ProfileField>>,
  now: string,
): Record<string, ProfileField> {
  const fields: Record<string, ProfileField> = {};
  for (const result of filled) {
    const { field_name: name, value = null, source, confidence, extraction_quote: quote } = result;
    const known = Object.hasOwn(profile, name) ? profile[name] : undefined;
    if (source === 'provided' || source === 'extraction') {
      fields[name] = {
        value,
        source,
        confidence,
        needs_confirmation: false,
        provenance: { session_id: session.session_id, ...(quote !== undefined && { quote }) },
        updated_at: now,
      };
    } else if (source === 'profile' && known?.needs_confirmation) {
      fields[name] = { ...known, value, needs_confirmation: false, updated_at: now };
    }
  }
  return fields;
}
