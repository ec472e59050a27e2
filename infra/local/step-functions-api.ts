import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ExecutionRecord } from './execution-journal.ts';
import type { Executions } from './executions.ts';
import { type Answer, json } from './http-answer.ts';

export const TARGET_PREFIX = 'AWSStepFunctions.';

/** Names become file names and parts of ARNs; Step Functions itself takes no more than these either. */
const ExecutionName = z.string().regex(/^[\w.-]{1,80}$/);
const StartInput = z.object({
  stateMachineArn: z.string(),
  name: ExecutionName.default(() => randomUUID()),
  input: z.string().default('{}'),
});
const StopInput = z.object({
  executionArn: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
});
const DescribeInput = z.object({ executionArn: z.string() });

/** The calls of the Step Functions service that Midstream uses, in AWS JSON 1.0. */
export async function stepFunctionsApi(
  executions: Executions,
  target: string,
  body: Buffer,
): Promise<Answer> {
  try {
    const input: unknown = JSON.parse(body.toString('utf8') || '{}');
    switch (target.slice(TARGET_PREFIX.length)) {
      case 'StartExecution':
        return await start(executions, StartInput.parse(input));
      case 'StopExecution':
        return await stop(executions, StopInput.parse(input));
      case 'DescribeExecution':
        return describe(executions, DescribeInput.parse(input));
      default:
        return failure('UnknownOperationException', `the local stack has no ${target}`);
    }
  } catch (error) {
    if (error instanceof z.ZodError) return failure('ValidationException', z.prettifyError(error));
    if (error instanceof SyntaxError) return failure('SerializationException', 'the request is not JSON');
    throw error;
  }
}

async function start(
  executions: Executions,
  { stateMachineArn, name, input }: z.infer<typeof StartInput>,
): Promise<Answer> {
  if (stateMachineArn !== executions.machineArn) {
    return failure('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
  }
  try {
    JSON.parse(input);
  } catch {
    return failure('InvalidExecutionInput', 'Invalid State Machine Execution Input: it is not JSON');
  }
  const record = await executions.start(name, input);
  const executionArn = executions.arnOf(name);
  if (record === undefined) {
    return failure('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
  }
  return success({ executionArn, startDate: seconds(record.startedAt) });
}

async function stop(
  executions: Executions,
  { executionArn, error, cause }: z.infer<typeof StopInput>,
): Promise<Answer> {
  const record = executions.find(executionArn);
  if (record === undefined) return unknownExecution(executionArn);
  const stopped = await executions.stop(record, error, cause);
  return success({ stopDate: seconds(stopped.stoppedAt ?? Date.now()) });
}

function describe(executions: Executions, { executionArn }: z.infer<typeof DescribeInput>): Answer {
  const record = executions.find(executionArn);
  if (record === undefined) return unknownExecution(executionArn);
  return success(description(executions, record));
}

function description(executions: Executions, { startedAt, stoppedAt, ...record }: ExecutionRecord) {
  return {
    executionArn: executions.arnOf(record.name),
    stateMachineArn: executions.machineArn,
    ...record,
    startDate: seconds(startedAt),
    ...(stoppedAt !== undefined && { stopDate: seconds(stoppedAt) }),
  };
}

function unknownExecution(arn: string): Answer {
  return failure('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };

function success(body: unknown): Answer {
  return json(200, body, JSON_1_0);
}

function failure(type: string, message: string): Answer {
  return json(400, { __type: `com.amazonaws.swf.service.v2.model#${type}`, message }, JSON_1_0);
}
