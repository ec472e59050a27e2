import { InvokeCommand, type LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';
import { type Invoke, InvokeRefused } from './reconcile-call.ts';

/**
 * Invokes `reconcile` through the AWS SDK.
 * @param lambda best with `maxAttempts: 1`: the client of Midstream tries again by itself
 * @param functionName in the cloud the stack's output `ReconcileFunctionArn`, on one machine `reconcile`
 */
export function invokeLambda(lambda: LambdaClient, functionName: string): Invoke {
  return async (payload, signal) => {
    try {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: payload }),
        { abortSignal: signal },
      );
      return { payload: Payload?.transformToString() ?? '', threw: FunctionError !== undefined };
    } catch (error) {
      throw isRefusal(error)
        ? new InvokeRefused(`${functionName}: ${error.message}`, { cause: error })
        : error;
    }
  };
}

/** Throttling is a client's error too by its status, but passes. */
function isRefusal(error: unknown): error is LambdaServiceException {
  if (!(error instanceof LambdaServiceException)) return false;
  const status = error.$metadata.httpStatusCode ?? 500;
  return status >= 400 && status < 500 && status !== 429;
}
