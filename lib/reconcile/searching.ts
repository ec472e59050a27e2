import type { WantedField } from '../gap-fill/extraction/provider.ts';
import type { MigrationProgress } from '../session/model.ts';
import type { Situation, Understood } from './decision.ts';
import { definitionOf } from './field-values.ts';

/**
 * Of the fields that would have to be asked for, those that the conversation is searched for first. What was looked
 * for in vain is looked for again only once the customer has said more; what the customer refused, never.
 */
export function toSearch(
  situation: Situation,
  missing: readonly string[],
  refused: ReadonlySet<string>,
): readonly WantedField[] {
  const { understood } = situation;
  if (!understood?.said) return [];
  const searched = new Set([...searchedFor(situation, understood), ...understood.failed]);
  return missing
    .filter((name) => !searched.has(name) && !refused.has(name))
    .map((name) => ({ name, definition: definitionOf(situation, name) }));
}

/** What is remembered of the search, for the turns to come. */
export function searchProgress(
  situation: Situation,
): Pick<MigrationProgress, 'extracted_fields' | 'extracted_from'> {
  const { understood, session } = situation;
  const searched = understood ? searchedFor(situation, understood) : [];
  if (understood && searched.length > 0) {
    return { extracted_fields: searched, extracted_from: understood.said };
  }
  const { extracted_fields = [], extracted_from } = session.progress ?? {};
  return { extracted_fields, ...(extracted_from !== undefined && { extracted_from }) };
}

/**
 * The fields that all that the customer has said by now was searched for, in this call or an earlier one. A newer
 * version may define them differently.
 */
function searchedFor({ session, published }: Situation, { said, searched }: Understood): string[] {
  const { progress } = session;
  const isSame = progress?.extracted_from === said && progress.target_version === published.version;
  const before = isSame ? progress.extracted_fields : [];
  return [...new Set([...before, ...searched.keys()])].sort();
}
