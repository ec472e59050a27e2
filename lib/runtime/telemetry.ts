import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Tracer } from '@aws-lambda-powertools/tracer';
import { ENV } from '../config/environment.ts';
import { DIMENSION, METRICS_NAMESPACE, type MetricName } from './metric-names.ts';

/** Logs, metrics and traces of one Lambda, made once per cold start. */
export interface Telemetry {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Counts something, split by dimensions where there are any. */
  count(name: MetricName, value?: number, dimensions?: Readonly<Record<string, string>>): void;
  /** Records how long something took. */
  duration(name: MetricName, milliseconds: number): void;
  /** The tracer, when this invocation is traced. */
  tracer(): Promise<Tracer | undefined>;
}

/**
 * Makes a Lambda's telemetry.
 * @param service the function's name
 */
export function createTelemetry(service: string): Telemetry {
  const logger = new Logger({ serviceName: service });
  const stage = process.env[ENV.stage];
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: service,
    ...(stage && { defaultDimensions: { [DIMENSION.stage]: stage } }),
  });
  let tracer: Promise<Tracer> | undefined;
  return {
    logger,
    metrics,
    count(name, value = 1, dimensions) {
      if (!dimensions) {
        metrics.addMetric(name, MetricUnit.Count, value);
        return;
      }
      // Dimensions hold for everything that is flushed together, so that a metric with its own goes alone.
      const single = metrics.singleMetric();
      single.addDimensions(dimensions);
      single.addMetric(name, MetricUnit.Count, value);
    },
    duration(name, milliseconds) {
      metrics.addMetric(name, MetricUnit.Milliseconds, milliseconds);
    },
    async tracer() {
      if (!isTraced()) return undefined;
      tracer ??= loadTracer(service);
      return tracer;
    },
  };
}

/** Lambda says per invocation whether X-Ray samples it. Most are not, and need no X-Ray SDK (130 kB of code). */
const isTraced = (): boolean => process.env._X_AMZN_TRACE_ID?.includes('Sampled=1') ?? false;

async function loadTracer(service: string): Promise<Tracer> {
  const { Tracer } = await import('@aws-lambda-powertools/tracer');
  return new Tracer({ serviceName: service, captureHTTPsRequests: false });
}
