import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { parse } from '../api/parse.ts';
import type { MidstreamError } from '../errors.ts';
import { asMidstreamError } from './dependency-failures.ts';
import { invocationHooks, tracing } from './invocation.ts';
import type { Telemetry } from './telemetry.ts';
import { expectWholeText } from './whole-text.ts';

/** What a Lambda stands on that no HTTP call reaches. */
export interface TaskRuntime {
  readonly telemetry: Telemetry;
}

export interface TaskContext {
  readonly requestId: string;
}

/**
 * Makes a Lambda that the state machine, the scheduler or the engine invokes. Errors leave under their literal
 * name, which is what the state machine retries by and what an invoker sees as `errorType`; `errorMessage` is then
 * the JSON of `{code, message, details}`, because Lambda passes on nothing else of an error.
 */
export function taskHandler<S extends z.ZodType, Answer>(
  runtime: TaskRuntime,
  schema: S,
  run: (input: z.output<S>, context: TaskContext) => Promise<Answer>,
): (event: unknown, context: Context) => Promise<Answer> {
  const { logger } = runtime.telemetry;
  const stack = middy<unknown, Answer>(invocationHooks(runtime.telemetry))
    .use(tracing(runtime.telemetry))
    .onError(({ error }) => {
      const known = asMidstreamError(error);
      if (!known) {
        logger.error('the task failed', { error });
        throw error;
      }
      logger.info('the task was refused', { error_name: known.name, code: known.code });
      throw forInvoker(known);
    })
    .handler<unknown, Answer>((event, context) => {
      expectWholeText(event);
      return run(parse(schema, event), { requestId: context.awsRequestId });
    });
  return (event, context) => stack(event, context);
}

function forInvoker(error: MidstreamError): MidstreamError {
  const { code, message, details } = error;
  error.message = JSON.stringify({ code, message, details });
  // An expected refusal: where in the code it arose tells the invoker nothing.
  error.stack = error.name;
  return error;
}
