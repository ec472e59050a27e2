import * as z from 'zod';
import { StatementSchema } from './permission.ts';

/** As a Lambda reports an error. */
export const LambdaErrorSchema = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});
export type LambdaError = z.infer<typeof LambdaErrorSchema>;

/** What a worker is told once, when it starts. */
export const WorkerSetupSchema = z.object({
  codeFile: z.string(),
  handlerName: z.string(),
  functionName: z.string(),
  arn: z.string(),
  memoryMb: z.number(),
  role: z.object({ name: z.string(), statements: z.array(StatementSchema) }),
});
export type WorkerSetup = z.infer<typeof WorkerSetupSchema>;

/** One event for the handler; payloads travel as JSON text, as they do in the cloud. */
export const WorkRequestSchema = z.object({ id: z.string(), event: z.string(), deadline: z.number() });
export type WorkRequest = z.infer<typeof WorkRequestSchema>;

export const WorkReplySchema = z.discriminatedUnion('kind', [
  /** Not of an event: the role was asked for this for the first time, and allows it. */
  z.object({ kind: z.literal('used'), action: z.string(), resource: z.string() }),
  z.object({ kind: z.literal('result'), id: z.string(), payload: z.string() }),
  z.object({ kind: z.literal('error'), id: z.string(), error: LambdaErrorSchema }),
]);
export type WorkReply = z.infer<typeof WorkReplySchema>;

/** What became of one invocation. */
export type Outcome =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly error: LambdaError };
