import type middy from '@middy/core';
import type { Telemetry } from './telemetry.ts';

/** An answer has to be on its way before Lambda ends the process without one. */
const TIME_TO_ANSWER_MS = 250;

/** How to end the trace of an invocation, by its Lambda context. */
const openTraces = new WeakMap<object, () => void>();

/**
 * What surrounds every invocation, as a middy plugin: log lines carry its ids, and metrics leave at its end,
 * whether it went well or not.
 */
export function invocationHooks(telemetry: Telemetry) {
  return {
    timeoutEarlyInMillis: TIME_TO_ANSWER_MS,
    requestStart({ context }) {
      telemetry.logger.addContext(context);
    },
    requestEnd({ context }) {
      openTraces.get(context)?.();
      if (telemetry.metrics.hasStoredMetrics()) telemetry.metrics.publishStoredMetrics();
      telemetry.logger.resetKeys();
    },
  } satisfies middy.PluginObject;
}

/** A part of the trace for the handler, when the invocation is traced. */
export function tracing<Event>(telemetry: Telemetry): middy.MiddlewareObj<Event> {
  return {
    before: async ({ context }) => {
      const tracer = await telemetry.tracer();
      const parent = tracer?.getSegment();
      if (!tracer || !parent) return;
      const segment = parent.addNewSubsegment(`## ${context.functionName}`);
      tracer.setSegment(segment);
      tracer.annotateColdStart();
      tracer.addServiceNameAnnotation();
      openTraces.set(context, () => {
        segment.close();
        tracer.setSegment(parent);
      });
    },
  };
}
