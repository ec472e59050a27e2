/** A good body, made bad in one to three places. */
import fc from 'fast-check';
import { type JsonSchema, resolved } from './document.ts';
import { arbitraryOf } from './from-schema.ts';
import { fieldOf, hostileJson, inheritedNames } from './hostile.ts';
import { again } from './json-text.ts';

type Path = readonly (string | number)[];
/** What becomes of the value at a place. */
type Edit = (value: unknown) => unknown;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param good a body that is taken; @param schema of the body */
export function editedJson(good: unknown, schema: JsonSchema): fc.Arbitrary<unknown> {
  const places = placesIn(good);
  const edit = fc
    .constantFrom(...places)
    .chain((path) => editOf(at(good, path), schemaAt(schema, path)).map((each) => ({ path, edit: each })));
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) => edits.reduce((body, each) => changed(body, each.path, each.edit), good));
}

function editOf(value: unknown, schema: JsonSchema): fc.Arbitrary<Edit> {
  const edits: fc.Arbitrary<Edit>[] = [
    hostileJson.map((other) => () => other),
    arbitraryOf(schema).map((other) => () => other),
    fc.constant(() => undefined),
  ];
  if (Array.isArray(value)) {
    edits.push(
      hostileJson.map((item) => (list) => [...items(list), item]),
      fc.constantFrom(1, 2, 600).map(
        (times) => (list) =>
          Array.from({ length: times }, () => items(list))
            .flat()
            .slice(0, 6_000),
      ),
    );
  }
  if (isObject(value)) {
    const { properties = {} } = resolved(schema);
    const known = fc.constantFrom(...Object.keys(properties), ...Object.keys(value), 'unknown');
    const name = fc.oneof(known, inheritedNames, fc.constantFrom('', 'revision ', 'ｎame'));
    edits.push(
      fc.tuple(name, hostileJson).map((field) => (object) => withField(object, field)),
      known.chain((each) =>
        arbitraryOf(properties[each] ?? {}).map((other) => (object) => withField(object, [each, other])),
      ),
      fc.tuple(known.map(again), hostileJson).map((field) => (object) => withField(object, field)),
    );
  }
  return fc.oneof(...edits);
}

const items = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : [list]);
const withField = (object: unknown, [name, value]: readonly [string, unknown]): object =>
  Object.fromEntries([
    ...Object.entries(isObject(object) ? object : {}),
    ...Object.entries(fieldOf([name, value])),
  ]);

/** Every place in a value, the whole first. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value))
    return [path, ...value.flatMap((item, index) => placesIn(item, [...path, index]))];
  if (!isObject(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...path, name]))];
}

function at(value: unknown, [step, ...rest]: Path): unknown {
  if (step === undefined) return value;
  if (Array.isArray(value)) return at(value[Number(step)], rest);
  return isObject(value) ? at(value[step], rest) : undefined;
}

/** The value with something else at a place; `undefined` removes it. */
function changed(value: unknown, [step, ...rest]: Path, edit: Edit): unknown {
  if (step === undefined) return edit(value);
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === step ? changed(item, rest, edit) : item));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, name === step ? changed(part, rest, edit) : part]),
  );
}

/** What the schema says of a place; nothing where it does not say. */
function schemaAt(schema: JsonSchema, [step, ...rest]: Path): JsonSchema {
  const here = resolved(schema);
  if (step === undefined) return here;
  const { properties, additionalProperties, items: item, anyOf, oneOf } = here;
  const below =
    typeof step === 'number'
      ? item
      : (properties?.[step] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined));
  if (below) return schemaAt(below, rest);
  const option = (anyOf ?? oneOf)?.find((each) => resolved(each).type === 'object');
  return option ? schemaAt(option, [step, ...rest]) : {};
}
