import * as z from 'zod';
import { noParams, noQuery, type Operation } from './operation.ts';
import { PLAN_OPERATIONS } from './plan-operations.ts';
import { SCENARIO_OPERATIONS } from './scenario-operations.ts';
import { SESSION_OPERATIONS } from './session-operations.ts';

/** Every HTTP call by method and path below `/api/v1`; the keys are those of the function catalogue's routes. */
export const OPERATIONS = {
  ...SCENARIO_OPERATIONS,
  ...PLAN_OPERATIONS,
  ...SESSION_OPERATIONS,
  'GET /openapi.json': {
    operationId: 'getOpenApi',
    summary: 'This document',
    params: noParams,
    query: noQuery,
    body: undefined,
    answers: { 200: z.looseObject({ openapi: z.string() }) },
    refusals: [],
  },
} as const satisfies Record<string, Operation>;

export type Operations = typeof OPERATIONS;
export type OperationKey = keyof Operations;

/** Whether a method and path, such as `GET /migration-plans/{plan_id}`, is a call of the API. */
export const isOperationKey = (key: string): key is OperationKey => Object.hasOwn(OPERATIONS, key);

type Parsed<S> = S extends z.ZodType ? z.infer<S> : undefined;

/** What a call takes, validated and with its defaults. */
export interface OperationInput<K extends OperationKey> {
  readonly params: Parsed<Operations[K]['params']>;
  readonly query: Parsed<Operations[K]['query']>;
  readonly body: Parsed<Operations[K]['body']>;
}

/** What a call may answer: each of its statuses with the body that goes with it. */
export type OperationAnswer<K extends OperationKey> = {
  [S in keyof Operations[K]['answers']]: {
    readonly status: S;
    readonly body: Parsed<Operations[K]['answers'][S]>;
  };
}[keyof Operations[K]['answers']];
