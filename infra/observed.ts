import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Functions } from './functions.ts';
import type { Tables } from './tables.ts';

/** What dashboard and alarms watch. */
export interface Observed {
  readonly functions: Functions;
  readonly tables: Tables;
  readonly machine: StateMachine;
  readonly api: HttpApi;
  /** Of what could not be counted. */
  readonly deadLetters: Queue;
}
