import { type ProfileField, ProfileFieldSchema } from '../session/model.ts';

/** Each field is an attribute of its own, so that two writers of two fields never undo each other. */
const PREFIX = 'field:';

/** Sets fields of a profile and leaves the others. Values are JSON text, so that they come back exactly. */
export function profileUpdate(fields: Readonly<Record<string, ProfileField>>) {
  const entries = Object.entries(fields);
  return {
    UpdateExpression: `SET ${entries.map((_, index) => `#f${index} = :f${index}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(
      entries.map(([name], index) => [`#f${index}`, `${PREFIX}${name}`]),
    ),
    ExpressionAttributeValues: Object.fromEntries(
      entries.map(([, field], index) => [`:f${index}`, JSON.stringify(field)]),
    ),
  };
}

export function profileFields(item: Record<string, unknown> | undefined): Record<string, ProfileField> {
  return Object.fromEntries(
    Object.entries(item ?? {})
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, value]) => [
        name.slice(PREFIX.length),
        ProfileFieldSchema.parse(JSON.parse(String(value))),
      ]),
  );
}
