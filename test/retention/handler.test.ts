import type { Context } from 'aws-lambda';
import { describe, expect, inject, it, vi } from 'vitest';
import { createHandler } from '../../functions/scheduled/retention-cleanup/handler.ts';
import { createTelemetry } from '../../lib/runtime/telemetry.ts';
import { greeting } from '../support/plan-states.ts';
import { RetentionWorld } from './retention-world.ts';

const CONTEXT = { awsRequestId: 'request', functionName: 'retention-cleanup' } as Context;

/** The Lambda on tables of its own, with what it logs and counts. */
async function lambda() {
  const here = await RetentionWorld.create(inject, greeting(1));
  const telemetry = createTelemetry('test');
  const logged: unknown[][] = [];
  for (const level of ['info', 'error'] as const) {
    vi.spyOn(telemetry.logger, level).mockImplementation((...line) => void logged.push([level, ...line]));
  }
  const counts: unknown[] = [];
  const runtime = { telemetry: { ...telemetry, count: (...count: unknown[]) => void counts.push(count) } };
  const handler = createHandler({ ...here.deps(), runtime });
  return { here, logged, counts, call: (event: unknown) => handler(event, CONTEXT) };
}

describe('the scheduled Lambda', () => {
  it('takes the scheduler’s event, and tells what was removed in numbers', async () => {
    const { here, logged, counts, call } = await lambda();
    await here.deploy(greeting(2));
    here.days(40);
    const event = { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: {} };
    await call(event);
    expect(counts).toEqual([]);
    here.hours(24);
    const report = await call(event);
    expect(report.removed).toHaveLength(2);
    expect(counts).toEqual([
      ['RetentionRemoved', 1, { kind: 'plan' }],
      ['RetentionRemoved', 1, { kind: 'version' }],
    ]);
    expect(logged.at(-1)).toEqual([
      'info',
      'clean-up is done',
      {
        dry_run: false,
        complete: true,
        removed: { plan: 1, version: 1 },
        retired: {},
        kept: { version: 1 },
        failed: {},
      },
    ]);
  });

  it('counts nothing of a dry run', async () => {
    const { here, counts, call } = await lambda();
    await here.deploy(greeting(2));
    here.days(40);
    const report = await call({ dry_run: true });
    expect(report).toMatchObject({ dry_run: true, retired: [{ kind: 'version', count: 1 }] });
    expect(counts).toEqual([]);
    expect(await here.versions()).toEqual({ 1: 'archived', 2: 'published' });
  });

  it('refuses what is not a dry run nor its opposite', async () => {
    const { call } = await lambda();
    await expect(call({ dry_run: 'yes' })).rejects.toMatchObject({ name: 'BadRequest' });
  });
});
