/** Runs one Lambda's bundled handler in a thread, with the environment that the thread was given. */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { ACCOUNT } from './identity.ts';
import { type LambdaError, WorkerSetupSchema, type WorkReply, WorkRequestSchema } from './lambda-messages.ts';
import { Permissions } from './permission.ts';
import { guardRequests } from './permission-guard.ts';

const setup = WorkerSetupSchema.parse(workerData);
const tell = (reply: WorkReply): void => parentPort?.postMessage(reply);

guardRequests(
  `arn:aws:sts::${ACCOUNT}:assumed-role/${setup.role.name}/${setup.functionName}`,
  new Permissions(setup.role.statements, (permission) => tell({ kind: 'used', ...permission })),
);

type Handler = (event: unknown, context: unknown) => unknown;
const HandlerSchema = z.custom<Handler>((value) => typeof value === 'function');

/** Loaded once, when the first event comes, as a Lambda's cold start. */
let loading: Promise<Handler> | undefined;

async function load(): Promise<Handler> {
  const loaded: Readonly<Record<string, unknown>> = await import(pathToFileURL(setup.codeFile).href);
  const handler = HandlerSchema.safeParse(loaded[setup.handlerName]);
  if (!handler.success) throw new Error(`${setup.codeFile} exports no function ${setup.handlerName}`);
  return handler.data;
}

async function work(id: string, event: string, deadline: number): Promise<WorkReply> {
  try {
    loading ??= load();
    const handler = await loading;
    const result: unknown = await handler(JSON.parse(event), contextOf(id, deadline));
    return { kind: 'result', id, payload: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    return { kind: 'error', id, error: describe(error) };
  }
}

function contextOf(awsRequestId: string, deadline: number) {
  return {
    awsRequestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.arn,
    memoryLimitInMB: String(setup.memoryMb),
    logGroupName: `/aws/lambda/${setup.functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(error: unknown): LambdaError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  };
}

parentPort?.on('message', async (message: unknown) => {
  const { id, event, deadline } = WorkRequestSchema.parse(message);
  tell(await work(id, event, deadline));
});
