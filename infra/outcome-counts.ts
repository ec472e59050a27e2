import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as Lambda, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './nag.ts';

export interface OutcomeCountsProps {
  readonly audit: Table;
  readonly counter: Lambda;
  readonly production: boolean;
}

/**
 * Feeds the audit trail's stream to the function that counts what became of a deployment's sessions. Counting
 * from the stream keeps every turn free of a counter item, on which all turns of a deployment would collide.
 */
export class OutcomeCounts extends Construct {
  /** Holds the places in the stream of batches that could not be counted. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { audit, counter, production }: OutcomeCountsProps) {
    super(scope, id);
    const streamArn = audit.tableStreamArn;
    if (streamArn === undefined) throw new Error('the audit table has no stream');
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(this.deadLetters, 'AwsSolutions-SQS3', 'It is a dead-letter queue itself.');
    counter.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
    );
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
      onFailure: new SqsDlq(this.deadLetters),
    });
  }
}
