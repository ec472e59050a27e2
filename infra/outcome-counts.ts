import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as Lambda, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './nag.ts';
import { removalPolicy } from './removal.ts';
import type { StageProps } from './stage.ts';

export interface OutcomeCountsProps extends StageProps {
  readonly audit: Table;
  readonly counter: Lambda;
}

/**
 * Feeds the audit trail's stream to the function that counts what became of a deployment's sessions. Counting
 * from the stream keeps every turn free of a counter item, on which all turns of a deployment would collide.
 */
export class OutcomeCounts extends Construct {
  /** Holds the places in the stream of batches that could not be counted. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: OutcomeCountsProps) {
    super(scope, id);
    const { audit, counter, encryption } = props;
    const streamArn = audit.tableStreamArn;
    if (streamArn === undefined) throw new Error('the audit table has no stream');
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...(encryption.key
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryption.key }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: removalPolicy(props.stage),
    });
    acknowledge(this.deadLetters, 'AwsSolutions-SQS3', 'It is a dead-letter queue itself.');
    counter.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
    );
    counter.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }),
    );
    if (counter.role) encryption.allow(counter.role, 'sqs', 'send');
    // The one action of streams that takes no resource; it tells names only.
    counter.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }));
    new EventSourceMapping(this, 'Stream', {
      target: counter,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      // Not for its state: only with a window does Lambda say which shard a batch is of, and positions in the
      // stream, by which nothing is counted twice, can only be compared within one.
      tumblingWindow: Duration.seconds(1),
      // Tried again until the stream forgets it, after a day: a batch that is given up is missing from the counts.
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
    });
  }
}
