import * as z from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { ErrorAnswerSchema, type Operation } from './operation.ts';

/** What API Gateway answers by itself, before anything of this API is asked. */
const GatewayAnswerSchema = z.strictObject({ message: z.string() }).meta({ id: 'GatewayError' });

const refusal = (id: string, description: string): ZodOpenApiResponseObject => ({
  id,
  description,
  content: { 'application/json': { schema: ErrorAnswerSchema } },
});

/** The gateway may refuse for this reason as well. */
const gatewayRefusal = (id: string, description: string): ZodOpenApiResponseObject => ({
  id,
  description,
  content: { 'application/json': { schema: z.union([ErrorAnswerSchema, GatewayAnswerSchema]) } },
});

/** Every refusal there is, once for the whole document. */
const REFUSALS = {
  400: refusal('BadRequest', 'Something is wrong with the request: `details.problems` lists what and where.'),
  401: gatewayRefusal('Unauthenticated', 'There is no token, or it is not valid.'),
  403: gatewayRefusal('Forbidden', 'The token lacks the scope, or does not grant the tenant.'),
  404: refusal('NotFound', "There is no such thing, or it is another tenant's."),
  409: refusal('Conflict', 'The current state forbids it: `details` say what that is.'),
  413: gatewayRefusal('TooLarge', 'The body, or what it would come to, is too large.'),
  429: gatewayRefusal('TooManyRequests', 'Try again, more slowly.'),
  503: gatewayRefusal(
    'Unavailable',
    'Not available just now: try again, after `Retry-After` where it is given.',
  ),
} as const;

const DEFECT: ZodOpenApiResponseObject = {
  id: 'Failed',
  description: 'Something went wrong here; `code` is stable.',
  content: { 'application/json': { schema: z.union([ErrorAnswerSchema, GatewayAnswerSchema]) } },
};

/** How a call may be refused, and how it fails. */
export function refusalsOf(operation: Operation, isOpen: boolean) {
  const statuses = [
    400,
    ...(isOpen ? [] : ([401, 403] as const)),
    ...operation.refusals,
    ...(operation.body ? ([413] as const) : []),
    429,
    503,
  ] as const;
  return {
    ...Object.fromEntries(statuses.map((status) => [`${status}` as const, REFUSALS[status]])),
    default: DEFECT,
  };
}
