import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { METRIC } from '../lib/runtime/metric-names.ts';
import { TABLES } from '../lib/store/tables.ts';
import type { Encryption } from './encryption.ts';
import { OwnMetrics, sumOf } from './metrics.ts';
import { pascalCase, physicalName } from './names.ts';
import type { Observed } from './observed.ts';
import type { StageProps } from './stage.ts';

export interface AlarmsProps extends Observed, StageProps {
  /** Where people on call find `infra/RUNBOOK.md`. */
  readonly runbook: string;
}

interface AlarmSpec {
  readonly name: string;
  /** The heading of its section in the runbook; its name unless told. */
  readonly section?: string;
  /** What it means, in a line. */
  readonly means: string;
  readonly metric: IMetric;
  /** The alarm sounds at this value. */
  readonly threshold: number;
  /** So many of the last so many periods. */
  readonly of?: readonly [number, number];
}

const MINUTE = Duration.minutes(1);
const FIVE = Duration.minutes(5);
const QUARTER = Duration.minutes(15);

/** What is worth waking somebody for. Whoever is on call subscribes to the topic. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = alarmTopic(this, props.encryption);
    const action = new SnsAction(this.topic);
    this.all = [...turns(props), ...deployments(props), ...storage(props), ...interfaces(props)].map(
      (spec) => {
        const [datapointsToAlarm, evaluationPeriods] = spec.of ?? [1, 1];
        const alarm = new Alarm(this, pascalCase(spec.name), {
          alarmName: physicalName(props.stage, spec.name),
          alarmDescription: `${spec.means} Runbook: ${props.runbook}#${spec.section ?? spec.name}`,
          metric: spec.metric,
          threshold: spec.threshold,
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          datapointsToAlarm,
          evaluationPeriods,
          // A night without customers is no fault.
          treatMissingData: TreatMissingData.NOT_BREACHING,
        });
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
        return alarm;
      },
    );
  }
}

/** What customers notice at once. */
function turns({ stage, functions }: AlarmsProps): AlarmSpec[] {
  const own = new OwnMetrics(stage);
  const reconcile = functions.get('reconcile');
  const perInvocation = (failures: IMetric, atLeast: number, period: Duration, label: string) =>
    share(failures, reconcile.metricInvocations({ period }), atLeast, period, label);
  return [
    {
      name: 'reconcile-errors',
      means: 'More than 1 % of the turns (and 5 or more in a minute) got no answer from reconcile.',
      metric: perInvocation(
        reconcile.metricErrors({ period: MINUTE }),
        5,
        MINUTE,
        'turns without an answer, %',
      ),
      threshold: 1,
      of: [3, 5],
    },
    {
      name: 'reconcile-slow',
      means: 'One turn in a hundred waits 5 seconds or more for reconcile.',
      metric: reconcile.metricDuration({ period: FIVE, statistic: Stats.p(99) }),
      threshold: 5_000,
      of: [3, 3],
    },
    {
      name: 'reconcile-throttles',
      means: 'Lambda refuses to run reconcile: the account has no concurrency left for it.',
      metric: reconcile.metricThrottles({ period: MINUTE }),
      threshold: 1,
      of: [3, 5],
    },
    {
      name: 'reconcile-conflicts',
      means:
        'In 5 % of the turns or more (and 20 or more in 5 minutes) somebody else changed the session meanwhile.',
      metric: perInvocation(
        own.metric(METRIC.reconcileConflicts, {}, { period: FIVE }),
        20,
        FIVE,
        'conflicts per turn, %',
      ),
      threshold: 5,
      of: [3, 3],
    },
    {
      name: 'model-unavailable',
      means: 'Ten or more calls in 5 minutes to read a conversation got no answer, or none in time.',
      metric: sumOf(own.unanswered(FIVE), FIVE, 'calls without an answer'),
      threshold: 10,
      of: [2, 3],
    },
    {
      name: 'checkpoint-blocks',
      means: 'Checkpoints block a fifth or more of the moves (and 20 or more in 15 minutes).',
      metric: blocksPerMove(own),
      threshold: 20,
    },
    {
      name: 'fallbacks',
      means: 'Ten or more sessions in 15 minutes had to be moved, or left where they are, without a plan.',
      metric: sumOf(own.fallbacks(QUARTER), QUARTER, 'fallbacks'),
      threshold: 10,
    },
  ];
}

function blocksPerMove(own: OwnMetrics): MathExpression {
  const moved = own.moves(QUARTER);
  const blocks = own.metric(METRIC.checkpointBlocks, {}, { period: QUARTER });
  const moves = Object.keys(moved).map((id) => `FILL(${id}, 0)`);
  return new MathExpression({
    expression: `IF(FILL(blocks, 0) >= 20, 100 * blocks / (blocks + ${moves.join(' + ')}), 0)`,
    usingMetrics: { blocks, ...moved },
    period: QUARTER,
    label: 'blocked moves, %',
  });
}

