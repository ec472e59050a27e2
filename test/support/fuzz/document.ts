/** The committed OpenAPI document, as a stranger reads it: calls, and validators of what is sent and answered. */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isOperationKey, type OperationKey } from '../../../lib/api/operations.ts';

/** As much of JSON Schema as the document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: JsonSchema } };
  };
  readonly responses: Readonly<Record<string, object>>;
}

interface Document {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

const document: Document = JSON.parse(
  readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'),
);

/** One call of the document. */
export interface Call {
  readonly key: OperationKey;
  readonly method: string;
  readonly segments: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: JsonSchema | undefined;
  readonly isBodyValid: ValidateFunction;
  /** By status, as text. */
  readonly answers: ReadonlyMap<string, ValidateFunction>;
}

export const BASE = document.servers[0]?.url ?? '';

const ajv = new Ajv2020({ strict: false, validateFormats: false, ownProperties: true });
ajv.addSchema(document, 'api');

const pointer = (...parts: readonly string[]): string =>
  `api#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
const ANYTHING = ajv.compile({});

export const CALLS: readonly Call[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => {
    const key = `${method.toUpperCase()} ${path}`;
    if (!isOperationKey(key)) throw new Error(`the document has ${key}, which is no operation`);
    const validator = (...place: readonly string[]) =>
      ajv.compile({ $ref: pointer(...place, 'content', 'application/json', 'schema') });
    const answer = (status: string, response: object) =>
      '$ref' in response
        ? validator('components', 'responses', String(response.$ref).split('/').at(-1) ?? '')
        : validator('paths', path, method, 'responses', status);
    return {
      key,
      method: method.toUpperCase(),
      segments: path.split('/'),
      parameters,
      body: requestBody?.content['application/json'].schema,
      isBodyValid: requestBody ? validator('paths', path, method, 'requestBody') : ANYTHING,
      // What goes wrong by `default` is a defect, and documents nothing.
      answers: new Map(
        Object.entries(responses)
          .filter(([status]) => status !== 'default')
          .map(([status, response]) => [status, answer(status, response)] as const),
      ),
    };
  }),
);

/** A schema, or the one that it refers to. */
export function resolved(schema: JsonSchema): JsonSchema {
  const name = schema.$ref?.split('/').at(-1);
  if (name === undefined) return schema;
  const found = document.components.schemas[name];
  if (!found) throw new Error(`the document has no schema ${schema.$ref}`);
  return resolved(found);
}

/** A call and the parameters of a path that leads to it. */
export interface CallOfPath {
  readonly call: Call;
  readonly params: Readonly<Record<string, string>>;
}

/** The call that a request is for, if the document has it. @throws URIError where the path cannot be decoded */
export function callOf(method: string, target: string): CallOfPath | undefined {
  const [path = ''] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  if (!path.startsWith(`${BASE}/`)) return undefined;
  const given = path.slice(BASE.length).split('/');
  const fixed = ({ segments }: Call) => segments.filter((segment) => !segment.startsWith('{')).length;
  const [call] = CALLS.filter(
    ({ method: documented, segments }) =>
      documented === method &&
      segments.length === given.length &&
      segments.every((segment, at) => (segment.startsWith('{') ? given[at] !== '' : segment === given[at])),
  ).sort((a, b) => fixed(b) - fixed(a));
  if (!call) return undefined;
  const params = call.segments.flatMap((segment, at) =>
    segment.startsWith('{') ? [[segment.slice(1, -1), decodeURIComponent(given[at] ?? '')] as const] : [],
  );
  return { call, params: Object.fromEntries(params) };
}
