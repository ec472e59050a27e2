/** Values that a schema describes, most of them at the edges of what it allows. */
import fc from 'fast-check';
import { type JsonSchema, resolved } from './document.ts';
import { hostileJson } from './hostile.ts';

const LONGEST = 5_000;

export function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type, anyOf, oneOf, allOf, properties, items, ...plain } = resolved(schema);
  const options = anyOf ?? oneOf;
  if (options) return fc.oneof(...options.map(arbitraryOf));
  if (allOf?.[0]) return arbitraryOf(allOf[0]);
  if (plain.enum) return fc.constantFrom(...plain.enum);
  if (plain.const !== undefined) return fc.constant(plain.const);
  switch (type) {
    case 'string':
      return textOf(plain);
    case 'integer':
    case 'number':
      return numberOf(plain, type === 'integer');
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(arbitraryOf(items ?? {}), {
        minLength: plain.minItems ?? 0,
        maxLength: Math.min(plain.maxItems ?? 3, 3),
      });
    case 'object':
      return objectOf({ ...plain, ...(properties && { properties }) });
    default:
      return hostileJson;
  }
}

function objectOf({ properties = {}, required = [], additionalProperties, ...rest }: JsonSchema) {
  const fields = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, arbitraryOf(schema)])),
    { requiredKeys: [...required] },
  );
  if (typeof additionalProperties !== 'object') return fields;
  const names = rest.propertyNames ? arbitraryOf(rest.propertyNames).map(String) : fc.string();
  const more = fc.array(fc.tuple(names, arbitraryOf(additionalProperties)), { maxLength: 3 });
  return fc
    .tuple(fields, more)
    .map(([own, others]) => Object.fromEntries([...Object.entries(own), ...others]));
}

function textOf({ pattern, format, minLength = 0, maxLength = 200 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (pattern !== undefined) {
    const matching = new RegExp(pattern);
    return fc
      .constantFrom('a', 'A-1', '7', 'de-AT', 'AT', 'x'.repeat(200), 'a.b:c@d+e=f|g~h-i')
      .filter((text) => matching.test(text));
  }
  const longest = Math.min(maxLength, LONGEST);
  return fc.oneof(
    fc.string({ minLength, maxLength: Math.min(longest, Math.max(minLength, 20)), unit: 'grapheme' }),
    fc.constantFrom(minLength, longest).map((length) => 'y'.repeat(length)),
  );
}

function numberOf({ minimum, maximum }: JsonSchema, isWhole: boolean): fc.Arbitrary<number> {
  const edges = [minimum, maximum].flatMap((edge) => (edge === undefined ? [] : [edge, edge - 1, edge + 1]));
  const [min, max] = [minimum ?? -1_000, maximum ?? 1_000_000];
  return fc.oneof(
    isWhole
      ? fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) })
      : fc.double({ min, max, noNaN: true }),
    fc.constantFrom(...edges, 0),
  );
}
