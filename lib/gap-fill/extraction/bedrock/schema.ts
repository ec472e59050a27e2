import type { JsonValue } from '../../../session/json-value.ts';

/** A JSON Schema, as models' tools are described with. */
export type Schema = { [keyword: string]: JsonValue };

/** An object with these properties and no others; all are required unless said otherwise. */
export const objectOf = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
