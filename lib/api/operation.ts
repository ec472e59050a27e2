import * as z from 'zod';
import type { Problem } from '../errors.ts';

/** One HTTP call: what it takes and what it answers. Requests and the OpenAPI document come from the same schemas. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  /** None: the call takes no body, and what is sent is not read. */
  readonly body: z.ZodType | undefined;
  /** What the schema cannot say of a body; asked where the schema refuses it, so that all problems come at once. */
  readonly rules?: (body: unknown) => readonly Problem[];
  readonly answers: Answers;
  /** How it is refused for what there is, or is not; how any call may be is the same for all. */
  readonly refusals: readonly (404 | 409)[];
}

export type AnswerStatus = 200 | 201 | 202;
export type Answers = { readonly [S in AnswerStatus]?: z.ZodType };

/** Every failure, whatever its status. */
export const ErrorAnswerSchema = z
  .strictObject({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Error' });

/** What is wrong at one place of a request, or worth knowing about it. */
export const ProblemSchema = z
  .strictObject({ path: z.string(), code: z.string(), message: z.string() })
  .meta({ id: 'Problem' });

/** A plan's id as callers send it: one that no plan can have is simply not found. */
export const planId = z.string().min(1).max(200);

export const planParams = z.strictObject({ plan_id: planId });
export const noParams = z.strictObject({});
export const noQuery = z.strictObject({});

/** A whole number in a path or a query, where everything is text. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .meta({ override: { type: 'integer', minimum: min, maximum: max, pattern: undefined } });

/** How much of a list, and from where on. */
export const paging = {
  limit: wholeNumber(1, 100)
    .default(50)
    .meta({ override: { default: 50 } }),
  cursor: z.string().min(1).max(4_000).optional(),
};

/** Present when the list goes on: send it as `cursor`. */
export const nextCursor = { next_cursor: z.string().optional() };

/**
 * Who did what comes from the token. Older callers say it in the body; that is tolerated and without effect.
 */
export const ignoredActor = z.unknown().optional().meta({ description: 'Ignored: the token says who.' });
