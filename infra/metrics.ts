import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { MigrationScenario } from '../lib/diff/model.ts';
import type { ProviderCall } from '../lib/gap-fill/extraction/understanding.ts';
import type { Fallback } from '../lib/reconcile/decision.ts';
import { DIMENSION, METRIC, METRICS_NAMESPACE, type MetricName } from '../lib/runtime/metric-names.ts';

/** Midstream's own metrics, as its Lambdas emit them: which of them does, and what it splits the metric by. */
export const EMITTED: Readonly<Record<MetricName, Emitted>> = {
  [METRIC.plansGenerated]: { service: 'generate-plan', by: [] },
  [METRIC.planGenerationMs]: { service: 'generate-plan', by: [] },
  [METRIC.plansApproved]: { service: 'approve-plan', by: [] },
  [METRIC.sessionsMarked]: { service: 'mark-sessions', by: [] },
  [METRIC.migrationsApplied]: {
    service: 'reconcile',
    by: [DIMENSION.migrationScenario, DIMENSION.action],
  },
  [METRIC.gapFills]: { service: 'reconcile', by: [DIMENSION.source] },
  [METRIC.checkpointBlocks]: { service: 'reconcile', by: [] },
  [METRIC.fallbacks]: { service: 'reconcile', by: [DIMENSION.kind] },
  [METRIC.reconcileConflicts]: { service: 'reconcile', by: [] },
  [METRIC.reconcileMs]: { service: 'reconcile', by: [] },
  [METRIC.understandingCalls]: { service: 'reconcile', by: [DIMENSION.purpose, DIMENSION.outcome] },
  [METRIC.understandingMs]: { service: 'reconcile', by: [] },
  [METRIC.findingsRefused]: { service: 'reconcile', by: [DIMENSION.kind] },
  [METRIC.retentionRemoved]: { service: 'retention-cleanup', by: [DIMENSION.kind] },
  [METRIC.retentionFailures]: { service: 'retention-cleanup', by: [] },
};

interface Emitted {
  readonly service: string;
  readonly by: readonly string[];
}

const SCENARIOS: readonly MigrationScenario[] = ['clean_graft', 'gap_fill', 're_route'];
const FALLBACKS: readonly Fallback[] = ['same_content', 'walked_path', 'entry', 'pinned', 'exit'];

const PURPOSES: readonly ProviderCall['purpose'][] = ['extraction', 'judgement'];
const UNANSWERED: readonly ProviderCall['outcome'][] = ['failed', 'timed_out'];

/** The metrics of one stage. */
export class OwnMetrics {
  readonly #stage: string;

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** @param values of each dimension that the metric is split by */
  metric(
    name: MetricName,
    values: Readonly<Record<string, string>> = {},
    props: { readonly statistic?: string; readonly period?: Duration } = {},
  ): Metric {
    const { service, by } = EMITTED[name];
    const split = Object.fromEntries(by.map((dimension) => [dimension, values[dimension] ?? '']));
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: name,
      dimensionsMap: { [DIMENSION.service]: service, [DIMENSION.stage]: this.#stage, ...split },
      statistic: Stats.SUM,
      ...props,
    });
  }

  /** A line for every value of what a metric is split by, whichever there will be. */
  split(name: MetricName): MathExpression {
    const { service, by } = EMITTED[name];
    const schema = [METRICS_NAMESPACE, DIMENSION.service, DIMENSION.stage, ...by].join(',');
    const search = `{${schema}} MetricName="${name}" service="${service}" stage="${this.#stage}"`;
    return new MathExpression({
      expression: `SEARCH('${search}', 'Sum', 300)`,
      usingMetrics: {},
      // Each line is called by what it is split by.
      label: '',
    });
  }

  /** Every move, whatever its kind. */
  moves(period: Duration): Readonly<Record<string, Metric>> {
    const kinds = SCENARIOS.flatMap((scenario) =>
      ['continue', 'teleport'].map((action) => [scenario, action]),
    );
    return Object.fromEntries(
      kinds.map(([scenario = '', action = ''], at) => [
        `moved${at}`,
        this.metric(
          METRIC.migrationsApplied,
          { [DIMENSION.migrationScenario]: scenario, [DIMENSION.action]: action },
          { period },
        ),
      ]),
    );
  }

  /** Calls of the provider that understands what customers say, and that came to nothing for want of an answer. */
  unanswered(period: Duration): Readonly<Record<string, Metric>> {
    const kinds = PURPOSES.flatMap((purpose) => UNANSWERED.map((outcome) => ({ purpose, outcome })));
    return Object.fromEntries(
      kinds.map((kind, at) => [`calls${at}`, this.metric(METRIC.understandingCalls, kind, { period })]),
    );
  }

  /** Every fallback, whatever its kind. */
  fallbacks(period: Duration): Readonly<Record<string, Metric>> {
    return Object.fromEntries(
      FALLBACKS.map((kind) => [kind, this.metric(METRIC.fallbacks, { [DIMENSION.kind]: kind }, { period })]),
    );
  }
}

/** The sum of metrics, of which some may have no value at a time. */
export function sumOf(
  metrics: Readonly<Record<string, Metric>>,
  period: Duration,
  label: string,
): MathExpression {
  const filled = Object.keys(metrics).map((id) => `FILL(${id}, 0)`);
  return new MathExpression({
    expression: filled.join(' + '),
    usingMetrics: { ...metrics },
    period,
    label,
  });
}