function deployments({ machine, functions, deadLetters }: AlarmsProps): AlarmSpec[] {
  const counter = functions.get('count-outcomes');
  const period = FIVE;
  return [
    {
      name: 'deployment-failed',
      means: 'A deployment has failed; its plan says deploy_failed, and nobody was moved.',
      metric: sumOf(
        {
          failed: machine.metricFailed({ period, statistic: Stats.SUM }),
          timedOut: machine.metricTimedOut({ period, statistic: Stats.SUM }),
        },
        period,
        'failed deployments',
      ),
      threshold: 1,
    },
    {
      name: 'deployment-stuck',
      means: 'A deployment has failed and could not even say so: its plan still says deploying.',
      metric: functions.get('fail-deployment').metricErrors({ period }),
      threshold: 1,
      of: [2, 3],
    },
    {
      name: 'outcomes-late',
      means: 'The counts of deployment-status are 10 minutes or more behind the audit trail.',
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'IteratorAge',
        dimensionsMap: { FunctionName: counter.functionName },
        statistic: Stats.MAXIMUM,
        period,
      }),
      threshold: Duration.minutes(10).toMilliseconds(),
      of: [2, 2],
    },
    {
      name: 'outcomes-lost',
      means: 'Audit events could not be counted within a day: deployment-status is wrong from now on.',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
      threshold: 1,
    },
  ];
}

/** What the code sends to the tables; DynamoDB counts its own errors by these. */
const OPERATIONS = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'TransactWriteItems',
  'BatchWriteItem',
] as const;

function storage({ tables, functions, stage }: AlarmsProps): AlarmSpec[] {
  const named = { scenarios: tables.scenarios, sessions: tables.sessions, audit: tables.audit };
  const own = new OwnMetrics(stage);
  const hourly = Duration.hours(1);
  return [
    {
      name: 'table-throttles',
      means: 'DynamoDB throttles reads or writes: turns are slow, and some fail.',
      metric: sumOf(throttles(named), MINUTE, 'throttled requests'),
      threshold: 10,
      of: [3, 5],
    },
    ...Object.entries(named).map(([name, table]) => ({
      name: `table-errors-${name}`,
      section: 'table-errors',
      means: `DynamoDB itself fails requests to the table of ${name}.`,
      metric: sumOf(systemErrors(table), MINUTE, 'system errors'),
      threshold: 5,
      of: [3, 5] as const,
    })),
    {
      name: 'retention-failed',
      means: 'The nightly clean-up failed, or could not look at some scenarios or plans.',
      metric: sumOf(
        {
          errors: functions.get('retention-cleanup').metricErrors({ period: hourly }),
          failures: own.metric(METRIC.retentionFailures, {}, { period: hourly }),
        },
        hourly,
        'failures of the clean-up',
      ),
      threshold: 1,
    },
  ];
}

/** Of tables, and of the index that every move of a session writes to. */
function throttles(tables: Readonly<Record<string, Table>>): Record<string, Metric> {
  const metric = (table: Table, metricName: string, index?: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName, ...(index && { GlobalSecondaryIndexName: index }) },
      statistic: Stats.SUM,
      period: MINUTE,
    });
  const each = Object.entries(tables).flatMap(([name, table]) => [
    [`${name}Reads`, metric(table, 'ReadThrottleEvents')],
    [`${name}Writes`, metric(table, 'WriteThrottleEvents')],
  ]);
  const { sessions } = tables;
  return {
    ...Object.fromEntries(each),
    ...(sessions && { steps: metric(sessions, 'WriteThrottleEvents', TABLES.sessions.indexes.steps.name) }),
  };
}

const systemErrors = (table: Table): Record<string, Metric> =>
  Object.fromEntries(
    OPERATIONS.map((operation, at) => [
      `errors${at}`,
      new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: 'SystemErrors',
        dimensionsMap: { TableName: table.tableName, Operation: operation },
        statistic: Stats.SUM,
        period: MINUTE,
      }),
    ]),
  );

function interfaces({ api }: AlarmsProps): AlarmSpec[] {
  const period = FIVE;
  return [
    {
      name: 'api-errors',
      means: 'The HTTP API answers 1 % of its calls or more (and 5 or more in 5 minutes) with 5xx.',
      metric: share(
        api.metricServerError({ period, statistic: Stats.SUM }),
        api.metricCount({ period, statistic: Stats.SUM }),
        5,
        period,
        'calls answered with 5xx, %',
      ),
      threshold: 1,
      of: [2, 3],
    },
  ];
}

/** Failures as a percentage of all, and 0 while there are only few: one of three calls at night wakes nobody. */
function share(
  failures: IMetric,
  all: IMetric,
  atLeast: number,
  period: Duration,
  label: string,
): MathExpression {
  return new MathExpression({
    expression: `IF(failures >= ${atLeast}, 100 * failures / all, 0)`,
    usingMetrics: { failures, all },
    period,
    label,
  });
}

/**
 * Encrypted only with a key of one's own: an alarm tells no customer's data, and CloudWatch cannot write to a topic
 * under AWS's.
 */
function alarmTopic(scope: Construct, { key }: Encryption): Topic {
  const topic = new Topic(scope, 'Topic', { enforceSSL: true, ...(key && { masterKey: key }) });
  // A policy that enforces TLS takes the place of the one by which the account's own services may publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return topic;
}
