import * as z from 'zod';

export interface Option {
  /** With the groups that it is in: `retention.plan_retention_days`. */
  readonly path: string;
  /** None for an option that is off without a value. */
  readonly preset: unknown;
}

/** Every option of a schema, those without a default too. */
export const optionsOf = (schema: z.ZodType): Option[] => optionsIn(z.toJSONSchema(schema, { io: 'input' }));

function optionsIn({ properties = {} }: z.core.JSONSchema.BaseSchema, above = ''): Option[] {
  return Object.entries(properties).flatMap(([name, each]) => {
    if (typeof each !== 'object') return [];
    const path = `${above}${name}`;
    return each.properties ? optionsIn(each, `${path}.`) : [{ path, preset: each.default }];
  });
}
