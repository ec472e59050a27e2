import { Duration } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { acknowledgeWildcard, logicalIdOf } from './nag.ts';
import { ownService } from './principals.ts';

/** Runs the clean-up every night; a run that fails is tried again, and what it leaves the next night takes. */
export class CleanupSchedule extends Construct {
  constructor(scope: Construct, id: string, cleanup: IFunction) {
    super(scope, id);
    // A role of its own: by default CDK puts one beside the stack's constructs, under a hashed name.
    const role = new Role(this, 'Role', { assumedBy: ownService(this, 'scheduler') });
    acknowledgeWildcard(
      role,
      `<${logicalIdOf(cleanup)}.Arn>:*`,
      'CDK lets the schedule invoke the versions of the function too; there are none.',
    );
    new Schedule(this, 'Daily', {
      description: 'Removes what retention no longer keeps',
      // Off the full hour, when everyone's schedules run.
      schedule: ScheduleExpression.cron({ hour: '3', minute: '17' }),
      target: new LambdaInvoke(cleanup, { role, retryAttempts: 2, maxEventAge: Duration.hours(6) }),
    });
  }
}
