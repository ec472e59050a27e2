import type { FieldDefinition, ScenarioInput } from './model.ts';

/** What a field is called in front of people: as its definition says, else by its own name: `first_name`, `firstName` -> "First name". */
export function displayName(field: string, definition: FieldDefinition | undefined): string {
  const defined = definition?.display_name?.trim();
  if (defined) return defined;
  const words = field
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replace(/[\s_.-]+/gu, ' ')
    .trim();
  const [first = field, ...rest] = words;
  return first.toUpperCase() + rest.join('');
}

/** What a scenario's field is called. */
export function displayNameOf(scenario: Pick<ScenarioInput, 'field_definitions'>, field: string): string {
  const definitions = scenario.field_definitions ?? {};
  return displayName(field, Object.hasOwn(definitions, field) ? definitions[field] : undefined);
}
