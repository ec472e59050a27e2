import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { ERROR_NAMES } from '../lib/errors.ts';

/**
 * Lambda itself could not take the call: throttled, or a fault of the service.
 * Waits at most 2 + 4 + 8 + 16 + 30 + 30 + 30 + 30 = 150 s in all, with jitter half of that on average.
 */
export const LAMBDA_SERVICE: RetryProps = {
  errors: [
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
  ],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(30),
  maxAttempts: 8,
  jitterStrategy: JitterType.FULL,
};

/**
 * The function says that a dependency was throttled, timed out or contended and that nothing was written.
 * Waits at most 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 = 183 s in all: as long as a table takes to adapt to a new load.
 */
export const UNAVAILABLE: RetryProps = {
  errors: [ERROR_NAMES.unavailable],
  interval: Duration.seconds(1),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  maxAttempts: 8,
  jitterStrategy: JitterType.FULL,
};

/**
 * The function ended without an answer: out of time, out of memory, or its machine was lost. Every task may be run
 * again, but what is out of time once will mostly be so again: 2 attempts, waiting at most 5 + 10 = 15 s in all.
 */
export const NO_ANSWER: RetryProps = {
  errors: ['States.Timeout', 'Sandbox.Timedout', 'Lambda.Unknown', 'Runtime.ExitError'],
  interval: Duration.seconds(5),
  backoffRate: 2,
  maxAttempts: 2,
  jitterStrategy: JitterType.FULL,
};
