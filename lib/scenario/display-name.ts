import type { ScenarioInput } from './model.ts';

/** What a field is called in front of people: its definition's name, else one made from its own: `first_name`, `firstName` -> "First name". */
export function displayNameOf(scenario: Pick<ScenarioInput, 'field_definitions'>, field: string): string {
  const definitions = scenario.field_definitions ?? {};
  const defined = Object.hasOwn(definitions, field) ? definitions[field]?.display_name?.trim() : undefined;
  if (defined) return defined;
  const words = field
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replace(/[\s_.-]+/gu, ' ')
    .trim();
  return words === '' ? field : words.charAt(0).toUpperCase() + words.slice(1);
}
