import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Infrastructure } from './context.ts';
import type { Encryption } from './encryption.ts';
import { removalPolicyOfNamed } from './removal.ts';

/** What holds for everything in a stage. */
export interface StageProps {
  readonly stage: string;
  readonly infrastructure: Infrastructure;
  readonly encryption: Encryption;
}

/** A log group as all of them are in a stage. */
export function createLogGroup(scope: Construct, id: string, name: string, props: StageProps): LogGroup {
  const { stage, infrastructure, encryption } = props;
  return new LogGroup(scope, id, {
    logGroupName: name,
    retention: infrastructure.log_retention_days,
    removalPolicy: removalPolicyOfNamed(stage),
    ...(encryption.key && { encryptionKey: encryption.key }),
  });
}
