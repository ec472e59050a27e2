import type { Operation } from './operation.ts';
import { OPERATIONS, type OperationInput, type OperationKey } from './operations.ts';
import { parse } from './parse.ts';

/** A request's parts before validation. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Validates a request against its operation's schemas.
 * @throws BadRequest, TooLarge
 */
export function operationInput<K extends OperationKey>(key: K, raw: RawInput): OperationInput<K> {
  const { params, query, body, rules }: Operation = OPERATIONS[key];
  const input = {
    params: parse(params, raw.params, 'path'),
    query: parse(query, raw.query, 'query'),
    body: body && parse(body, raw.body, undefined, rules),
  };
  // The one assertion of the API: each part was just parsed by the schema that OperationInput<K> takes its type
  // from, but TypeScript does not follow a lookup by a generic key into the values of a record.
  return input as OperationInput<K>;
}
