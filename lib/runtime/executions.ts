import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ConfigurationError } from '../config/config.ts';
import { ENV } from '../config/environment.ts';
import type { Executions } from '../deployment/start.ts';
import type { Settings } from './settings.ts';

/** Deployments run by Step Functions; an execution is named after its deployment, so that it runs once. */
export function stateMachineExecutions({ stateMachineArn }: Settings): Executions {
  if (!stateMachineArn) {
    throw new ConfigurationError(`the environment variable ${ENV.stateMachineArn} is not set`);
  }
  const client = new SFNClient({});
  return {
    async start(name, input) {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      } catch (error) {
        // It has run to its end already.
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    async stop(name) {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      try {
        await client.send(new StopExecutionCommand({ executionArn, cause: 'cancelled by an operator' }));
      } catch (error) {
        if (!(error instanceof ExecutionDoesNotExist)) throw error;
      }
    },
  };
}
