import type { FieldDefinition } from '../scenario/model.ts';

/** What a field is called in front of people: `date_of_birth` is "Date of birth". */
export function displayName(field: string, definition: FieldDefinition | undefined): string {
  if (definition?.display_name) return definition.display_name;
  const words = field
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replace(/[\s_.-]+/g, ' ')
    .trim();
  const [first = field, ...rest] = words;
  return first.toUpperCase() + rest.join('');
}

/** How a customer is asked for a field. */
export function promptFor(field: string, definition: FieldDefinition | undefined): string {
  if (definition?.prompt) return definition.prompt;
  const options = definition?.enum_values;
  return `Please tell us: ${displayName(field, definition)}${options ? ` (${options.join(', ')})` : ''}`;
}
