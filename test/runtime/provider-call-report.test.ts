import { expect, test, vi } from 'vitest';
import type { ProviderCall } from '../../lib/gap-fill/extraction/understanding.ts';
import { reportProviderCall } from '../../lib/runtime/provider-call-report.ts';
import { createTelemetry } from '../../lib/runtime/telemetry.ts';

const CALL: ProviderCall = {
  provider: 'bedrock',
  purpose: 'extraction',
  outcome: 'answered',
  milliseconds: 7,
  found: ['age'],
  refused: [],
};

function told(call: Partial<ProviderCall>) {
  const telemetry = createTelemetry('test');
  const told: unknown[] = [];
  for (const level of ['info', 'warn'] as const) {
    vi.spyOn(telemetry.logger, level).mockImplementation((...line) => void told.push([level, ...line]));
  }
  reportProviderCall(
    {
      ...telemetry,
      count: (...metric) => void told.push(metric),
      duration: (...metric) => void told.push(metric),
    },
    { ...CALL, ...call },
  );
  return told;
}

test('a call is timed and counted by what it came to', () => {
  expect(told({})).toEqual([
    ['UnderstandingMs', 7],
    ['UnderstandingCalls', 1, { purpose: 'extraction', outcome: 'answered' }],
  ]);
});

test('one that failed is logged with its error’s name', () => {
  const call = { purpose: 'judgement', outcome: 'failed', error: 'ThrottlingException' } as const;
  expect(told(call)).toEqual([
    ['UnderstandingMs', 7],
    ['UnderstandingCalls', 1, { purpose: 'judgement', outcome: 'failed' }],
    [
      'warn',
      'a conversation could not be understood',
      { provider: 'bedrock', purpose: 'judgement', outcome: 'failed', error_name: 'ThrottlingException' },
    ],
  ]);
});

test('what was found and does not count is told by field and kind', () => {
  const refused = [
    { field: 'age', kind: 'not_said' },
    { field: undefined, kind: 'not_asked_for' },
  ] as const;
  expect(told({ refused })).toEqual([
    ['UnderstandingMs', 7],
    ['UnderstandingCalls', 1, { purpose: 'extraction', outcome: 'answered' }],
    ['FindingsRefused', 1, { kind: 'not_said' }],
    ['FindingsRefused', 1, { kind: 'not_asked_for' }],
    ['info', 'some of what was found did not count', { provider: 'bedrock', refused }],
  ]);
});
