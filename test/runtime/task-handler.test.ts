import type { Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Conflict } from '../../lib/errors.ts';
import { METRIC } from '../../lib/runtime/metric-names.ts';
import { taskHandler } from '../../lib/runtime/task-handler.ts';
import { createTelemetry } from '../../lib/runtime/telemetry.ts';

const telemetry = createTelemetry('test');
vi.spyOn(telemetry.logger, 'info').mockImplementation(() => {});
vi.spyOn(telemetry.logger, 'error').mockImplementation(() => {});
const context = { functionName: 'test', awsRequestId: 'r-1' } as Context;
const schema = z.strictObject({ unit: z.int(), page: z.int().default(0) });

const task = (run: (input: z.output<typeof schema>) => Promise<unknown>) => {
  const handler = taskHandler({ telemetry }, schema, run);
  return (event: unknown) => handler(event, context);
};

const failureOf = (done: Promise<unknown>) =>
  done.then(
    () => expect.unreachable(),
    (error: unknown) => error as Conflict,
  );

describe('a task', () => {
  it('gets its event validated, with defaults', async () => {
    expect(await task(async (input) => input)({ unit: 3 })).toEqual({ unit: 3, page: 0 });
  });

  it('refuses a bad event with every problem', async () => {
    const failure = await failureOf(task(async (input) => input)({ unit: 'x', more: 1 }));
    expect(failure.name).toBe('BadRequest');
    expect(JSON.parse(failure.message).details.problems).toHaveLength(2);
  });

  it('fails under the literal name, with code and details where an invoker can read them', async () => {
    const conflict = new Conflict('deployment_stopped', 'cancelled', { status: 'approved' });
    const failure = await failureOf(task(async () => Promise.reject(conflict))({ unit: 1 }));
    expect(failure).toBeInstanceOf(Conflict);
    expect(failure.name).toBe('Conflict');
    expect(JSON.parse(failure.message)).toEqual({
      code: 'deployment_stopped',
      message: 'cancelled',
      details: { status: 'approved' },
    });
    expect(failure.stack).toBe('Conflict');
  });

  it('that is throttled says that a retry is safe', async () => {
    const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    const failure = await failureOf(task(async () => Promise.reject(throttled))({ unit: 1 }));
    expect(failure).toMatchObject({ name: 'Unavailable', details: { retry_safe: true }, cause: throttled });
  });

  it('with a defect fails as it is', async () => {
    const defect = new TypeError('oops');
    await expect(task(async () => Promise.reject(defect))({ unit: 1 })).rejects.toBe(defect);
  });

  it('publishes its metrics, whether it goes well or not', async () => {
    const publish = vi.spyOn(telemetry.metrics, 'publishStoredMetrics').mockImplementation(() => {
      telemetry.metrics.clearMetrics();
      return telemetry.metrics;
    });
    await task(async () => telemetry.duration(METRIC.reconcileMs, 5))({ unit: 1 }).catch(() => {});
    await task(async () => {
      telemetry.duration(METRIC.reconcileMs, 5);
      throw new Conflict('x', 'x');
    })({ unit: 1 }).catch(() => {});
    await task(async () => 'nothing')({ unit: 1 });
    expect(publish).toHaveBeenCalledTimes(2);
  });
});

it('without an answer is done all the same', async () => {
  await expect(task(async () => undefined)({ unit: 3 })).resolves.toBeUndefined();
});
