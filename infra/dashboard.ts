import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRIC } from '../lib/runtime/metric-names.ts';
import { OwnMetrics } from './metrics.ts';
import { physicalName } from './names.ts';
import type { Observed } from './observed.ts';

export interface MidstreamDashboardProps extends Observed {
  readonly stage: string;
  readonly alarms: readonly Alarm[];
}

type TimeMetric = (typeof METRIC)['reconcileMs' | 'planGenerationMs' | 'understandingMs'];

/** Of 24 columns. */
const THIRD = 8;

/** One page: what customers notice first, then what operators do, then what it stands on. */
export class MidstreamDashboard extends Construct {
  constructor(scope: Construct, id: string, props: MidstreamDashboardProps) {
    super(scope, id);
    const { stage, functions, machine, deadLetters, api, tables, alarms } = props;
    const own = new OwnMetrics(stage);
    const reconcile = functions.get('reconcile');
    const counter = functions.get('count-outcomes');
    const at = (name: TimeMetric, ...percentiles: number[]) =>
      percentiles.map((percentile) => own.metric(name, {}, { statistic: Stats.p(percentile) }));

    new Dashboard(this, 'Dashboard', {
      dashboardName: physicalName(stage),
      defaultInterval: Duration.hours(12),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 3 })],
        [
          graph('Turns', [
            reconcile.metricInvocations(),
            reconcile.metricErrors(),
            reconcile.metricThrottles(),
          ]),
          graph('How long reconcile decides, ms', at(METRIC.reconcileMs, 50, 99)),
          graph('Changed by others meanwhile', [own.metric(METRIC.reconcileConflicts)]),
        ],
        [
          graph('Moves by scenario and action', [own.split(METRIC.migrationsApplied)]),
          graph('Values found, by source', [own.split(METRIC.gapFills)]),
          graph('Blocks and fallbacks', [own.metric(METRIC.checkpointBlocks), own.split(METRIC.fallbacks)]),
        ],
        [
          graph('Conversations read, by purpose and outcome', [own.split(METRIC.understandingCalls)]),
          graph('How long reading takes, ms', at(METRIC.understandingMs, 50, 99)),
          graph('Findings that did not count, by kind', [own.split(METRIC.findingsRefused)]),
        ],
        [
          graph('Plans', [own.metric(METRIC.plansGenerated), own.metric(METRIC.plansApproved)]),
          graph('How long a comparison takes, ms', at(METRIC.planGenerationMs, 50, 99)),
          graph('Sessions marked', [own.metric(METRIC.sessionsMarked)]),
        ],
        [
          graph('Deployments', [
            machine.metricStarted(),
            machine.metricSucceeded(),
            machine.metricFailed(),
            machine.metricAborted(),
          ]),
          graph('Counting is behind, ms', [
            new Metric({
              namespace: 'AWS/Lambda',
              metricName: 'IteratorAge',
              dimensionsMap: { FunctionName: counter.functionName },
              statistic: Stats.MAXIMUM,
            }),
          ]),
          graph('Not counted', [
            deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
          ]),
        ],
        [
          graph('HTTP calls', [api.metricCount(), api.metricClientError(), api.metricServerError()]),
          graph('Requests to the tables, capacity units', [
            tables.sessions.metricConsumedReadCapacityUnits({ label: 'sessions, read' }),
            tables.sessions.metricConsumedWriteCapacityUnits({ label: 'sessions, written' }),
            tables.scenarios.metricConsumedReadCapacityUnits({ label: 'scenarios, read' }),
            tables.audit.metricConsumedWriteCapacityUnits({ label: 'audit, written' }),
          ]),
          graph('Clean-up', [own.split(METRIC.retentionRemoved), own.metric(METRIC.retentionFailures)]),
        ],
      ],
    });
  }
}

const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: THIRD });
